#include "measure/measure.h"

#include "base/utf8.h"
#include "measure/words.h"

/* What holds inside an element, worked out once from its parent's. */
struct around {
    uint32_t owner;      /* innermost block-level element */
    uint32_t link;       /* innermost a with an address, or CP_NO_NODE */
    uint32_t set_apart;  /* outermost inline element with a mark, or CP_NO_NODE */
    uint16_t flags;      /* enum cp_block_flags */
    uint8_t heading;
    uint8_t in_list;
    bool silent;         /* script, option and the like: no text of a reader's */
};

/* The block being filled, and the state of its last characters. */
struct filler {
    const struct cp_page *page;
    const struct around *around;
    struct cp_blocks *blocks;
    struct cp_block *block;    /* NULL between blocks */
    char *out;                 /* end of the text so far */
    uint32_t link;             /* of the last text */
    uint32_t hash;             /* of the word so far */
    unsigned breaks;           /* br elements since the last text */
    bool in_word, after_space, after_stop;
};

/* What a byte is: a letter by its lower case, anything else by one of these. A control
 * character is a space. */
enum byte_class { MARK, SPACE, STOP, CLOSER, WIDE, FIRST_LETTER };

#define EIGHT(x) x, x, x, x, x, x, x, x
#define SIXTEEN(x) EIGHT(x), EIGHT(x)

static const unsigned char classes[256] = {
    SIXTEEN(SPACE), SIXTEEN(SPACE), [' '] = SPACE, [0x7F] = SPACE,
    ['.'] = STOP, ['!'] = STOP, ['?'] = STOP,
    ['"'] = CLOSER, ['\''] = CLOSER, [')'] = CLOSER, [']'] = CLOSER, ['_'] = '_',
    ['0'] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
    ['A'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
    'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
    ['a'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
    'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
    [0x80] = SIXTEEN(WIDE), SIXTEEN(WIDE), SIXTEEN(WIDE), SIXTEEN(WIDE),
    SIXTEEN(WIDE), SIXTEEN(WIDE), SIXTEEN(WIDE), SIXTEEN(WIDE),
};

static bool
ends_with(struct cp_slice s, struct cp_slice tail)
{
    return s.n >= tail.n &&
           cp_slice_eq_nocase((struct cp_slice){ s.p + s.n - tail.n, tail.n }, tail);
}

/* Whether a style says display:none or visibility:hidden; it is looked at around its colons. */
static bool
hides(struct cp_slice style)
{
    const char *end = style.p + style.n, *start = style.p, *colon;

    while (start < end && (colon = memchr(start, ':', (size_t)(end - start)))) {
        struct cp_slice name = { start, (size_t)(colon - start) }, value;

        name = cp_slice_trim(name);
        start = colon + 1;
        while (start < end && cp_is_space((unsigned char)*start))
            start++;
        value = (struct cp_slice){ start, (size_t)(end - start) };
        if ((ends_with(name, CP_LIT("display")) &&
             cp_slice_starts_nocase(value, CP_LIT("none"))) ||
            (ends_with(name, CP_LIT("visibility")) &&
             cp_slice_starts_nocase(value, CP_LIT("hidden"))))
            return true;
    }
    return false;
}

static uint16_t
hiding_attributes(const struct cp_node *node)
{
    uint16_t flags = 0;

    for (uint32_t k = 0; k < node->len; k++) {
        const struct cp_attr *a = &node->u.attrs[k];
        if (a->id == CP_ATTR_HIDDEN)
            flags |= CP_BLOCK_HIDDEN;
        else if (a->id == CP_ATTR_ARIA_HIDDEN && cp_slice_eq_nocase(a->value, CP_LIT("true")))
            flags |= CP_BLOCK_ARIA_HIDDEN;
        else if (a->id == CP_ATTR_STYLE && hides(a->value))
            flags |= CP_BLOCK_HIDDEN;
    }
    return flags;
}

static void
enter_element(const struct cp_page *page, uint32_t i, struct around *in)
{
    const struct cp_node *node = &page->nodes[i];
    unsigned flags = cp_tag_flags((enum cp_tag)node->tag);

    if (node->len)
        in->flags |= hiding_attributes(node);
    if (flags & CP_TAG_BLOCK) {
        in->owner = i;
        in->set_apart = CP_NO_NODE;
    }
    if (flags & CP_TAG_SKIPPED)
        in->silent = true;
    if (flags & CP_TAG_HEADING)
        in->heading = (uint8_t)(node->tag - CP_TAG_H1 + 1);
    switch ((enum cp_tag)node->tag) {
    case CP_TAG_A:
        if (cp_node_has_attr(page, i, CP_ATTR_HREF))
            in->link = i;
        break;
    case CP_TAG_LI:
        in->in_list = 1;
        break;
    case CP_TAG_NOSCRIPT:
        in->flags |= CP_BLOCK_NOSCRIPT;
        break;
    case CP_TAG_TEMPLATE:
        in->flags |= CP_BLOCK_TEMPLATE;
        break;
    case CP_TAG_DIALOG:
        if (!cp_node_has_attr(page, i, CP_ATTR_OPEN))
            in->flags |= CP_BLOCK_DIALOG;
        break;
    case CP_TAG_PRE:
    case CP_TAG_LISTING:
    case CP_TAG_XMP:
    case CP_TAG_PLAINTEXT:
        in->flags |= CP_BLOCK_PRE;
        break;
    case CP_TAG_SELECT:
    case CP_TAG_OPTION:
    case CP_TAG_OPTGROUP:
        in->silent = true;
        break;
    default:
        break;
    }
}

/* Elements only: what holds in a text is what holds in its parent. */
static void
look_around(const struct cp_page *page, const struct cp_mark *marks, struct around *around)
{
    for (uint32_t i = 0; i < page->n_nodes; i++) {
        const struct cp_node *node = &page->nodes[i];

        if (node->kind != CP_NODE_ELEMENT)
            continue;
        if (node->parent == CP_NO_NODE)
            around[i] = (struct around){ .owner = i, .link = CP_NO_NODE,
                                         .set_apart = CP_NO_NODE };
        else
            around[i] = around[node->parent];
        enter_element(page, i, &around[i]);
        if (marks && marks[i].place && around[i].set_apart == CP_NO_NODE && around[i].owner != i)
            around[i].set_apart = i;
    }
}

static void
end_word(struct filler *f)
{
    if (f->in_word) {
        f->blocks->words[f->blocks->n_words++] = f->hash;
        f->in_word = false;
    }
}

static void
begin_word(struct filler *f)
{
    if (f->blocks->n_words >= CP_WORDS_MAX)
        return;
    f->in_word = true;
    f->hash = CP_WORD_START;
    f->block->n_words++;
    if (f->link != CP_NO_NODE)
        f->block->n_link_words++;
}

static void
end_sentence(struct filler *f)
{
    if (f->after_stop)
        f->block->n_sentences++;
    f->after_stop = false;
}

/* A block without a single word (a rule of asterisks, a bullet) is none. */
static void
end_block(struct filler *f)
{
    struct cp_block *b = f->block;

    f->breaks = 0;
    if (!b)
        return;
    end_word(f);
    end_sentence(f);
    f->block = NULL;
    if (b->n_words == 0) {
        f->out = (char *)b->text.p;
        return;
    }
    b->text.n = (size_t)(f->out - b->text.p);
    f->blocks->n++;
}

static void
begin_block(struct filler *f, uint32_t i, const struct around *in)
{
    struct cp_block *b = &f->blocks->v[f->blocks->n];

    *b = (struct cp_block){
        .first = i,
        .owner = in->owner,
        .set_apart = in->set_apart,
        .text = { f->out, 0 },
        .first_word = f->blocks->n_words,
        .flags = in->flags,
        .heading = in->heading,
        .in_list = in->in_list,
    };
    f->block = b;
    f->link = CP_NO_NODE;
    f->in_word = f->after_space = f->after_stop = false;
}

static void
put_space(struct filler *f)
{
    end_word(f);
    end_sentence(f);
    f->after_space = true;
}

static void
put_gap(struct filler *f)
{
    if (f->after_space && f->out > f->block->text.p)
        *f->out++ = ' ';
    f->after_space = false;
}

static bool
is_wide_stop(uint32_t c)
{
    return c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0x0964 || c == 0x06D4 ||
           c == 0x061F || c == 0x0589 || c == 0x1362 || c == 0x104B;
}

static void
count_wide(struct filler *f, uint32_t c)
{
    if (cp_utf8_is_unspaced(c)) {
        end_word(f);
        begin_word(f);
        f->hash = cp_word_add(f->hash, c);
        end_word(f);
        f->after_stop = false;
    } else if (cp_utf8_is_word(c)) {
        if (!f->in_word)
            begin_word(f);
        f->hash = cp_word_add(f->hash, cp_utf8_lower(c));
        f->after_stop = false;
    } else {
        end_word(f);
        if (is_wide_stop(c))
            f->block->n_sentences++;
        else if (c == 0x2026)
            f->after_stop = true;
        else if (c != 0x2019 && c != 0x201D && c != 0xBB)
            f->after_stop = false;
    }
}

static const char *
put_wide(struct filler *f, const char *p, const char *end)
{
    uint32_t c;
    const char *next = cp_utf8_next(p, end, &c);

    if (cp_utf8_is_space(c)) {
        put_space(f);
    } else if (!cp_utf8_is_invisible(c)) {
        put_gap(f);
        f->block->n_chars++;
        while (p < next)
            *f->out++ = *p++;
        count_wide(f, c);
    }
    return next;
}

static const char *
put_letters(struct filler *f, const char *p, const char *end)
{
    const char *start = p;
    uint32_t hash;
    unsigned char letter;
    char *out;

    put_gap(f);
    if (!f->in_word)
        begin_word(f);
    hash = f->hash;
    out = f->out;
    while (p < end && (letter = classes[(unsigned char)*p]) >= FIRST_LETTER) {
        *out++ = *p++;
        hash = cp_word_add(hash, letter);
    }
    f->out = out;
    f->hash = hash;
    f->after_stop = false;
    f->block->n_chars += (uint32_t)(p - start);
    return p;
}

static const char *
put_mark(struct filler *f, const char *p, enum byte_class class)
{
    end_word(f);
    put_gap(f);
    *f->out++ = *p;
    f->block->n_chars++;
    if (class != CLOSER)
        f->after_stop = class == STOP;
    return p + 1;
}

static void
put_text(struct filler *f, struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n;

    while (p < end) {
        unsigned char class = classes[(unsigned char)*p];

        if (class >= FIRST_LETTER) {
            p = put_letters(f, p, end);
        } else if (class == SPACE) {
            put_space(f);
            p++;
        } else if (class == WIDE) {
            p = put_wide(f, p, end);
        } else {
            p = put_mark(f, p, (enum byte_class)class);
        }
    }
}

static bool
is_blank(struct cp_slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (classes[(unsigned char)text.p[i]] != SPACE)
            return false;
    return true;
}

/* Whether the current block may go on with text that has this around it; past CP_BLOCKS_MAX the
 * last one takes all. */
static bool
goes_on(const struct filler *f, const struct around *in)
{
    const struct cp_block *b = f->block;

    if (!b)
        return false;
    if (f->blocks->n + 1 >= CP_BLOCKS_MAX)
        return true;
    return f->breaks < 2 && b->owner == in->owner && b->flags == in->flags &&
           b->set_apart == in->set_apart;
}

static void
add_text(struct filler *f, uint32_t i)
{
    struct cp_slice text = cp_node_text(&f->page->nodes[i]);
    const struct around *in = &f->around[f->page->nodes[i].parent];

    if (is_blank(text)) {
        if (f->block)
            put_space(f);
        return;
    }
    if (!goes_on(f, in)) {
        end_block(f);
        begin_block(f, i, in);
    }
    if (f->breaks)
        put_space(f);
    f->breaks = 0;
    if (f->link != in->link) {
        f->link = in->link;
        f->block->n_links += f->link != CP_NO_NODE;
    }
    put_text(f, text);
    f->block->end = i + 1;
}

/* Short lines of scraped text are judged one by one: see cp_page_parse_text. */
static bool
ends_line_of_scraped_text(const struct cp_page *page, uint32_t br)
{
    return page->plain_text && cp_node_is(page, page->nodes[br].parent, CP_TAG_DIV);
}

static void
fill(struct filler *f)
{
    const struct cp_node *nodes = f->page->nodes;

    for (uint32_t i = 0; i < f->page->n_nodes; i++) {
        if (nodes[i].kind == CP_NODE_TEXT)
            add_text(f, i);
        else if (f->around[i].silent)
            i = nodes[i].end - 1;
        else if (nodes[i].tag == CP_TAG_BR)
            f->breaks += ends_line_of_scraped_text(f->page, i) ? 2 : 1;
        else if (f->around[i].owner == i && f->blocks->n + 1 < CP_BLOCKS_MAX)
            end_block(f);
    }
    end_block(f);
}

/* How much room blocks, their text and their words can take at most. */
static void
size_up(const struct cp_page *page, const struct around *around, size_t *texts, size_t *bytes)
{
    *texts = *bytes = 0;
    for (uint32_t i = 0; i < page->n_nodes; i++)
        if (page->nodes[i].kind == CP_NODE_TEXT && !around[page->nodes[i].parent].silent) {
            *texts += 1;
            *bytes += page->nodes[i].len + 1;
        }
    if (*texts > CP_BLOCKS_MAX)
        *texts = CP_BLOCKS_MAX;
}

/* Whoever sums over subtrees needs to see none of the other elements. */
static bool
find_holders(struct cp_arena *arena, const struct cp_page *page, struct cp_blocks *blocks)
{
    bool *holds = cp_arena_zalloc(arena, page->n_nodes + 1, sizeof *holds);
    uint32_t n = 0;

    if (!holds)
        return false;
    for (uint32_t k = 0; k < blocks->n; k++)
        for (uint32_t i = blocks->v[k].owner; i != CP_NO_NODE && !holds[i]; n++) {
            holds[i] = true;
            i = page->nodes[i].parent;
        }
    blocks->holders = cp_arena_alloc(arena, (n + 1) * sizeof *blocks->holders);
    if (!blocks->holders)
        return false;
    for (uint32_t i = 0; blocks->n_holders < n; i++)
        if (holds[i])
            blocks->holders[blocks->n_holders++] = i;
    return true;
}

bool
cp_block_is_prose(const struct cp_block *b)
{
    return b->n_words >= 10 && (float)b->n_link_words < 0.34f * (float)b->n_words &&
           (b->n_sentences > 0 || (b->n_words >= 40 && !b->in_list));
}

cleanpage_status
cp_blocks_measure(struct cp_ctx *cx, const struct cp_page *page, const struct cp_mark *marks,
                  struct cp_blocks *blocks)
{
    struct filler f = { .page = page, .blocks = blocks };
    struct around *around = cp_arena_alloc(cx->arena, (page->n_nodes + 1) * sizeof *around);
    size_t texts, bytes, words_size;

    *blocks = (struct cp_blocks){ 0 };
    if (!around)
        return cp_fail_nomem(cx);
    look_around(page, marks, around);
    size_up(page, around, &texts, &bytes);
    words_size = (bytes / 2 + 1) * sizeof *blocks->words;
    blocks->v = cp_arena_alloc(cx->arena, (texts + 1) * sizeof *blocks->v);
    f.out = cp_arena_alloc(cx->arena, bytes + 1);
    blocks->words = cp_arena_alloc(cx->arena, words_size);
    if (!blocks->v || !f.out || !blocks->words)
        return cp_fail_nomem(cx);
    f.around = around;
    fill(&f);
    cp_arena_shrink(cx->arena, blocks->words, words_size,
                    blocks->n_words * sizeof *blocks->words);
    if (!find_holders(cx->arena, page, blocks))
        return cp_fail_nomem(cx);
    if (blocks->n_words >= CP_WORDS_MAX)
        cp_note(cx, "too-many-words", "the rest of the page counts as having none");
    if (blocks->n + 1 >= CP_BLOCKS_MAX)
        cp_note(cx, "too-many-blocks", "the rest of the page counts as one block");
    return CLEANPAGE_OK;
}
