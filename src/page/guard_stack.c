#include "page/guard_stack.h"

#include "page/traits.h"

unsigned
cp_open_traits(const struct cp_guard_element *e)
{
    switch (e->kind) {
    case CP_GUARD_HTML:
        return cp_tag_traits[e->tag];
    case CP_GUARD_INTEGRATION:
    case CP_GUARD_ANNOTATION:
        return CP_TRAIT_SCOPE | CP_TRAIT_SPECIAL;
    default:
        return 0;
    }
}

/* ---- the list of active formatting elements ---- */

static uint32_t
after_last_marker(const struct cp_guard *guard)
{
    uint32_t i = guard->n_formats;

    while (i && guard->formats[i - 1].tag != CP_TAG_UNKNOWN)
        i--;
    return i;
}

static void
count_closed(struct cp_guard *guard)
{
    guard->n_closed = 0;
    for (uint32_t i = after_last_marker(guard); i < guard->n_formats; i++)
        guard->n_closed += !guard->formats[i].open;
}

void
cp_format_remove(struct cp_guard *guard, uint32_t i)
{
    guard->n_formatting--;
    guard->n_formats--;
    memmove(&guard->formats[i], &guard->formats[i + 1],
            (guard->n_formats - i) * sizeof guard->formats[0]);
    count_closed(guard);
}

void
cp_format_keep_three(struct cp_guard *guard, enum cp_tag tag, uint32_t hash)
{
    uint32_t alike = 0, first = 0, marker = after_last_marker(guard);

    for (uint32_t i = guard->n_formats; i > marker; i--) {
        const struct cp_guard_format *f = &guard->formats[i - 1];
        if (f->tag == tag && f->hash == hash) {
            alike++;
            first = i - 1;
        }
    }
    if (alike >= 3)
        cp_format_remove(guard, first);
}

static void
clear_to_marker(struct cp_guard *guard)
{
    while (guard->n_formats && guard->formats[--guard->n_formats].tag != CP_TAG_UNKNOWN)
        guard->n_formatting--;
    count_closed(guard);
}

uint32_t
cp_format_find(const struct cp_guard *guard, enum cp_tag tag)
{
    for (uint32_t i = guard->n_formats; i && guard->formats[i - 1].tag != CP_TAG_UNKNOWN; i--)
        if (guard->formats[i - 1].tag == tag)
            return i - 1;
    return CP_NOT_OPEN;
}

static void
note_closed(struct cp_guard *guard, enum cp_tag tag)
{
    for (uint32_t i = guard->n_formats; i; i--) {
        struct cp_guard_format *f = &guard->formats[i - 1];
        if (f->tag == tag && f->open) {
            f->open = false;
            break;
        }
    }
    count_closed(guard);
}

/* ---- the stack of open elements ---- */

/* Markers that are left behind add up. The oldest half goes, which as many ends would have to reach. */
static void
forget_oldest(struct cp_guard *guard)
{
    uint32_t half = guard->n_formats / 2;

    for (uint32_t i = 0; i < half; i++)
        guard->n_formatting -= guard->formats[i].tag != CP_TAG_UNKNOWN;
    guard->n_formats -= half;
    memmove(guard->formats, &guard->formats[half], guard->n_formats * sizeof guard->formats[0]);
    guard->lost = true;
}

static void
push_marker(struct cp_guard *guard)
{
    if (guard->n_formats >= CP_GUARD_STACK)
        forget_oldest(guard);
    guard->formats[guard->n_formats++] = (struct cp_guard_format){ .tag = CP_TAG_UNKNOWN };
    guard->n_closed = 0;
}

void
cp_open_push(struct cp_guard *guard, struct cp_guard_element e)
{
    if (guard->depth == CP_GUARD_STACK)
        return;
    guard->stack[guard->depth++] = e;
    if (e.kind != CP_GUARD_HTML)
        return;
    guard->n_open[e.tag]++;
    if (cp_tag_has(e.tag, CP_TRAIT_MARKER))
        push_marker(guard);
}

/* The tree builder removes but one marker, and that only for a cell, a caption or what it was asked
 * to close: an object inside leaves its own behind. */
static void
pop_to(struct cp_guard *guard, uint32_t depth, bool is_asked_for)
{
    bool clears = false;

    guard->has_closed |= guard->depth > depth;
    while (guard->depth > depth) {
        struct cp_guard_element e = guard->stack[--guard->depth];
        if (e.kind != CP_GUARD_HTML)
            continue;
        guard->n_open[e.tag]--;
        if (cp_tag_has(e.tag, CP_TRAIT_MARKER))
            clears |= (is_asked_for && guard->depth == depth) ||
                      cp_tag_has(e.tag, CP_TRAIT_TABLE_PART);
        else if (cp_tag_has(e.tag, CP_TRAIT_FORMATTING))
            note_closed(guard, e.tag);
    }
    if (clears)
        clear_to_marker(guard);
}

void
cp_open_pop_to(struct cp_guard *guard, uint32_t depth)
{
    pop_to(guard, depth, true);
}

void
cp_open_clear_to(struct cp_guard *guard, uint32_t depth)
{
    pop_to(guard, depth, false);
}

void
cp_open_remove(struct cp_guard *guard, uint32_t i)
{
    guard->has_closed = true;
    guard->n_open[guard->stack[i].tag]--;
    guard->depth--;
    memmove(&guard->stack[i], &guard->stack[i + 1],
            (guard->depth - i) * sizeof guard->stack[0]);
}

uint32_t
cp_open_find(const struct cp_guard *guard, enum cp_tag tag, unsigned stop, enum cp_tag stop1,
             enum cp_tag stop2)
{
    if (!guard->n_open[tag])
        return CP_NOT_OPEN;
    for (uint32_t i = guard->depth; i; i--) {
        const struct cp_guard_element *e = &guard->stack[i - 1];
        if (cp_open_is(e, tag))
            return i - 1;
        if ((cp_open_traits(e) & stop) || cp_open_is(e, stop1) || cp_open_is(e, stop2))
            return CP_NOT_OPEN;
    }
    return CP_NOT_OPEN;
}

void
cp_format_reopen(struct cp_guard *guard)
{
    if (!guard->n_closed)
        return;
    for (uint32_t i = after_last_marker(guard); i < guard->n_formats; i++) {
        struct cp_guard_format *f = &guard->formats[i];
        if (f->open)
            continue;
        f->open = true;
        guard->tags++;
        if (guard->depth < guard->format_floor)
            guard->format_floor = guard->depth;
        cp_open_push(guard, (struct cp_guard_element){ .tag = f->tag });
    }
    guard->n_closed = 0;
}
