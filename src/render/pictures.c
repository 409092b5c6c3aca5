/* Choosing pictures: see render/pictures.h. */
#include "render/pictures.h"

#include "base/utf8.h"
#include "render/numbers.h"

/* Pixels of the largest icon, and of what is no picture at all. */
#define ICON_PIXELS 48

/* Elements around a picture that are asked for words. */
#define CLIMB_MAX 12

bool
cp_pictures_init(struct cp_pictures *pictures, const struct cp_render_input *in,
                 struct cp_arena *arena)
{
    const struct cp_blocks *blocks = in->blocks;
    uint32_t title = in->meta->title_block;

    *pictures = (struct cp_pictures){ .first = CP_NO_NODE, .missed = CP_NO_NODE };
    pictures->kept = cp_arena_zalloc(arena, 2 * ((size_t)blocks->n + 1), sizeof(uint32_t));
    if (!pictures->kept)
        return false;
    pictures->all = pictures->kept + blocks->n + 1;
    for (uint32_t b = 0; b < blocks->n; b++) {
        bool kept = in->verdicts->v[b].keep;

        pictures->all[b + 1] = pictures->all[b] + blocks->v[b].n_words;
        pictures->kept[b + 1] = pictures->kept[b] + (kept ? blocks->v[b].n_words : 0);
        if ((kept || b == title) && pictures->first == CP_NO_NODE)
            pictures->first = blocks->v[b].first;
        if (kept)
            pictures->last = in->page->nodes[blocks->v[b].owner].end;
    }
    return true;
}

/* The first block that does not begin before node i. */
static uint32_t
block_from(const struct cp_blocks *blocks, uint32_t i)
{
    uint32_t low = 0, high = blocks->n;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;

        if (blocks->v[mid].first < i)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Captions go and stay by rules of their own, and say nothing of their pictures. */
static uint32_t
above_figure(const struct cp_page *page, uint32_t i)
{
    uint32_t up = page->nodes[i].parent;

    for (int k = 0; k < 5 && i != CP_NO_NODE; k++, i = page->nodes[i].parent)
        if (page->nodes[i].tag == CP_TAG_FIGURE)
            return page->nodes[i].parent;
    return up;
}

bool
cp_pictures_is_content(const struct cp_pictures *pictures, const struct cp_render_input *in,
                       uint32_t i)
{
    const struct cp_node *nodes = in->page->nodes;
    uint32_t up = above_figure(in->page, i);

    for (int k = 0; k < CLIMB_MAX && up != CP_NO_NODE; k++, up = nodes[up].parent) {
        uint32_t from = block_from(in->blocks, up), to = block_from(in->blocks, nodes[up].end);
        uint32_t all = pictures->all[to] - pictures->all[from];
        uint32_t kept = pictures->kept[to] - pictures->kept[from];

        if (from == to)
            continue;
        /* Before the text there may be a picture in a box of its own, but a logo, too. */
        return kept * 2 >= all && kept && nodes[up].end > pictures->first &&
               i < pictures->last && (k < 4 || i > pictures->first);
    }
    return false;
}

/* ------------------------------------------------------------------ attributes */

static struct cp_slice
attr_trimmed(const struct cp_page *page, uint32_t i, const char *name)
{
    return cp_slice_trim(cp_attr_named(page, i, cp_slice_of(name)));
}

/* The first address of a srcset: up to white space, or to a comma at its end. */
static struct cp_slice
first_of_set(struct cp_slice set)
{
    size_t n = 0;

    while (n < set.n && !cp_is_space((unsigned char)set.p[n]))
        n++;
    while (n && set.p[n - 1] == ',')
        n--;
    return (struct cp_slice){ set.p, n };
}

static bool
is_address(struct cp_slice s)
{
    return s.n && s.n < 4096 && !cp_slice_starts_nocase(s, CP_LIT("data:")) &&
           !cp_slice_starts_nocase(s, CP_LIT("javascript:")) &&
           !cp_slice_starts_nocase(s, CP_LIT("about:"));
}

/* Names that scripts for late loading read, beside src itself. Source: the common ones. */
static struct cp_slice
late_address(const struct cp_page *page, uint32_t img)
{
    static const char *const names[] = { "data-src", "data-original", "data-lazy-src",
                                         "data-url", "data-lazy", "data-hi-res-src" };
    static const char *const sets[] = { "data-srcset", "data-lazy-srcset", "srcset" };
    struct cp_slice s = { NULL, 0 };

    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (is_address(s = attr_trimmed(page, img, names[k])))
            return s;
    for (size_t k = 0; k < sizeof sets / sizeof *sets; k++)
        if (is_address(s = first_of_set(attr_trimmed(page, img, sets[k]))))
            return s;
    return (struct cp_slice){ NULL, 0 };
}

/* What a page shows until the picture is loaded, by its name. */
static bool
is_placeholder(struct cp_slice src)
{
    static const char *const names[256] = {
        ['p'] = "placeholder", ['b'] = "blank.", ['s'] = "spacer", ['1'] = "1x1",
        ['P'] = "placeholder", ['B'] = "blank.", ['S'] = "spacer",
    };

    for (; src.n; src = (struct cp_slice){ src.p + 1, src.n - 1 }) {
        const char *name = names[(unsigned char)*src.p];

        if (name && cp_slice_starts_nocase(src, cp_slice_of(name)))
            return true;
    }
    return false;
}

static struct cp_slice
address_in_picture(const struct cp_page *page, uint32_t img)
{
    uint32_t up = page->nodes[img].parent;
    struct cp_slice found = { NULL, 0 };

    for (uint32_t i = up + 1; cp_node_is(page, up, CP_TAG_PICTURE) && !found.n && i < img; i++)
        if (cp_node_is(page, i, CP_TAG_SOURCE))
            found = late_address(page, i);
    return found;
}

struct cp_slice
cp_picture_address(const struct cp_page *page, uint32_t img)
{
    struct cp_slice src = cp_slice_trim(cp_node_attr(page, img, CP_ATTR_SRC)), late;

    if (is_address(src) && !is_placeholder(src))
        return src;
    late = late_address(page, img);
    return late.n ? late : address_in_picture(page, img);
}

/* ------------------------------------------------------------------ showing */

static bool
is_small(const struct cp_page *page, uint32_t img)
{
    int32_t width = INT32_MAX, height = INT32_MAX;

    cp_read_integer(attr_trimmed(page, img, "width"), &width);
    cp_read_integer(attr_trimmed(page, img, "height"), &height);
    return width <= ICON_PIXELS || height <= ICON_PIXELS;
}

static bool
is_in_noscript(const struct cp_page *page, uint32_t i)
{
    for (int k = 0; k < 4 && i != CP_NO_NODE; k++, i = page->nodes[i].parent)
        if (page->nodes[i].tag == CP_TAG_NOSCRIPT)
            return true;
    return false;
}

bool
cp_pictures_show(struct cp_pictures *pictures, const struct cp_render_input *in, uint32_t img)
{
    struct cp_slice address = cp_picture_address(in->page, img);

    if (!address.n) {
        pictures->missed = img;
        return false;
    }
    /* What browsers without scripts are shown is a copy, unless there was no address before. */
    if (is_in_noscript(in->page, img) && (pictures->missed == CP_NO_NODE ||
                                          img - pictures->missed > 8))
        return false;
    pictures->missed = CP_NO_NODE;
    if (is_small(in->page, img) || cp_slice_eq(address, pictures->shown) ||
        !cp_pictures_is_content(pictures, in, img))
        return false;
    pictures->shown = address;
    return true;
}

bool
cp_picture_is_emoji(const struct cp_page *page, uint32_t img)
{
    struct cp_slice alt = cp_node_attr(page, img, CP_ATTR_ALT);
    const char *p = alt.p, *end = alt.n ? p + alt.n : p;
    uint32_t c;

    if (!alt.n || alt.n > 32)
        return false;
    while (p < end) {
        p = cp_utf8_next(p, end, &c);
        if (!(c >= 0x1F000 && c <= 0x1FAFF) && !(c >= 0x2600 && c <= 0x27BF) &&
            c != 0xFE0F && c != 0x200D && !(c >= 0x2B00 && c <= 0x2BFF))
            return false;
    }
    return true;
}
