/* Addresses in the output: see render/links.h. */
#include "render/links.h"

#include "base/utf8.h"
#include "render/pictures.h"
#include "url/url.h"

/* Bytes of the longest address that is shown. */
#define ADDRESS_MAX 8192

/* Bytes of the longest address that links are relative to. */
#define BASE_MAX 512

/*
 * Neither query nor fragment is part of what a link is relative to. What is long all the same would
 * be written once for each link, and many short links would make a huge output.
 */
static void
shorten(struct cp_buf *base)
{
    for (size_t i = 0; i < base->n; i++)
        if (base->p[i] == '?' || base->p[i] == '#')
            base->n = i;
    if (base->n > BASE_MAX)
        base->n = 0;
}

bool
cp_links_find_base(const struct cp_page *page, struct cp_slice url, struct cp_buf *base)
{
    uint32_t i = cp_page_find(page, 0, CP_TAG_BASE);

    while (i != CP_NO_NODE && !cp_node_attr(page, i, CP_ATTR_HREF).n)
        i = cp_page_find(page, i + 1, CP_TAG_BASE);
    if (i == CP_NO_NODE)
        cp_buf_put_slice(base, url);
    else
        cp_url_resolve(base, url, cp_node_attr(page, i, CP_ATTR_HREF));
    shorten(base);
    return !cp_buf_failed(base);
}

static bool
is_scheme_shown(struct cp_slice scheme, bool web_alone)
{
    static const char *const others[] = { "ftp", "mailto", "tel" };

    if (!scheme.p || cp_slice_eq_nocase(scheme, CP_LIT("http")) ||
        cp_slice_eq_nocase(scheme, CP_LIT("https")))
        return true;
    for (size_t i = 0; !web_alone && i < sizeof others / sizeof *others; i++)
        if (cp_slice_eq_nocase(scheme, cp_slice_of(others[i])))
            return true;
    return false;
}

static void
put_percent(struct cp_buf *out, const char *p, const char *end)
{
    static const char digits[] = "0123456789ABCDEF";

    for (; p < end; p++) {
        cp_buf_putc(out, '%');
        cp_buf_putc(out, digits[(unsigned char)*p >> 4]);
        cp_buf_putc(out, digits[*p & 15]);
    }
}

static bool
is_hex(char c)
{
    return cp_is_digit((unsigned char)c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* Letters, digits and signs that mean nothing in HTML, Markdown or a terminal. */
static bool
is_plain(unsigned char c)
{
    return cp_is_alpha(c) || cp_is_digit(c) || (c > ' ' && c < 0x7F && !strchr("\"<>\\^`{|}[]%", c));
}

/* Of what is not plain: characters of words, brackets of a host, what is encoded already. */
static bool
may_stay(const char *p, const char *end, const char *path, uint32_t c)
{
    if (c >= 0x80)
        return c >= 0xA0 && !cp_utf8_is_space(c) && !cp_utf8_is_invisible(c);
    if (c == '[' || c == ']')
        return path && p < path;
    return c == '%' && end - p > 2 && is_hex(p[1]) && is_hex(p[2]);
}

/* Percent-encodes what is not plain, so that the address is a URI wherever it is written. */
static void
put_encoded(struct cp_buf *out, struct cp_slice url)
{
    const char *p = url.p, *end = url.n ? p + url.n : p, *start, *next;
    const char *path = cp_url_split(url).path.p;
    uint32_t c;

    while (p < end) {
        for (start = p; p < end && is_plain((unsigned char)*p); p++)
            continue;
        cp_buf_put(out, start, (size_t)(p - start));
        if (p == end)
            break;
        next = cp_utf8_next(p, end, &c);
        if (may_stay(p, end, path, c))
            cp_buf_put(out, p, (size_t)(next - p));
        else
            put_percent(out, p, next);
        p = next;
    }
}

static bool
put_checked(struct cp_buf *out, const struct cp_render_input *in, struct cp_slice ref,
            bool web_alone)
{
    struct cp_buf whole = { .max = ADDRESS_MAX };
    bool shown;

    ref = cp_slice_trim(ref);
    if (!ref.n || ref.p[0] == '#' || ref.n > ADDRESS_MAX)
        return false;
    cp_url_resolve(&whole, in->base, ref);
    shown = !cp_buf_failed(&whole) && whole.n &&
            is_scheme_shown(cp_url_split(cp_buf_slice(&whole)).scheme, web_alone);
    if (shown)
        put_encoded(out, cp_buf_slice(&whole));
    out->no_memory |= whole.no_memory;
    cp_buf_clear(&whole);
    return shown;
}

bool
cp_link_put(struct cp_buf *out, const struct cp_render_input *in, struct cp_slice ref)
{
    return put_checked(out, in, ref, false);
}

bool
cp_link_put_href(struct cp_buf *out, const struct cp_render_input *in, uint32_t a)
{
    return put_checked(out, in, cp_node_attr(in->page, a, CP_ATTR_HREF), false);
}

bool
cp_link_put_picture(struct cp_buf *out, const struct cp_render_input *in, uint32_t img)
{
    return put_checked(out, in, cp_picture_address(in->page, img), true);
}
