#include "url/url.h"

#include "base/shown.h"
#include "base/utf8.h"
#include "url/idn.h"

/* Bytes of a URL in a message. */
#define MESSAGE_URL_MAX 300

static struct cp_slice
rest_from(struct cp_slice s, size_t i)
{
    return (struct cp_slice){ s.p + i, s.n - i };
}

static bool
is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

/*
 * What a character may be: a slash, a mark that ends a path, or one of those that mean nothing
 * in HTML, Markdown or a terminal and may stand anywhere. Looked up, for every link is read.
 */
enum { SLASH = 1, QUERY = 2, FRAGMENT = 4, PLAIN = 8 };

static const uint8_t classes[256] = {
    ['!'] = PLAIN, ['$'] = PLAIN, ['&'] = PLAIN, ['\''] = PLAIN, ['('] = PLAIN, [')'] = PLAIN,
    ['*'] = PLAIN, ['+'] = PLAIN, [','] = PLAIN, ['-'] = PLAIN, ['.'] = PLAIN,
    [':'] = PLAIN, [';'] = PLAIN, ['='] = PLAIN, ['@'] = PLAIN, ['_'] = PLAIN, ['~'] = PLAIN,
    ['/'] = PLAIN | SLASH, ['?'] = PLAIN | QUERY, ['#'] = PLAIN | FRAGMENT,
#define TEN(c) [c] = PLAIN, [c + 1] = PLAIN, [c + 2] = PLAIN, [c + 3] = PLAIN,                 \
               [c + 4] = PLAIN, [c + 5] = PLAIN, [c + 6] = PLAIN, [c + 7] = PLAIN,             \
               [c + 8] = PLAIN, [c + 9] = PLAIN
    TEN('0'), TEN('A'), TEN('K'), TEN('a'), TEN('k'),
#undef TEN
    ['U'] = PLAIN, ['V'] = PLAIN, ['W'] = PLAIN, ['X'] = PLAIN, ['Y'] = PLAIN, ['Z'] = PLAIN,
    ['u'] = PLAIN, ['v'] = PLAIN, ['w'] = PLAIN, ['x'] = PLAIN, ['y'] = PLAIN, ['z'] = PLAIN,
};

static bool
is_a(char c, unsigned set)
{
    return classes[(unsigned char)c] & set;
}

/* Cuts what stands before the first character of the classes in `stops` off the front of *s. */
static struct cp_slice
take_until(struct cp_slice *s, unsigned stops)
{
    struct cp_slice taken = { s->p, 0 };

    while (taken.n < s->n && !is_a(s->p[taken.n], stops))
        taken.n++;
    *s = rest_from(*s, taken.n);
    return taken;
}

static struct cp_slice
take_scheme(struct cp_slice *s)
{
    size_t i = 0;
    struct cp_slice scheme = { NULL, 0 };

    if (s->n == 0 || !cp_is_alpha((unsigned char)s->p[0]))
        return scheme;
    while (i < s->n && (cp_is_alpha((unsigned char)s->p[i]) ||
                        cp_is_digit((unsigned char)s->p[i]) || s->p[i] == '+' ||
                        s->p[i] == '-' || s->p[i] == '.'))
        i++;
    if (i < s->n && s->p[i] == ':') {
        scheme = (struct cp_slice){ s->p, i };
        *s = rest_from(*s, i + 1);
    }
    return scheme;
}

struct cp_slice
cp_url_scheme(struct cp_slice url)
{
    return take_scheme(&url);
}

/* user:password@host:port. An @ in a password is seen in the wild, so the last one counts. */
static void
split_authority(struct cp_url *url, struct cp_slice authority)
{
    size_t i, host_end;

    for (i = authority.n; i > 0; i--)
        if (authority.p[i - 1] == '@') {
            url->userinfo = (struct cp_slice){ authority.p, i - 1 };
            authority = rest_from(authority, i);
            break;
        }
    host_end = authority.n;
    for (i = authority.n; i > 0 && authority.p[i - 1] != ']'; i--)
        if (authority.p[i - 1] == ':') {
            host_end = i - 1;
            url->port = rest_from(authority, i);
            break;
        }
    url->host = (struct cp_slice){ authority.p, host_end };
}

struct cp_url
cp_url_split(struct cp_slice s)
{
    struct cp_url url = { 0 };

    if (s.n == 0)
        return url;
    url.scheme = take_scheme(&s);
    if (s.n >= 2 && s.p[0] == '/' && s.p[1] == '/') {
        s = rest_from(s, 2);
        url.has_authority = true;
        split_authority(&url, take_until(&s, SLASH | QUERY | FRAGMENT));
    }
    url.path = take_until(&s, QUERY | FRAGMENT);
    if (s.n && s.p[0] == '?') {
        s = rest_from(s, 1);
        url.query = take_until(&s, FRAGMENT);
    }
    if (s.n)
        url.fragment = rest_from(s, 1);
    return url;
}

static bool
is_web_scheme(struct cp_slice scheme)
{
    return cp_slice_eq_nocase(scheme, CP_LIT("http")) ||
           cp_slice_eq_nocase(scheme, CP_LIT("https"));
}

cleanpage_status
cp_url_host(struct cp_ctx *cx, struct cp_slice url, struct cp_slice *host)
{
    struct cp_slice found = cp_url_split(url).host;
    char *own = cp_arena_strndup(cx->arena, found.p, found.n);

    if (!own)
        return cp_fail_nomem(cx);
    for (size_t i = 0; i < found.n; i++)
        own[i] = (char)cp_lower((unsigned char)own[i]);
    *host = (struct cp_slice){ own, found.n };
    return CLEANPAGE_OK;
}

/* "[::1]", and whatever else is in brackets and may be one of IPv6. */
static bool
is_bracketed(struct cp_slice host)
{
    for (size_t i = 1; i + 1 < host.n; i++)
        if (!cp_is_alpha((unsigned char)host.p[i]) && !cp_is_digit((unsigned char)host.p[i]) &&
            !strchr(":.%", host.p[i]))
            return false;
    return host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']';
}

/* Outside of brackets a colon would begin a port. */
static bool
is_host(struct cp_slice host)
{
    return is_bracketed(host) || (host.n && !memchr(host.p, ':', host.n) && host.p[0] != '[');
}

bool
cp_url_is_web(struct cp_slice s)
{
    struct cp_url url = cp_url_split(s);

    return is_web_scheme(url.scheme) && is_host(url.host);
}

bool
cp_url_may_be_asked(struct cp_slice s)
{
    struct cp_slice host = cp_url_split(s).host;

    for (size_t i = 0; i < host.n && host.p[0] != '['; i++)
        if (!cp_is_alpha((unsigned char)host.p[i]) && !cp_is_digit((unsigned char)host.p[i]) &&
            !is_one_of(host.p[i], "-._~"))
            return false;
    return cp_url_is_web(s);
}

static bool
is_control_or_space(char c)
{
    return (unsigned char)c <= ' ' || c == 0x7f;
}

static void
put_percent(struct cp_buf *out, char c)
{
    static const char digit[] = "0123456789ABCDEF";
    char code[3] = { '%', digit[(unsigned char)c >> 4], digit[c & 15] };

    cp_buf_put(out, code, sizeof code);
}

/*
 * The reference as the URL standard reads it: no control characters and spaces at the ends, no
 * tabs and newlines inside, the others encoded. Nearly every reference is tidy already and is
 * returned as it is; the copy of one that is not lies in `copy`.
 */
struct cp_slice
cp_url_tidy(struct cp_slice s, struct cp_buf *copy)
{
    size_t i = 0;

    while (s.n && (unsigned char)s.p[0] <= ' ')
        s = rest_from(s, 1);
    while (s.n && (unsigned char)s.p[s.n - 1] <= ' ')
        s.n--;
    while (i < s.n && !is_control_or_space(s.p[i]))
        i++;
    if (i == s.n)
        return s;
    cp_buf_put(copy, s.p, i);
    for (; i < s.n; i++)
        if (!is_control_or_space(s.p[i]))
            cp_buf_putc(copy, s.p[i]);
        else if (!is_one_of(s.p[i], "\t\n\r"))
            put_percent(copy, s.p[i]);
    return cp_buf_slice(copy);
}

/* 1 for ".", 2 for "..", also where a dot is written %2e; 0 for any other segment. */
static int
count_dots(struct cp_slice segment)
{
    int dots = 0;

    while (segment.n) {
        size_t n = segment.p[0] == '.' ? 1 : 3;
        if (++dots > 2 || (n == 3 && !cp_slice_starts_nocase(segment, CP_LIT("%2e"))))
            return 0;
        segment = rest_from(segment, n);
    }
    return dots;
}

/* A segment that begins with a dot, which few paths have. */
static bool
may_have_dots(const char *p, size_t n)
{
    const char *end = p + n;

    while ((p = memchr(p, '/', (size_t)(end - p))) && ++p < end)
        if (*p == '.' || *p == '%')
            return true;
    return false;
}

/* RFC 3986, 5.2.4, in place, for a path that begins with a slash. Returns its new length. */
static size_t
remove_dot_segments(char *p, size_t n)
{
    size_t from = 0, to = 0;

    while (from < n) {
        size_t end = from + 1;
        int dots;

        while (end < n && p[end] != '/')
            end++;
        dots = count_dots((struct cp_slice){ p + from + 1, end - from - 1 });
        if (dots == 0) {
            memmove(p + to, p + from, end - from);
            to += end - from;
        }
        if (dots == 2)
            while (to > 0 && p[--to] != '/')
                ;
        if (dots && end == n)
            p[to++] = '/';
        from = end;
    }
    return to;
}

/* The directory is what a relative path is appended to; empty when the path stands alone. */
static void
put_path(struct cp_buf *out, struct cp_slice directory, struct cp_slice path)
{
    size_t start = out->n;

    cp_buf_put_slice(out, directory);
    cp_buf_put_slice(out, path);
    if (!cp_buf_failed(out) && out->n > start && out->p[start] == '/' &&
        may_have_dots(out->p + start, out->n - start))
        out->n = start + remove_dot_segments(out->p + start, out->n - start);
}

/* RFC 3986, 5.2.3: all of the base's path up to its last slash. */
static struct cp_slice
directory_of(const struct cp_url *base)
{
    struct cp_slice directory = base->path;

    if (base->has_authority && directory.n == 0)
        return CP_LIT("/");
    while (directory.n && directory.p[directory.n - 1] != '/')
        directory.n--;
    return directory;
}

static void
put_part(struct cp_buf *out, const char *before, struct cp_slice part)
{
    if (part.p) {
        cp_buf_puts(out, before);
        cp_buf_put_slice(out, part);
    }
}

static void
put_scheme(struct cp_buf *out, const struct cp_url *url)
{
    if (url->scheme.n) {
        cp_buf_put_slice(out, url->scheme);
        cp_buf_putc(out, ':');
    }
}

static void
put_authority(struct cp_buf *out, const struct cp_url *url)
{
    if (!url->has_authority)
        return;
    cp_buf_puts(out, "//");
    if (url->userinfo.p) {
        cp_buf_put_slice(out, url->userinfo);
        cp_buf_putc(out, '@');
    }
    cp_buf_put_slice(out, url->host);
    put_part(out, ":", url->port);
}

/* A link with a scheme is absolute, save one like "http:page" on a page of the same scheme. */
static bool
is_absolute(const struct cp_url *base, const struct cp_url *ref)
{
    return ref->scheme.n && (ref->has_authority || !is_web_scheme(ref->scheme) ||
                             !cp_slice_eq_nocase(base->scheme, ref->scheme));
}

/* RFC 3986, 5.2.2. */
static void
put_resolved(struct cp_buf *out, const struct cp_url *base, const struct cp_url *ref)
{
    struct cp_slice none = { NULL, 0 };
    bool absolute = is_absolute(base, ref);

    put_scheme(out, absolute ? ref : base);
    put_authority(out, absolute || ref->has_authority ? ref : base);
    if (absolute || ref->has_authority || (ref->path.n && ref->path.p[0] == '/'))
        put_path(out, none, ref->path);
    else if (ref->path.n)
        put_path(out, directory_of(base), ref->path);
    else
        cp_buf_put_slice(out, base->path);
    if (!absolute && !ref->has_authority && ref->path.n == 0 && !ref->query.p)
        put_part(out, "?", base->query);
    put_part(out, "?", ref->query);
    put_part(out, "#", ref->fragment);
}

void
cp_url_resolve_from(struct cp_buf *out, const struct cp_url *base, struct cp_slice ref)
{
    struct cp_buf copy = { 0 };
    struct cp_url parts = cp_url_split(cp_url_tidy(ref, &copy));

    put_resolved(out, base, &parts);
    if (cp_buf_failed(&copy))
        out->no_memory = true;
    cp_buf_clear(&copy);
}

void
cp_url_resolve(struct cp_buf *out, struct cp_slice base, struct cp_slice ref)
{
    struct cp_buf copy = { 0 };
    struct cp_url parts = cp_url_split(cp_url_tidy(base, &copy));

    cp_url_resolve_from(out, &parts, ref);
    if (cp_buf_failed(&copy))
        out->no_memory = true;
    cp_buf_clear(&copy);
}

static void
put_encoded(struct cp_buf *out, struct cp_slice s)
{
    size_t i;

    for (i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80 || is_one_of(s.p[i], "\"<>\\^`{|}"))
            put_percent(out, s.p[i]);
        else
            cp_buf_putc(out, s.p[i]);
}

void
cp_url_encode(struct cp_buf *out, struct cp_slice s)
{
    struct cp_buf copy = { 0 };
    struct cp_url url = cp_url_split(cp_url_tidy(s, &copy));

    put_scheme(out, &url);
    if (url.has_authority) {
        cp_buf_puts(out, "//");
        if (url.userinfo.p) {
            put_encoded(out, url.userinfo);
            cp_buf_putc(out, '@');
        }
        cp_idn_put_host(out, url.host);
        put_part(out, ":", url.port);
    }
    put_encoded(out, url.path);
    if (url.query.p) {
        cp_buf_putc(out, '?');
        put_encoded(out, url.query);
    }
    if (url.fragment.p) {
        cp_buf_putc(out, '#');
        put_encoded(out, url.fragment);
    }
    if (cp_buf_failed(&copy))
        out->no_memory = true;
    cp_buf_clear(&copy);
}

static void
put_all_percent(struct cp_buf *out, const char *p, const char *end)
{
    for (; p < end; p++)
        put_percent(out, *p);
}

/* Of what is not plain: characters of words, brackets of a host, what is encoded already. */
static bool
may_stay(const char *p, const char *end, const char *path, uint32_t c)
{
    if (c >= 0x80)
        return !cp_is_unshown(c) && !cp_utf8_is_space(c) && !cp_utf8_is_invisible(c);
    if (c == '[' || c == ']')
        return path && p < path;
    return c == '%' && end - p > 2 && cp_hex_digit(p[1]) >= 0 && cp_hex_digit(p[2]) >= 0;
}

void
cp_url_put_uri(struct cp_buf *out, struct cp_slice url)
{
    const char *p = url.p, *end = url.n ? p + url.n : p, *start, *next, *path = NULL;
    uint32_t c;

    while (p < end) {
        for (start = p; p < end && is_a(*p, PLAIN); p++)
            continue;
        cp_buf_put(out, start, (size_t)(p - start));
        if (p == end)
            break;
        if (!path)
            path = cp_url_split(url).path.p;
        next = cp_utf8_next(p, end, &c);
        if (may_stay(p, end, path, c))
            cp_buf_put(out, p, (size_t)(next - p));
        else
            put_all_percent(out, p, next);
        p = next;
    }
}

void
cp_url_make_uri(struct cp_buf *out, size_t start)
{
    struct cp_buf copy = { 0 };
    size_t i = start;

    while (i < out->n && is_a(out->p[i], PLAIN))
        i++;
    if (i == out->n)
        return;
    cp_buf_put(&copy, out->p + start, out->n - start);
    out->n = start;
    cp_url_put_uri(out, cp_buf_slice(&copy));
    out->no_memory |= copy.no_memory;
    cp_buf_clear(&copy);
}

void
cp_url_put_public(struct cp_buf *out, struct cp_slice s)
{
    struct cp_url url = cp_url_split(s);

    url.userinfo = (struct cp_slice){ NULL, 0 };
    put_scheme(out, &url);
    put_authority(out, &url);
    cp_buf_put_slice(out, url.path);
    put_part(out, "?", url.query);
    put_part(out, "#", url.fragment);
}

void
cp_url_put_message(struct cp_buf *out, struct cp_slice url)
{
    size_t start = out->n;

    cp_url_put_public(out, url);
    if (out->n - start > MESSAGE_URL_MAX) {
        out->n = start + MESSAGE_URL_MAX;
        cp_buf_puts(out, "...");
    }
}

cleanpage_status
cp_url_fail(struct cp_ctx *cx, struct cp_slice url, const char *cause)
{
    struct cp_buf shown = { 0 };

    cp_url_put_message(&shown, url);
    cp_fail(cx, CLEANPAGE_FETCH, "%s: %s", cp_buf_str(&shown) ? shown.p : "", cause);
    cp_buf_clear(&shown);
    return CLEANPAGE_FETCH;
}
