/*
 * Addresses: the first line is a page's, the second one that stands on it.
 *
 * Parts put together again are the address; absolute, canonical and escaped forms are their
 * own; and libcurl, which connects, finds the same host in an address as we do, who decide by
 * it what may be asked for.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#ifdef HAVE_LIBCURL
#include <curl/curl.h>
#endif

#include "base/buf.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "url/canonical.h"
#include "url/idn.h"
#include "url/url.h"

typedef void form_fn(struct cp_buf *out, struct cp_slice url);

/* What the form makes of an address, it makes of it again. */
static void
require_settled(form_fn *form, struct cp_slice url)
{
    struct cp_buf once = { 0 }, twice = { 0 };

    form(&once, url);
    form(&twice, cp_buf_slice(&once));
    if (!cp_slice_eq(cp_buf_slice(&once), cp_buf_slice(&twice)))
        fprintf(stderr, "%.*s\n%.*s\n%.*s\n", (int)url.n, url.p, (int)once.n, once.p,
                (int)twice.n, twice.n ? twice.p : "");
    require(cp_slice_eq(cp_buf_slice(&once), cp_buf_slice(&twice)));
    cp_buf_clear(&once);
    cp_buf_clear(&twice);
}

static bool
is_tracking(const void *data, struct cp_slice name)
{
    (void)data;
    return cp_slice_starts_nocase(name, CP_LIT("utm_"));
}

static void
put_canonical(struct cp_buf *out, struct cp_slice url)
{
    if (!cp_url_put_canonical(out, url, is_tracking, NULL))
        require(out->n == 0);
}

static void
put_part(struct cp_buf *out, const char *before, struct cp_slice part, const char *behind)
{
    if (!part.p)
        return;
    cp_buf_puts(out, before);
    cp_buf_put_slice(out, part);
    cp_buf_puts(out, behind);
}

static void
require_parts(struct cp_slice url)
{
    struct cp_url u = cp_url_split(url);
    struct cp_buf whole = { 0 };

    put_part(&whole, "", u.scheme, ":");
    cp_buf_puts(&whole, u.has_authority ? "//" : "");
    put_part(&whole, "", u.userinfo, "@");
    put_part(&whole, "", u.host, "");
    put_part(&whole, ":", u.port, "");
    put_part(&whole, "", u.path, "");
    put_part(&whole, "?", u.query, "");
    put_part(&whole, "#", u.fragment, "");
    require(cp_slice_eq(cp_buf_slice(&whole), url));
    cp_buf_clear(&whole);
}

/* Nothing in it can steer a terminal or end a string of Markdown or HTML, if it is UTF-8. */
static void
require_uri(struct cp_slice url)
{
    struct cp_buf uri = { 0 };
    const char *p, *end;
    uint32_t c;

    cp_url_put_uri(&uri, (struct cp_slice){ url.p, cp_utf8_valid_prefix(url.p, url.n) });
    require(cp_utf8_valid_prefix(uri.p, uri.n) == uri.n);
    for (p = uri.p, end = p + uri.n; p < end;) {
        p = cp_utf8_next(p, end, &c);
        require(!cp_is_unshown(c) && c != '\n' && c != '\t');
        require(c >= 0x80 || c == 0 || !strchr("<>\"`{}|\\^ ", (int)c));
    }
    cp_buf_clear(&uri);
}

#ifdef HAVE_LIBCURL
/* libcurl writes out addresses of IPv4 that are short or in hexadecimal, decodes zones of IPv6
 * and codes of what no name of a host may have. */
static bool
is_name(const char *host)
{
    size_t n = strlen(host);

    if (strspn(host, "0123456789.") == n)
        return false;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)host[i] < 0x80 && !cp_is_alpha((unsigned char)host[i]) &&
            !cp_is_digit((unsigned char)host[i]) && !strchr("-._", host[i]))
            return false;
    return true;
}

/* Of an address as it goes over the wire: if libcurl takes it, then to the same host. */
static void
require_same_host(struct cp_slice url)
{
    CURLU *curl = curl_url();
    struct cp_buf wire = { 0 }, host = { 0 };
    char *theirs = NULL;

    cp_url_encode(&wire, url);
    cp_idn_put_host(&host, cp_url_split(cp_buf_slice(&wire)).host);
    require(cp_buf_str(&wire) && cp_buf_str(&host));
    if (!memchr(wire.p, '\0', wire.n) && cp_url_is_web(cp_buf_slice(&wire)) &&
        curl_url_set(curl, CURLUPART_URL, wire.p, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
        curl_url_get(curl, CURLUPART_HOST, &theirs, 0) == CURLUE_OK && is_name(theirs)) {
        if (!cp_slice_eq_nocase(cp_slice_of(theirs), cp_buf_slice(&host)))
            fprintf(stderr, "%s\n  ours:    %s\n  libcurl: %s\n", wire.p, host.p, theirs);
        require(cp_slice_eq_nocase(cp_slice_of(theirs), cp_buf_slice(&host)));
    }
    curl_free(theirs);
    curl_url_cleanup(curl);
    cp_buf_clear(&wire);
    cp_buf_clear(&host);
}
#else
static void
require_same_host(struct cp_slice url)
{
    (void)url;
}
#endif

/* An absolute address without dots is itself on any page. */
static void
require_settled_on(struct cp_slice base, struct cp_slice absolute)
{
    struct cp_buf once = { 0 }, twice = { 0 };

    if (cp_url_is_web(base) && cp_url_is_web(absolute)) {
        cp_url_resolve(&once, base, absolute);
        cp_url_resolve(&twice, base, cp_buf_slice(&once));
        require(cp_slice_eq(cp_buf_slice(&once), cp_buf_slice(&twice)));
    }
    cp_buf_clear(&once);
    cp_buf_clear(&twice);
}

static void
try_address(struct cp_slice url)
{
    require_parts(url);
    require_settled(put_canonical, url);
    require_settled(cp_url_encode, url);
    require_settled(cp_url_put_uri, url);
    require_settled(cp_url_put_public, url);
    require_uri(url);
    require_same_host(url);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_slice in = { (const char *)data, size };
    struct cp_slice base = fuzz_line(&in), link = in;
    struct cp_buf absolute = { 0 };

    try_address(base);
    try_address(link);
    cp_url_resolve(&absolute, base, link);
    try_address(cp_buf_slice(&absolute));
    require_settled_on(base, cp_buf_slice(&absolute));
    cp_buf_clear(&absolute);
    return 0;
}
