/* One page of a host as it is remembered: see site/page.h. */
#include "site/page.h"

#include <string.h>

#include "base/utf8.h"
#include "url/url.h"

/* ------------------------------------------------------------------ numbers */

static void
put_number(struct cp_buf *out, uint64_t n)
{
    char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (char)(n >> 8 * i & 0xff);
    cp_buf_put(out, bytes, sizeof bytes);
}

static uint64_t
read_number(const char *p)
{
    uint64_t n = 0;

    for (int i = 8; i-- > 0;)
        n = n << 8 | (unsigned char)p[i];
    return n;
}

uint64_t
cp_sitepage_key(struct cp_slice keys, size_t i)
{
    return read_number(keys.p + 8 * i);
}

/* FNV-1a, and the finalizer of SplitMix64: which pages of a large host are kept is up to these
 * numbers, and must not be up to the end of the address. */
static uint64_t
hash(uint64_t h, struct cp_slice bytes)
{
    for (size_t i = 0; i < bytes.n; i++)
        h = (h ^ (unsigned char)bytes.p[i]) * 1099511628211u;
    h = (h ^ h >> 30) * 0xBF58476D1CE4E5B9u;
    h = (h ^ h >> 27) * 0x94D049BB133111EBu;
    return h ^ h >> 31;
}

#define HASH_START 14695981039346656037u

/* ------------------------------------------------------------------ addresses */

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

bool
cp_sitepage_address(cleanpage *cp, const char *url, struct cp_buf *buf, struct cp_slice *host,
                    int64_t *number)
{
    const struct cp_slice www = CP_LIT("www.");
    struct cp_url parts;

    buf->n = 0;
    if (!url || cleanpage_canonical_url(cp, url, append, buf) || !cp_buf_str(buf))
        return false;
    *number = (int64_t)hash(HASH_START, cp_buf_slice(buf));
    parts = cp_url_split(cp_buf_slice(buf));
    *host = parts.host;
    if (parts.port.n)
        host->n += 1 + parts.port.n;
    if (cp_slice_starts_nocase(*host, www))
        *host = (struct cp_slice){ host->p + www.n, host->n - www.n };
    return host->n > 0;
}

const char *
cp_sitepage_url(const cleanpage_doc *doc)
{
    const char *url = cleanpage_field(doc, "url", 0);

    return url ? url : cleanpage_field(doc, "canonical_url", 0);
}

/* ------------------------------------------------------------------ a document's */

struct gathering {
    struct cp_buf keys, texts;
};

/* The beginning, on one line, whole characters alone. */
static void
put_text(struct cp_buf *out, struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n, *next;
    size_t start = out->n;
    uint32_t c;

    for (; p < end; p = next) {
        next = cp_utf8_next(p, end, &c);
        if (out->n - start + (size_t)(next - p) > CP_SITEPAGE_TEXT_MAX)
            break;
        if (c < ' ' || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029)
            cp_buf_putc(out, ' ');
        else
            cp_buf_put(out, p, (size_t)(next - p));
    }
    cp_buf_putc(out, '\n');
}

static int
take_key(void *user, uint64_t key, const char *text, size_t len)
{
    struct gathering *g = user;

    put_number(&g->keys, key);
    put_text(&g->texts, (struct cp_slice){ text, text ? len : 0 });
    return cp_buf_failed(&g->keys) || cp_buf_failed(&g->texts);
}

static void
put_part(struct cp_buf *out, struct cp_slice part)
{
    put_number(out, part.n);
    cp_buf_put_slice(out, part);
}

static void
put_page(struct cp_buf *out, struct cp_slice host, int64_t number, const struct gathering *g)
{
    put_number(out, (uint64_t)number);
    put_number(out, hash(hash(HASH_START, cp_buf_slice(&g->keys)), cp_buf_slice(&g->texts)));
    put_part(out, host);
    put_part(out, cp_buf_slice(&g->keys));
    put_part(out, cp_buf_slice(&g->texts));
}

bool
cp_sitepage_put(cleanpage *cp, const cleanpage_doc *doc, struct cp_buf *out)
{
    struct gathering g = { 0 };
    struct cp_buf address = { 0 };
    struct cp_slice host;
    int64_t number;
    bool has_host = cp_sitepage_address(cp, cp_sitepage_url(doc), &address, &host, &number);
    cleanpage_status st = has_host ? cleanpage_site_keys(cp, doc, take_key, &g) : CLEANPAGE_OK;

    out->no_memory |= st || cp_buf_failed(&address);
    has_host = has_host && g.keys.n && !cp_buf_failed(out);
    if (has_host)
        put_page(out, host, number, &g);
    cp_buf_clear(&address);
    cp_buf_clear(&g.keys);
    cp_buf_clear(&g.texts);
    return has_host && !cp_buf_failed(out);
}

/* ------------------------------------------------------------------ and read again */

static bool
take_number(struct cp_slice *rest, uint64_t *n)
{
    if (rest->n < 8)
        return false;
    *n = read_number(rest->p);
    rest->p += 8;
    rest->n -= 8;
    return true;
}

static bool
take_part(struct cp_slice *rest, struct cp_slice *part)
{
    uint64_t n;

    if (!take_number(rest, &n) || n > rest->n)
        return false;
    *part = (struct cp_slice){ rest->p, (size_t)n };
    rest->p += part->n;
    rest->n -= part->n;
    return true;
}

bool
cp_sitepage_read(struct cp_slice packed, struct cp_sitepage *page)
{
    uint64_t number, digest;

    if (!take_number(&packed, &number) || !take_number(&packed, &digest) ||
        !take_part(&packed, &page->host) || !take_part(&packed, &page->keys) ||
        !take_part(&packed, &page->texts))
        return false;
    page->number = (int64_t)number;
    page->digest = (int64_t)digest;
    return page->keys.n % 8 == 0;
}
