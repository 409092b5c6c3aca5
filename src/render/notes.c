/* Finding footnotes: see render/notes.h. */
#include "render/notes.h"

#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "base/utf8.h"

/* Characters of the longest mark: "[note 12]". */
#define MARK_CHARS_MAX 10

static bool
has_word(struct cp_slice s, bool (*is_wanted)(uint32_t c))
{
    const char *p = s.p, *end = s.n ? s.p + s.n : s.p;
    uint32_t c;

    while (p < end) {
        p = cp_utf8_next(p, end, &c);
        if (is_wanted(c))
            return true;
    }
    return false;
}

static bool
is_letter(uint32_t c)
{
    return cp_utf8_is_word(c) && !(c < 0x80 && cp_is_digit((unsigned char)c)) &&
           !(c == 0xB9 || c == 0xB2 || c == 0xB3 || (c >= 0x2070 && c <= 0x209C));
}

/* Whether an element shows letters; *chars counts what it shows. */
static bool
shows_letters(const struct cp_page *page, uint32_t i, size_t *chars)
{
    *chars = 0;
    for (uint32_t k = i + 1; k < page->nodes[i].end; k++) {
        struct cp_slice text = cp_node_text(&page->nodes[k]);

        if (page->nodes[k].kind != CP_NODE_TEXT)
            continue;
        text = cp_slice_trim(text);
        *chars += cp_utf8_count(text.p, text.n);
        if (has_word(text, is_letter))
            return true;
    }
    return false;
}

static struct cp_slice
fragment_of(const struct cp_page *page, uint32_t link)
{
    struct cp_slice href = cp_slice_trim(cp_node_attr(page, link, CP_ATTR_HREF));

    if (href.n < 2 || href.p[0] != '#')
        return (struct cp_slice){ NULL, 0 };
    return (struct cp_slice){ href.p + 1, href.n - 1 };
}

bool
cp_notes_leads_back(const struct cp_render_input *in, uint32_t link)
{
    size_t chars;

    return fragment_of(in->page, link).n && !shows_letters(in->page, link, &chars);
}

static bool
is_in_sup(const struct cp_page *page, uint32_t link)
{
    uint32_t up = page->nodes[link].parent;
    const struct cp_node *in = link + 1 < page->nodes[link].end ? &page->nodes[link + 1] : NULL;

    return (up != CP_NO_NODE && page->nodes[up].tag == CP_TAG_SUP) ||
           (in && in->kind == CP_NODE_ELEMENT && in->tag == CP_TAG_SUP);
}

static bool
names_itself(const struct cp_page *page, uint32_t link)
{
    return cp_slice_find_nocase(cp_node_attr(page, link, CP_ATTR_ROLE), CP_LIT("noteref")) ||
           cp_slice_find_nocase(cp_node_attr(page, link, CP_ATTR_CLASS), CP_LIT("footnote")) ||
           cp_slice_find_nocase(cp_node_attr(page, link, CP_ATTR_CLASS), CP_LIT("noteref"));
}

static bool
is_mark(const struct cp_page *page, uint32_t link)
{
    size_t chars;

    return fragment_of(page, link).n && (is_in_sup(page, link) || names_itself(page, link)) &&
           !shows_letters(page, link, &chars) && chars > 0 && chars <= MARK_CHARS_MAX;
}

/* The item or block that an id belongs to: ids are often on an anchor at its start. */
static uint32_t
holder_of(const struct cp_page *page, uint32_t i)
{
    while (i != CP_NO_NODE && !(cp_tag_flags((enum cp_tag)page->nodes[i].tag) & CP_TAG_BLOCK))
        i = page->nodes[i].parent;
    if (i != CP_NO_NODE && page->nodes[i].tag == CP_TAG_P &&
        page->nodes[page->nodes[i].parent].tag == CP_TAG_LI)
        i = page->nodes[i].parent;
    return i;
}

/* Whether a block that begins in the element is kept, and not too much else with it. */
static bool
is_kept(const struct cp_render_input *in, uint32_t i)
{
    uint32_t low = 0, high = in->blocks->n, end = in->page->nodes[i].end;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;

        if (in->blocks->v[mid].first < i)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < in->blocks->n && in->blocks->v[low].first < end; low++)
        if (in->verdicts->v[low].keep)
            return true;
    return false;
}

/* Fragments that marks name, each with its first mark's place in `marks`. */
static bool
find_marks(struct cp_notes *notes, const struct cp_page *page, struct cp_table *fragments)
{
    for (uint32_t i = 0; i < page->n_nodes && notes->n_marks < CP_NOTES_MAX; i++) {
        if (!cp_node_is(page, i, CP_TAG_A) || page->nodes[i].foreign || !is_mark(page, i))
            continue;
        if (!notes->marks)
            notes->marks = cp_arena_zalloc(fragments->arena, CP_NOTES_MAX,
                                           2 * sizeof *notes->marks);
        if (!notes->marks || !cp_table_add(fragments, fragment_of(page, i), CP_NO_NODE))
            return false;
        notes->marks[notes->n_marks++].node = i;
    }
    return true;
}

static void
find_targets(const struct cp_page *page, struct cp_table *fragments)
{
    for (uint32_t i = 0; i < page->n_nodes; i++) {
        struct cp_slice id;
        uint32_t *target;

        if (page->nodes[i].kind != CP_NODE_ELEMENT || !page->nodes[i].len)
            continue;
        id = cp_node_attr(page, i, CP_ATTR_ID);
        if (!id.n && page->nodes[i].tag == CP_TAG_A)
            id = cp_node_attr(page, i, CP_ATTR_NAME);
        target = id.n ? cp_table_find(fragments, id) : NULL;
        if (target && *target == CP_NO_NODE)
            *target = holder_of(page, i);
    }
}

/* A note is no part of the sentence that refers to it, nor the whole of the page. */
static bool
is_note(const struct cp_render_input *in, uint32_t mark, uint32_t note)
{
    return note != CP_NO_NODE && note != 0 &&
           !(mark >= note && mark < in->page->nodes[note].end) && is_kept(in, note) &&
           !(cp_tag_flags((enum cp_tag)in->page->nodes[note].tag) &
             (CP_TAG_HEADING | CP_TAG_TABLE_PART));
}

static int
compare_places(const void *a, const void *b)
{
    const struct cp_note_place *x = a, *y = b;

    return x->node < y->node ? -1 : x->node > y->node;
}

static uint32_t
number_of(struct cp_notes *notes, uint32_t node)
{
    for (uint32_t i = notes->n_notes; i--;)
        if (notes->notes[i].node == node)
            return notes->notes[i].number;
    notes->notes[notes->n_notes] = (struct cp_note_place){ node, notes->n_notes + 1 };
    return notes->notes[notes->n_notes++].number;
}

/* Numbers the notes; marks without one are forgotten. */
static void
join(struct cp_notes *notes, const struct cp_render_input *in, const struct cp_table *fragments)
{
    uint32_t n = 0;

    notes->notes = notes->marks + CP_NOTES_MAX;
    for (uint32_t i = 0; i < notes->n_marks; i++) {
        uint32_t mark = notes->marks[i].node;
        const uint32_t *target = cp_table_find(fragments, fragment_of(in->page, mark));

        if (target && is_note(in, mark, *target))
            notes->marks[n++] = (struct cp_note_place){ mark, number_of(notes, *target) };
    }
    notes->n_marks = n;
    if (notes->n_notes)
        qsort(notes->notes, notes->n_notes, sizeof *notes->notes, compare_places);
}

bool
cp_notes_find(struct cp_notes *notes, const struct cp_render_input *in, struct cp_arena *arena)
{
    struct cp_table fragments;

    cp_table_init(&fragments, arena, 0);
    if (!find_marks(notes, in->page, &fragments))
        return false;
    if (!notes->n_marks)
        return true;
    find_targets(in->page, &fragments);
    join(notes, in, &fragments);
    return true;
}

static uint32_t
find_place(const struct cp_note_place *places, uint32_t n, uint32_t node)
{
    struct cp_note_place wanted = { node, 0 };
    const struct cp_note_place *found =
        n ? bsearch(&wanted, places, n, sizeof *places, compare_places) : NULL;

    return found ? found->number : 0;
}

uint32_t
cp_notes_mark(const struct cp_notes *notes, uint32_t i)
{
    return find_place(notes->marks, notes->n_marks, i);
}

uint32_t
cp_notes_note(const struct cp_notes *notes, uint32_t i)
{
    return find_place(notes->notes, notes->n_notes, i);
}
