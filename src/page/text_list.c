/* Lists of scraped text: an item for each mark, nested as the indents say. */
#include "page/text_build.h"

static bool
has_number(const struct cp_text_line *line)
{
    return cp_is_digit((unsigned char)line->text.p[0]);
}

bool
cp_text_is_item(const struct cp_text_builder *b, const struct cp_text_line *line)
{
    return line->mark && !(has_number(line) && line->indent < b->text.base_indent);
}

static void
close_last(struct cp_text_builder *b)
{
    struct cp_text_list *last = &b->lists[--b->n_lists];

    b->page->nodes[last->item].end = b->page->nodes[last->list].end = b->page->n_nodes;
}

void
cp_text_close_lists(struct cp_text_builder *b)
{
    while (b->n_lists)
        close_last(b);
}

/* The number of an ordered item as an attribute, as HTML has it. */
static cleanpage_status
set_number(struct cp_text_builder *b, uint32_t item, struct cp_slice text)
{
    struct cp_attr *value = cp_arena_zalloc(b->cx->arena, 1, sizeof *value);
    size_t n = 0;

    if (!value)
        return cp_fail_nomem(b->cx);
    while (n < text.n && cp_is_digit((unsigned char)text.p[n]))
        n++;
    *value = (struct cp_attr){ CP_LIT("value"), { text.p, n }, CP_ATTR_VALUE };
    b->page->nodes[item].u.attrs = value;
    b->page->nodes[item].len = 1;
    return CLEANPAGE_OK;
}

static uint32_t
open_list(struct cp_text_builder *b, const struct cp_text_line *line)
{
    uint32_t parent = b->n_lists ? b->lists[b->n_lists - 1].item : 0;
    struct cp_text_list *list = &b->lists[b->n_lists++];

    list->list = b->page->n_nodes;
    list->indent = line->indent;
    list->ordered = has_number(line);
    cp_text_add_node(b, parent, list->ordered ? CP_TAG_OL : CP_TAG_UL)->source =
        (uint32_t)(line->text.p - b->page->source.p);
    return list->list;
}

static cleanpage_status
open_item(struct cp_text_builder *b, const struct cp_text_line *line)
{
    struct cp_text_list *last;
    uint32_t list;

    while (b->n_lists && (b->lists[b->n_lists - 1].indent > line->indent ||
                          (b->lists[b->n_lists - 1].indent == line->indent &&
                           b->lists[b->n_lists - 1].ordered != has_number(line))))
        close_last(b);
    last = b->n_lists ? &b->lists[b->n_lists - 1] : NULL;
    if (last && (last->indent == line->indent || b->n_lists == CP_TEXT_LISTS_MAX)) {
        b->page->nodes[last->item].end = b->page->n_nodes;
        list = last->list;
    } else {
        list = open_list(b, line);
        last = &b->lists[b->n_lists - 1];
    }
    last->text_indent = line->indent + cp_text_mark_columns(line);
    last->item = b->page->n_nodes;
    cp_text_add_node(b, list, CP_TAG_LI)->source =
        (uint32_t)(line->text.p - b->page->source.p);
    return last->ordered ? set_number(b, last->item, line->text) : CLEANPAGE_OK;
}

bool
cp_text_in_item(const struct cp_text_builder *b, const struct cp_text_line *line)
{
    return b->n_lists && line->indent > b->lists[0].indent &&
           line->indent > b->text.base_indent;
}

/* Lines from number `from` on that go on in the item at hand. */
static uint32_t
count_lines_below(const struct cp_text_builder *b, const struct cp_text_run *run, uint32_t from)
{
    uint32_t n = 0;

    while (from + n < run->n) {
        const struct cp_text_line *line = &b->text.lines[run->first + from + n];

        if (line->mark || line->indent <= b->lists[b->n_lists - 1].indent)
            break;
        n++;
    }
    return n;
}

/* The item's own text: its lines belong together, so they are judged as one. */
static void
add_item_text(struct cp_text_builder *b, const struct cp_text_run *run, uint32_t at,
              uint32_t n)
{
    struct cp_text_line *first = &b->text.lines[run->first + at];
    struct cp_text_run lines = { run->first + at, n, false };
    uint32_t item = b->lists[b->n_lists - 1].item;

    first->text.p += first->mark;
    first->text.n -= first->mark;
    cp_text_add_lines(b, item, CP_TAG_UNKNOWN, &lines);
}

uint32_t
cp_text_add_items(struct cp_text_builder *b, const struct cp_text_run *run, uint32_t from,
                  cleanpage_status *st)
{
    uint32_t at = from;

    while (at < run->n && !*st) {
        const struct cp_text_line *line = &b->text.lines[run->first + at];
        uint32_t n;

        if (cp_text_is_item(b, line)) {
            *st = open_item(b, line);
            n = 1 + count_lines_below(b, run, at + 1);
            if (!*st)
                add_item_text(b, run, at, n);
        } else if (cp_text_in_item(b, line)) {
            while (b->lists[b->n_lists - 1].indent >= line->indent)
                close_last(b);
            n = 1 + count_lines_below(b, run, at + 1);
            cp_text_add_lines(b, b->lists[b->n_lists - 1].item, CP_TAG_P,
                              &(struct cp_text_run){ run->first + at, n, false });
        } else {
            break;
        }
        at += n;
    }
    return at;
}
