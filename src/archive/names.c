/* Names for files and directories: see archive/names.h. */
#include "archive/names.h"

#include "archive/ascii.h"
#include "base/limits.h"
#include "base/table.h"
#include "url/idn.h"
#include "url/url.h"

/* Bytes of a port with the hyphen before it. */
#define PORT_MAX 6

/* ------------------------------------------------------------------ slugs */

/* "con", "com1" and so on, which Windows takes for a device with any extension behind them. */
static bool
is_reserved(struct cp_slice s)
{
    static const char *const names[] = { "con", "prn", "aux", "nul", "conin", "conout" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cp_slice_eq(s, cp_slice_of(names[i])))
            return true;
    return s.n == 4 && cp_is_digit((unsigned char)s.p[3]) &&
           (memcmp(s.p, "com", 3) == 0 || memcmp(s.p, "lpt", 3) == 0);
}

/* The words of s that fit; the first is cut if it alone is too long. */
static struct cp_slice
cut(struct cp_slice s, size_t max)
{
    size_t n = max;

    if (s.n <= max)
        return s;
    while (n > 0 && s.p[n] != '-')
        n--;
    return (struct cp_slice){ s.p, n ? n : max };
}

static void
put_cut(struct cp_buf *out, struct cp_slice words, size_t max)
{
    struct cp_slice name = cut(words, max);

    if (is_reserved(name) && name.n + 2 > max)
        name.n--;
    cp_buf_put_slice(out, name);
    if (is_reserved(name))
        cp_buf_puts(out, "-1");
}

/* The words of a text, of which the start is enough. */
static struct cp_slice
words_of(struct cp_buf *words, struct cp_slice text, struct cp_ascii_count *count)
{
    words->n = 0;
    if (text.n > CP_NAME_TEXT_MAX)
        text.n = CP_NAME_TEXT_MAX;
    cp_ascii_put(words, text, count);
    return cp_buf_slice(words);
}

void
cp_name_put_slug(struct cp_buf *out, struct cp_slice text, size_t max)
{
    struct cp_buf words = { 0 };
    struct cp_ascii_count count;

    put_cut(out, words_of(&words, text, &count), max);
    out->no_memory |= words.no_memory;
    cp_buf_clear(&words);
}

/* ------------------------------------------------------------------ of addresses */

/* A part of an address as it is meant to be read. What is no UTF-8 is of no script we know. */
static void
put_decoded(struct cp_buf *out, struct cp_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        int high = s.p[i] == '%' && i + 2 < s.n ? cp_hex_digit(s.p[i + 1]) : -1;
        int low = high < 0 ? -1 : cp_hex_digit(s.p[i + 2]);

        cp_buf_putc(out, low < 0 ? s.p[i] : (char)(high << 4 | low));
        i += low < 0 ? 0 : 2;
    }
}

/* Without an extension: ".html" and whatever else is a letter and up to four more or digits. */
static struct cp_slice
without_extension(struct cp_slice s)
{
    size_t dot = s.n;

    while (dot > 0 && s.p[dot - 1] != '.')
        dot--;
    if (dot < 2 || s.n - dot > 5 || s.n == dot || !cp_is_alpha((unsigned char)s.p[dot]))
        return s;
    for (size_t i = dot; i < s.n; i++)
        if (!cp_is_alpha((unsigned char)s.p[i]) && !cp_is_digit((unsigned char)s.p[i]))
            return s;
    return (struct cp_slice){ s.p, dot - 1 };
}

/* What many addresses end in. */
static bool
is_common(struct cp_slice words)
{
    static const char *const names[] = {
        "index", "default", "home", "amp", "article", "print"
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cp_slice_eq(words, cp_slice_of(names[i])))
            return true;
    return false;
}

static bool
has_letter(struct cp_slice words)
{
    for (size_t i = 0; i < words.n; i++)
        if (cp_is_alpha((unsigned char)words.p[i]))
            return true;
    return false;
}

/* Cuts the last segment off the path. */
static struct cp_slice
take_segment(struct cp_slice *path)
{
    struct cp_slice segment;
    size_t end = path->n, start;

    while (end > 0 && path->p[end - 1] == '/')
        end--;
    for (start = end; start > 0 && path->p[start - 1] != '/'; start--)
        continue;
    segment = (struct cp_slice){ path->p + start, end - start };
    path->n = start;
    return segment;
}

/* The words of one part of an address, in `words`. */
static struct cp_slice
words_of_part(struct cp_buf *words, struct cp_slice part)
{
    struct cp_buf plain = { .n = 0 };
    struct cp_ascii_count count;
    struct cp_slice found;

    put_decoded(&plain, part);
    found = words_of(words, cp_buf_slice(&plain), &count);
    words->no_memory |= plain.no_memory;
    cp_buf_clear(&plain);
    return found;
}

/* Puts the telling part of the path into `best`: the last with a letter, or the last number. */
static void
find_telling(struct cp_buf *best, struct cp_buf *words, struct cp_slice path)
{
    while (path.n && !cp_buf_failed(words)) {
        struct cp_slice part = without_extension(take_segment(&path));
        struct cp_slice found = words_of_part(words, part);
        bool tells = has_letter(found) && !is_common(found);

        if (tells)
            best->n = 0;
        if (tells || (best->n == 0 && !has_letter(found)))
            cp_buf_put_slice(best, found);
        if (tells)
            return;
    }
}

void
cp_name_put_url_slug(struct cp_buf *out, struct cp_slice url, size_t max)
{
    struct cp_buf words = { 0 }, best = { 0 };
    struct cp_url parts;

    if (url.n > CP_NAME_TEXT_MAX)
        url.n = CP_NAME_TEXT_MAX;
    parts = cp_url_split(url);
    find_telling(&best, &words, parts.path);
    if (best.n == 0)
        cp_buf_put_slice(&best, words_of_part(&words, parts.query));
    put_cut(out, cp_buf_slice(&best), max);
    out->no_memory |= words.no_memory || best.no_memory;
    cp_buf_clear(&words);
    cp_buf_clear(&best);
}

/* ------------------------------------------------------------------ hosts */

/* The parts of an address, or of a host alone, which looks like a path or a scheme. */
static struct cp_url
authority_of(struct cp_buf *whole, struct cp_slice url)
{
    struct cp_url parts = cp_url_split(url);

    if (parts.has_authority)
        return parts;
    cp_buf_puts(whole, "//");
    cp_buf_put_slice(whole, url);
    return cp_url_split(cp_buf_slice(whole));
}

static bool
is_usual_port(const struct cp_url *url)
{
    return url->port.n == 0 || cp_slice_eq(url->port, CP_LIT("80")) ||
           cp_slice_eq(url->port, CP_LIT("443"));
}

/* A host as a name: whatever is neither letter, digit nor dot becomes a hyphen, and none of
 * both stands at an edge or beside another. */
static void
tidy_host(struct cp_buf *out, struct cp_slice host)
{
    size_t start = out->n;

    for (size_t i = 0; i < host.n; i++) {
        unsigned char c = cp_lower((unsigned char)host.p[i]);
        bool plain = cp_is_alpha(c) || cp_is_digit(c);
        char last = out->n > start ? out->p[out->n - 1] : '.';

        if (plain)
            cp_buf_putc(out, (char)c);
        else if (last != '.' && (last != '-' || c == '-'))
            cp_buf_putc(out, c == '.' ? '.' : '-');
    }
    while (out->n > start && (out->p[out->n - 1] == '.' || out->p[out->n - 1] == '-'))
        out->n--;
}

static void
put_host_name(struct cp_buf *out, struct cp_slice host)
{
    struct cp_slice stem = { host.p, 0 };

    while (stem.n < host.n && host.p[stem.n] != '.')
        stem.n++;
    cp_buf_put_slice(out, stem);
    if (is_reserved(stem))
        cp_buf_puts(out, "-1");
    cp_buf_put(out, host.p + stem.n, host.n - stem.n);
}

void
cp_name_put_host(struct cp_buf *out, struct cp_slice url)
{
    struct cp_buf whole = { 0 }, encoded = { 0 }, name = { 0 };
    struct cp_url parts = authority_of(&whole, url);
    struct cp_slice host = parts.host;

    if (cp_slice_starts_nocase(host, CP_LIT("www.")) && memchr(host.p + 4, '.', host.n - 4))
        host = (struct cp_slice){ host.p + 4, host.n - 4 };
    cp_idn_put_host(&encoded, host);
    if (encoded.n > CP_NAME_MAX - PORT_MAX)
        encoded.n = CP_NAME_MAX - PORT_MAX;
    tidy_host(&name, cp_buf_slice(&encoded));
    put_host_name(out, cp_buf_slice(&name));
    if (name.n && !is_usual_port(&parts)) {
        cp_buf_putc(out, '-');
        cp_name_put_slug(out, parts.port, PORT_MAX - 1);
    }
    out->no_memory |= whole.no_memory || encoded.no_memory || name.no_memory;
    cp_buf_clear(&whole);
    cp_buf_clear(&encoded);
    cp_buf_clear(&name);
}

/* ------------------------------------------------------------------ articles */

/* As much of "2026-11-21" as the text begins with: day, month or year. */
static struct cp_slice
date_of(struct cp_slice s)
{
    static const char shape[] = "dddd-dd-dd";
    size_t i = 0;

    while (i < s.n && shape[i] &&
           (shape[i] == 'd' ? cp_is_digit((unsigned char)s.p[i]) : s.p[i] == '-'))
        i++;
    return (struct cp_slice){ s.p, i == 10 ? 10 : i >= 7 ? 7 : i >= 4 ? 4 : 0 };
}

static void
put_hash(struct cp_buf *out, struct cp_slice url)
{
    static const char digit[] = "0123456789abcdef";
    uint32_t hash = cp_hash(url, 0);

    for (int shift = 28; shift >= 0; shift -= 4)
        cp_buf_putc(out, digit[hash >> shift & 15]);
}

/* The title, or the address where the title would lose too much; nothing if none tells. */
static void
put_telling(struct cp_buf *out, struct cp_slice title, struct cp_slice url, size_t max)
{
    struct cp_buf words = { 0 };
    struct cp_ascii_count count;
    struct cp_slice found = words_of(&words, title, &count);
    size_t start = out->n;

    if (count.kept < count.lost || found.n == 0)
        cp_name_put_url_slug(out, url, max);
    /* An address of numbers alone tells less than what little the title has. */
    if (out->n == start ||
        (found.n && !has_letter((struct cp_slice){ out->p + start, out->n - start }))) {
        out->n = start;
        put_cut(out, found, max);
    }
    out->no_memory |= words.no_memory;
    cp_buf_clear(&words);
}

void
cp_name_put_article(struct cp_buf *out, struct cp_slice date, struct cp_slice title,
                    struct cp_slice url)
{
    size_t start = out->n, before;

    cp_buf_put_slice(out, date_of(date));
    if (out->n > start)
        cp_buf_putc(out, '-');
    before = out->n;
    put_telling(out, title, url, CP_NAME_MAX - (before - start));
    if (out->n == before)
        put_hash(out, url);
}

/* ------------------------------------------------------------------ names from outside */

bool
cp_name_is_plain(struct cp_slice name)
{
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];

        if (!cp_is_alpha(c) && !cp_is_digit(c) && c != '.' && c != '_' && c != '-')
            return false;
    }
    return name.n > 0 && name.n <= 2 * CP_NAME_MAX && *name.p != '.';
}

bool
cp_name_is_article(struct cp_slice path)
{
    unsigned parts = 0;

    while (path.n) {
        const char *slash = memchr(path.p, '/', path.n);
        size_t n = slash ? (size_t)(slash - path.p) : path.n;

        if (!cp_name_is_plain((struct cp_slice){ path.p, n }))
            return false;
        parts++;
        n += slash != NULL;
        path.p += n;
        path.n -= n;
    }
    return parts == 3;
}
