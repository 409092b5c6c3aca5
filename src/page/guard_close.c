#include "page/guard_close.h"

#include "page/guard_stack.h"
#include "page/traits.h"

/* ---- paragraphs, items, parts of a ruby ---- */

static void
close_in_scope(struct cp_guard *guard, enum cp_tag tag, enum cp_tag stop1, enum cp_tag stop2)
{
    uint32_t i = cp_open_find(guard, tag, CP_TRAIT_SCOPE, stop1, stop2);

    if (i != CP_NOT_OPEN)
        cp_open_pop_to(guard, i);
}

/* li, dd and dt close the last of their kind that no other special element lies above. */
static void
close_item(struct cp_guard *guard, enum cp_tag tag, enum cp_tag other)
{
    for (uint32_t i = guard->depth; i; i--) {
        const struct cp_guard_element *e = &guard->stack[i - 1];
        if (cp_open_is(e, tag) || cp_open_is(e, other)) {
            cp_open_pop_to(guard, i - 1);
            return;
        }
        if ((cp_open_traits(e) & CP_TRAIT_SPECIAL) && !cp_open_is(e, CP_TAG_ADDRESS) &&
            !cp_open_is(e, CP_TAG_DIV) && !cp_open_is(e, CP_TAG_P))
            return;
    }
}

static bool
ends_by_itself(const struct cp_guard_element *e)
{
    static const enum cp_tag tags[] = { CP_TAG_DD,     CP_TAG_DT, CP_TAG_LI, CP_TAG_OPTGROUP,
                                        CP_TAG_OPTION, CP_TAG_P,  CP_TAG_RB, CP_TAG_RP,
                                        CP_TAG_RT,     CP_TAG_RTC };

    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (cp_open_is(e, tags[i]))
            return true;
    return false;
}

uint32_t
cp_depth_without_implied(const struct cp_guard *guard, enum cp_tag but)
{
    uint32_t i = guard->depth;

    while (i && ends_by_itself(&guard->stack[i - 1]) && !cp_open_is(&guard->stack[i - 1], but))
        i--;
    return i;
}

void
cp_close_implied(struct cp_guard *guard, enum cp_tag but)
{
    cp_open_pop_to(guard, cp_depth_without_implied(guard, but));
}

/* Inside a ruby, its parts end each other and what has no need of an end tag. */
static void
close_part_of_ruby(struct cp_guard *guard, enum cp_tag tag)
{
    bool keeps_rtc = tag == CP_TAG_RP || tag == CP_TAG_RT;

    if (cp_open_find(guard, CP_TAG_RUBY, CP_TRAIT_SCOPE, CP_TAG_HTML, CP_TAG_HTML) != CP_NOT_OPEN)
        cp_close_implied(guard, keeps_rtc ? CP_TAG_RTC : CP_TAG_UNKNOWN);
}

/* ---- where tags are a table's ---- */

/* What has the tree builder read tags as those of a table, innermost: a part of one, or a template
 * that holds parts. NULL if nothing does. */
static const struct cp_guard_element *
nearest_of_table(const struct cp_guard *guard)
{
    for (uint32_t i = guard->depth; i; i--) {
        const struct cp_guard_element *e = &guard->stack[i - 1];

        if (cp_open_is(e, CP_TAG_TEMPLATE))
            return e->name == CP_TEMPLATE_BODY ? NULL : e;
        if (cp_open_traits(e) & CP_TRAIT_TABLE_PART)
            return e;
    }
    return NULL;
}

/* In a table, but not in a cell or caption of it. What is there for want of a better place does
 * not change that. */
static bool
is_between_cells(const struct cp_guard *guard)
{
    const struct cp_guard_element *e = nearest_of_table(guard);

    return e && (cp_open_is(e, CP_TAG_TEMPLATE) || !(cp_open_traits(e) & CP_TRAIT_MARKER));
}

/* ---- selects ---- */

bool
cp_guard_is_select_nearest(const struct cp_guard *guard)
{
    for (uint32_t i = guard->depth; i; i--) {
        if (cp_open_is(&guard->stack[i - 1], CP_TAG_SELECT))
            return true;
        if (cp_open_is(&guard->stack[i - 1], CP_TAG_TEMPLATE))
            return false;
    }
    return false;
}

bool
cp_close_select_before(struct cp_guard *guard, enum cp_tag tag)
{
    uint32_t select = cp_open_find(guard, CP_TAG_SELECT, 0, CP_TAG_TEMPLATE, CP_TAG_TEMPLATE);

    switch (tag) {
    case CP_TAG_OPTION:
    case CP_TAG_OPTGROUP:
    case CP_TAG_SCRIPT:
    case CP_TAG_TEMPLATE:
        return true;
    case CP_TAG_SELECT:
        cp_open_pop_to(guard, select);
        return false;
    case CP_TAG_INPUT:
    case CP_TAG_KEYGEN:
    case CP_TAG_TEXTAREA:
        cp_open_pop_to(guard, select);
        return true;
    case CP_TAG_COL:
    case CP_TAG_COLGROUP:
        return false;
    default:
        if (!cp_tag_has(tag, CP_TRAIT_TABLE_PART) || !nearest_of_table(guard))
            return false;
        cp_open_pop_to(guard, select);
        return true;
    }
}

/* ---- tables and templates ---- */

void
cp_close_colgroup(struct cp_guard *guard)
{
    if (cp_guard_is_inside(guard, CP_TAG_COLGROUP))
        cp_open_pop_to(guard, guard->depth - 1);
}

static bool
is_cell(enum cp_tag tag)
{
    return tag == CP_TAG_TD || tag == CP_TAG_TH;
}

static bool
is_section(const struct cp_guard_element *e)
{
    return cp_open_is(e, CP_TAG_TBODY) || cp_open_is(e, CP_TAG_THEAD) ||
           cp_open_is(e, CP_TAG_TFOOT);
}

/* True for the template that the first tag in it has given that state. */
static bool
is_template_for(const struct cp_guard_element *e, enum cp_guard_template state)
{
    return cp_open_is(e, CP_TAG_TEMPLATE) && e->name == state;
}

/* A row needs a tbody around it, a cell a row, unless a template begins with them. Something of a
 * table is open. */
static void
open_implied(struct cp_guard *guard, enum cp_tag tag)
{
    const struct cp_guard_element *top = &guard->stack[guard->depth - 1];

    if ((is_cell(tag) || tag == CP_TAG_TR) &&
        (cp_open_is(top, CP_TAG_TABLE) || is_template_for(top, CP_TEMPLATE_TABLE)))
        cp_open_push(guard, (struct cp_guard_element){ .tag = CP_TAG_TBODY });
    top = &guard->stack[guard->depth - 1];
    if (is_cell(tag) && (is_section(top) || is_template_for(top, CP_TEMPLATE_ROWS)))
        cp_open_push(guard, (struct cp_guard_element){ .tag = CP_TAG_TR });
}

/* True if the template that is i of the stack may hold the part of a table. If it may not, the
 * tag is ignored, but ends the cell and the row that it is in nevertheless. */
static bool
may_hold(struct cp_guard *guard, uint32_t i, enum cp_tag part)
{
    enum cp_guard_template state = (enum cp_guard_template)guard->stack[i].name;

    if (state == CP_TEMPLATE_TABLE || (state == CP_TEMPLATE_CELLS && is_cell(part)) ||
        (state == CP_TEMPLATE_ROWS && (is_cell(part) || part == CP_TAG_TR)))
        return true;
    if (i + 1 < guard->depth && (cp_open_traits(&guard->stack[i + 1]) & CP_TRAIT_TABLE_PART))
        cp_open_clear_to(guard, i + 1);
    return false;
}

/* Pops down to the innermost of the table elements that may hold this one. False without a
 * table: then the tree builder ignores the tag. */
static bool
clear_to_table_context(struct cp_guard *guard, enum cp_tag tag)
{
    bool cell = is_cell(tag), row = cell || tag == CP_TAG_TR;

    if (!guard->n_open[CP_TAG_TABLE] && !guard->n_open[CP_TAG_TEMPLATE])
        return false;
    for (uint32_t i = guard->depth; i; i--) {
        const struct cp_guard_element *e = &guard->stack[i - 1];
        if (cp_open_is(e, CP_TAG_TEMPLATE) && !may_hold(guard, i - 1, tag))
            return false;
        if (cp_open_is(e, CP_TAG_TABLE) || cp_open_is(e, CP_TAG_TEMPLATE) ||
            (row && is_section(e)) || (cell && cp_open_is(e, CP_TAG_TR))) {
            cp_open_clear_to(guard, i);
            open_implied(guard, tag);
            return true;
        }
    }
    return false;
}

/* A col without a colgroup gets one. */
static bool
open_colgroup(struct cp_guard *guard)
{
    if (cp_guard_is_inside(guard, CP_TAG_COLGROUP) ||
        !clear_to_table_context(guard, CP_TAG_COL))
        return false;
    cp_open_push(guard, (struct cp_guard_element){ .tag = CP_TAG_COLGROUP });
    return false;
}

/* A table directly in a table, not in one of its cells, ends the outer one. False among the parts of
 * tables of a template, where it is ignored. */
static bool
close_table(struct cp_guard *guard)
{
    for (uint32_t i = guard->depth; i; i--) {
        const struct cp_guard_element *e = &guard->stack[i - 1];
        if (cp_open_is(e, CP_TAG_TD) || cp_open_is(e, CP_TAG_TH) ||
            cp_open_is(e, CP_TAG_CAPTION))
            return true;
        if (cp_open_is(e, CP_TAG_TEMPLATE))
            return e->name == CP_TEMPLATE_BODY;
        if (cp_open_is(e, CP_TAG_TABLE)) {
            cp_open_pop_to(guard, i - 1);
            return true;
        }
    }
    return true;
}

/* What is of the head does not decide. */
void
cp_decide_template(struct cp_guard *guard, enum cp_tag tag)
{
    struct cp_guard_element *top = guard->depth ? &guard->stack[guard->depth - 1] : NULL;

    if (!top || !cp_open_is(top, CP_TAG_TEMPLATE) || top->name != CP_TEMPLATE_UNDECIDED)
        return;
    switch (tag) {
    case CP_TAG_BASE:
    case CP_TAG_BASEFONT:
    case CP_TAG_BGSOUND:
    case CP_TAG_LINK:
    case CP_TAG_META:
    case CP_TAG_NOFRAMES:
    case CP_TAG_SCRIPT:
    case CP_TAG_STYLE:
    case CP_TAG_TEMPLATE:
    case CP_TAG_TITLE:
        return;
    case CP_TAG_COL:
        top->name = CP_TEMPLATE_COLUMNS;
        return;
    case CP_TAG_TR:
        top->name = CP_TEMPLATE_ROWS;
        return;
    case CP_TAG_TD:
    case CP_TAG_TH:
        top->name = CP_TEMPLATE_CELLS;
        return;
    default:
        top->name = cp_tag_has(tag, CP_TRAIT_TABLE_PART) && tag != CP_TAG_TABLE
                        ? CP_TEMPLATE_TABLE
                        : CP_TEMPLATE_BODY;
    }
}

/* ---- all of them ---- */

bool
cp_close_before(struct cp_guard *guard, enum cp_tag tag)
{
    if (tag == CP_TAG_LI) /* before the p, in which there may be what keeps it open */
        close_item(guard, CP_TAG_LI, CP_TAG_LI);
    else if (tag == CP_TAG_DD || tag == CP_TAG_DT)
        close_item(guard, CP_TAG_DD, CP_TAG_DT);
    if (cp_tag_has(tag, CP_TRAIT_CLOSES_P))
        close_in_scope(guard, CP_TAG_P, CP_TAG_BUTTON, CP_TAG_BUTTON);
    if (cp_tag_has(tag, CP_TRAIT_HEADING) && cp_open_top(guard) &&
        (cp_open_traits(cp_open_top(guard)) & CP_TRAIT_HEADING))
        cp_open_pop_to(guard, guard->depth - 1);
    switch (tag) {
    case CP_TAG_HTML:
    case CP_TAG_HEAD:
    case CP_TAG_BODY:
    case CP_TAG_FRAMESET:
        return false;
    case CP_TAG_FORM: /* there it closes at once */
        return !is_between_cells(guard);
    case CP_TAG_RB:
    case CP_TAG_RP:
    case CP_TAG_RT:
    case CP_TAG_RTC:
        close_part_of_ruby(guard, tag);
        break;
    case CP_TAG_OPTGROUP:
    case CP_TAG_OPTION:
        if (cp_guard_is_inside(guard, CP_TAG_OPTION))
            cp_open_pop_to(guard, guard->depth - 1);
        if (tag == CP_TAG_OPTGROUP && cp_guard_in_select(guard) &&
            cp_guard_is_inside(guard, CP_TAG_OPTGROUP))
            cp_open_pop_to(guard, guard->depth - 1);
        break;
    case CP_TAG_BUTTON:
        close_in_scope(guard, tag, tag, tag);
        break;
    case CP_TAG_TABLE:
        return close_table(guard);
    case CP_TAG_COL:
        return open_colgroup(guard);
    default:
        if (cp_tag_has(tag, CP_TRAIT_TABLE_PART))
            return clear_to_table_context(guard, tag);
    }
    return true;
}
