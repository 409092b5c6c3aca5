#include "measure/measure.h"

#include "base/utf8.h"
#include "measure/words.h"

/* Words of a title that are compared; longer ones are cut. */
#define TITLE_WORDS 48

struct title_words {
    uint32_t v[TITLE_WORDS];
    size_t n;
};

/* A copy in the arena with white space folded; empty without memory, which is noticed later. */
static struct cp_slice
fold(struct cp_ctx *cx, struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n;
    char *copy = text.n ? cp_arena_alloc(cx->arena, text.n) : NULL, *out = copy;
    bool gap = false;

    while (copy && p < end) {
        uint32_t c;
        const char *next = cp_utf8_next(p, end, &c);

        if (cp_utf8_is_space(c) || c < 0x20) {
            gap = out > copy;
        } else if (!cp_utf8_is_invisible(c)) {
            if (gap)
                *out++ = ' ';
            gap = false;
            memcpy(out, p, (size_t)(next - p));
            out += next - p;
        }
        p = next;
    }
    return (struct cp_slice){ copy, (size_t)(out - copy) };
}

static struct cp_slice
element_text(struct cp_ctx *cx, const struct cp_page *page, uint32_t i)
{
    for (uint32_t k = i + 1; k < page->nodes[i].end; k++)
        if (page->nodes[k].kind == CP_NODE_TEXT)
            return fold(cx, cp_node_text(&page->nodes[k]));
    return (struct cp_slice){ NULL, 0 };
}

static void
read_meta_element(struct cp_ctx *cx, const struct cp_page *page, uint32_t i,
                  struct cp_meta *meta, struct cp_slice *site)
{
    struct cp_slice key = cp_node_attr(page, i, CP_ATTR_PROPERTY);
    struct cp_slice content = cp_node_attr(page, i, CP_ATTR_CONTENT), *field = NULL;

    if (key.n == 0)
        key = cp_node_attr(page, i, CP_ATTR_NAME);
    if (cp_slice_eq_nocase(key, CP_LIT("og:title")))
        field = &meta->og_title;
    else if (cp_slice_eq_nocase(key, CP_LIT("og:type")))
        field = &meta->og_type;
    else if (cp_slice_eq_nocase(key, CP_LIT("og:site_name")))
        field = site;
    else if (cp_slice_eq_nocase(key, CP_LIT("author")) ||
             cp_slice_eq_nocase(key, CP_LIT("article:author")))
        field = &meta->author;
    else if (cp_slice_eq_nocase(key, CP_LIT("article:published_time")) ||
             cp_slice_eq_nocase(key, CP_LIT("datePublished")))
        field = &meta->published;
    else if (cp_slice_eq_nocase(key, CP_LIT("generator")))
        field = &meta->generator;
    else if (cp_slice_eq_nocase(key, CP_LIT("description")) ||
             cp_slice_eq_nocase(key, CP_LIT("og:description")))
        field = &meta->description;
    if (field && content.n > field->n)
        *field = fold(cx, content);
}

/* The elements that tell of the page as a whole. */
static void
read_element(struct cp_ctx *cx, const struct cp_page *page, uint32_t i, struct cp_meta *meta,
             struct cp_slice *site)
{
    switch ((enum cp_tag)page->nodes[i].tag) {
    case CP_TAG_TITLE:
        if (meta->head_title.n == 0)
            meta->head_title = element_text(cx, page, i);
        break;
    case CP_TAG_META:
        read_meta_element(cx, page, i, meta, site);
        break;
    case CP_TAG_HTML:
        meta->language = cp_node_attr(page, i, CP_ATTR_LANG);
        meta->html_class = cp_node_attr(page, i, CP_ATTR_CLASS);
        break;
    case CP_TAG_BODY:
        meta->body_class = cp_node_attr(page, i, CP_ATTR_CLASS);
        break;
    default:
        break;
    }
    for (uint32_t k = 0; k < page->nodes[i].len; k++)
        if (page->nodes[i].u.attrs[k].id == CP_ATTR_ITEMTYPE)
            cp_meta_add_type(meta, page->nodes[i].u.attrs[k].value);
}

static void
read_script(const struct cp_page *page, uint32_t text, struct cp_meta *meta)
{
    struct cp_slice type = cp_node_attr(page, page->nodes[text].parent, CP_ATTR_TYPE);

    if (!cp_slice_find_nocase(type, CP_LIT("ld+json")))
        return;
    meta->linked = meta->linked ? meta->linked : text;
    meta->linked_end = text + 1;
    if (!page->nodes[text].foreign)
        cp_meta_add_linked_types(meta, cp_node_text(&page->nodes[text]));
}

static void
read_head(struct cp_ctx *cx, const struct cp_page *page, struct cp_meta *meta,
          struct cp_slice *site)
{
    const struct cp_node *nodes = page->nodes;

    for (uint32_t i = 0; i < page->n_nodes; i++) {
        if (nodes[i].kind == CP_NODE_TEXT && nodes[i].tag == CP_TAG_SCRIPT)
            read_script(page, i, meta);
        else if (nodes[i].kind == CP_NODE_ELEMENT && !nodes[i].foreign &&
                 (nodes[i].len || nodes[i].tag == CP_TAG_TITLE))
            read_element(cx, page, i, meta, site);
    }
}

/* Length of the separator between a title and a site's name at p (with its spaces), or 0. */
static size_t
separator_at(const char *p, const char *end)
{
    static const char *const marks[] = { " | ", " - ", " – ", " — ", " · ", " • ",
                                         " » ", " « ", " :: ", " / ", "|" };
    struct cp_slice rest = { p, (size_t)(end - p) };

    if (p == end || (*p != ' ' && *p != '|'))
        return 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (cp_slice_starts_nocase(rest, cp_slice_of(marks[i])))
            return strlen(marks[i]);
    return 0;
}

static size_t
count_words(struct cp_slice s)
{
    uint32_t words[TITLE_WORDS];

    return cp_words_of(s, words, TITLE_WORDS);
}

/*
 * The part of <title> that is not the site's name: what is left when the named part goes,
 * else the first part, unless it is much shorter than the longest (the site came first).
 */
static struct cp_slice
without_site(struct cp_slice title, struct cp_slice site)
{
    const char *end, *start = title.p;
    struct cp_slice first = { NULL, 0 }, longest = { NULL, 0 };
    size_t first_words = 0, longest_words = 0;

    if (!title.n)
        return title;
    end = title.p + title.n;
    for (const char *p = title.p; p <= end; p++) {
        size_t gap = p < end ? separator_at(p, end) : 0;
        struct cp_slice part = cp_slice_trim((struct cp_slice){ start, (size_t)(p - start) });
        size_t n;

        if (p < end && gap == 0)
            continue;
        n = cp_slice_eq_nocase(part, site) ? 0 : count_words(part);
        if (n && first_words == 0) {
            first = part;
            first_words = n;
        }
        if (n > longest_words) {
            longest = part;
            longest_words = n;
        }
        start = p + gap;
        p += gap ? gap - 1 : 0;
    }
    if (longest_words == 0)
        return title;
    return first_words * 2 >= longest_words || first_words >= 4 ? first : longest;
}

/* Words in both as a share of words in either, 0 to 1. */
static double
likeness(const struct cp_blocks *blocks, const struct cp_block *b, const struct title_words *t)
{
    size_t shared;

    if (t->n == 0 || b->n_words > TITLE_WORDS)
        return 0;
    shared = cp_words_shared(blocks->words + b->first_word, b->n_words, t->v, t->n);
    return (double)shared / (double)(b->n_words + t->n - shared);
}

/*
 * The heading most like the title, h1 before others. Half of their words must agree, or,
 * for an h1, all of its words be in <title>.
 */
static uint32_t
find_title_block(const struct cp_blocks *blocks, const struct cp_meta *meta,
                 struct cp_slice plain_title)
{
    struct title_words t[3];
    uint32_t found = CP_NO_NODE;
    double best = 0.5;

    t[0].n = cp_words_of(plain_title, t[0].v, TITLE_WORDS);
    t[1].n = cp_words_of(meta->og_title, t[1].v, TITLE_WORDS);
    t[2].n = cp_words_of(meta->head_title, t[2].v, TITLE_WORDS);
    for (uint32_t i = 0; i < blocks->n; i++) {
        const struct cp_block *b = &blocks->v[i];
        double like = 0;

        if (b->heading == 0 || b->heading > 3 || (b->flags & ~CP_BLOCK_ARIA_HIDDEN))
            continue;
        for (int k = 0; k < 3; k++) {
            double x = likeness(blocks, b, &t[k]);
            like = x > like ? x : like;
        }
        if (b->heading == 1 && b->n_words > 1 && b->n_words <= TITLE_WORDS && like < 0.55 &&
            cp_words_shared(blocks->words + b->first_word, b->n_words, t[2].v, t[2].n) ==
                b->n_words)
            like = 0.55;
        like -= 0.1 * (b->heading - 1);
        if (like >= best + (found == CP_NO_NODE ? 0 : 0.01)) {
            best = like;
            found = i;
        }
    }
    return found;
}

/*
 * The line that the parser of scraped text took for the title. In settled text it is a line
 * like others if nothing is before it: the title proper may have gone when it was cleaned.
 */
static void
read_scraped(const struct cp_page *page, const struct cp_blocks *blocks, struct cp_meta *meta)
{
    for (uint32_t i = 0; i < blocks->n; i++)
        if (blocks->v[i].heading == 1) {
            meta->title_block = page->settled && i == 0 ? CP_NO_NODE : i;
            meta->title = blocks->v[i].text;
            return;
        }
}

cleanpage_status
cp_meta_measure(struct cp_ctx *cx, const struct cp_page *page, const struct cp_blocks *blocks,
                struct cp_meta *meta)
{
    struct cp_slice site = { NULL, 0 }, plain;

    *meta = (struct cp_meta){ .title_block = CP_NO_NODE };
    if (page->plain_text) {
        read_scraped(page, blocks, meta);
        return CLEANPAGE_OK;
    }
    read_head(cx, page, meta, &site);
    plain = meta->plain_title = without_site(meta->head_title, site);
    meta->title_block = find_title_block(blocks, meta, plain);
    if (meta->title_block != CP_NO_NODE)
        meta->title = blocks->v[meta->title_block].text;
    else if (meta->og_title.n && !cp_slice_eq_nocase(meta->og_title, site))
        meta->title = without_site(meta->og_title, site);
    else
        meta->title = plain;
    return CLEANPAGE_OK;
}
