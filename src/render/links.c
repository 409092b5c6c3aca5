/* Addresses in the output: see render/links.h. */
#include "render/links.h"

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

static struct cp_slice
scheme_at(const struct cp_buf *out, size_t start)
{
    return cp_url_scheme((struct cp_slice){ out->p + start, out->n - start });
}

/* A relative address with a colon in its first part would be taken for one with a scheme by who
 * does not look at what stands before the colon: RFC 3986, 4.2. */
static void
part_from_schemes(struct cp_buf *out, size_t start)
{
    for (size_t i = start; i < out->n && !strchr("/?#", out->p[i]); i++)
        if (out->p[i] == ':') {
            cp_buf_puts(out, "./");
            if (cp_buf_failed(out))
                return;
            memmove(out->p + start + 2, out->p + start, out->n - start - 2);
            memcpy(out->p + start, "./", 2);
            return;
        }
}

/* Resolved in the output itself: nearly every address may stay there as it is. */
static bool
put_checked(struct cp_buf *out, const struct cp_render_input *in, struct cp_slice ref,
            bool web_alone)
{
    const size_t start = out->n, max = out->max;
    bool shown;

    ref = cp_slice_trim(ref);
    if (!ref.n || ref.p[0] == '#' || ref.n > ADDRESS_MAX || cp_buf_failed(out))
        return false;
    out->max = start + ADDRESS_MAX;
    cp_url_resolve_from(out, &in->base, ref);
    shown = !cp_buf_failed(out) && out->n > start &&
            is_scheme_shown(scheme_at(out, start), web_alone);
    out->max = max;
    out->too_long = false;
    if (shown && !scheme_at(out, start).p)
        part_from_schemes(out, start);
    if (shown)
        cp_url_make_uri(out, start);
    else
        out->n = start;
    return shown;
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
