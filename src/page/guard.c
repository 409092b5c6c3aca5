#include "page/guard.h"

#include "page/guard_stack.h"
#include "page/traits.h"

/* The tree builder adopts a formatting element's end tag through so many elements at most. */
#define ADOPTIONS 8

void
cp_guard_init(struct cp_guard *guard)
{
    memset(guard, 0, sizeof *guard);
}

bool
cp_guard_is_active(const struct cp_guard *guard, enum cp_tag tag)
{
    return cp_format_find(guard, tag) != CP_NOT_OPEN;
}

bool
cp_guard_is_misnested(const struct cp_guard *guard)
{
    return guard->lost || (guard->misnested && guard->n_formatting);
}

bool
cp_guard_may_be_adopted(const struct cp_guard *guard)
{
    return guard->lost ||
           (guard->n_formatting && guard->depth > guard->format_floor + ADOPTIONS);
}

bool
cp_guard_may_be_in_p(const struct cp_guard *guard)
{
    return guard->n_open[CP_TAG_P] || guard->p_in_doubt;
}

/* Directly in a table or a part of one, but not in a cell. */
static bool
is_inside_table_part(const struct cp_guard *guard)
{
    unsigned t = guard->depth ? cp_open_traits(cp_open_top(guard)) : 0;

    return (t & CP_TRAIT_TABLE_PART) && !(t & CP_TRAIT_MARKER);
}

static void
close_in_scope(struct cp_guard *guard, enum cp_tag tag, enum cp_tag stop1, enum cp_tag stop2)
{
    uint32_t i = cp_open_find(guard, tag, CP_TRAIT_SCOPE, stop1, stop2);

    if (i != CP_NOT_OPEN)
        cp_open_pop_to(guard, i);
}

static void
close_p(struct cp_guard *guard)
{
    close_in_scope(guard, CP_TAG_P, CP_TAG_BUTTON, CP_TAG_BUTTON);
}

static bool
ends_by_itself(const struct cp_guard_element *e)
{
    static const enum cp_tag tags[] = { CP_TAG_DD,       CP_TAG_DT,     CP_TAG_LI,
                                        CP_TAG_OPTGROUP, CP_TAG_OPTION, CP_TAG_P,
                                        CP_TAG_RB,       CP_TAG_RP,     CP_TAG_RT,
                                        CP_TAG_RTC };

    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (cp_open_is(e, tags[i]))
            return true;
    return false;
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

/* A formatting element is closed at i of the stack, or without being on it. When the tree
 * builder leaves off adopting, the element is still active. */
static void
note_order(struct cp_guard *guard, uint32_t i)
{
    if (i == guard->depth - 1)
        return;
    guard->misnested = true;
    guard->lost |= i != CP_NOT_OPEN && guard->depth - i > ADOPTIONS;
}

/* The innermost special element above i of the stack; CP_NOT_OPEN if there is none. */
static uint32_t
find_special(const struct cp_guard *guard, uint32_t i)
{
    for (uint32_t k = guard->depth; k-- > i + 1;)
        if (cp_open_traits(&guard->stack[k]) & CP_TRAIT_SPECIAL)
            return k;
    return CP_NOT_OPEN;
}

/*
 * Adoption, as far as depth goes: it turns around one special element above i after the other, and
 * what is left of the stack are these and the formatting elements between them. What is inside the
 * last of them ends, and where there is none all does.
 */
static void
adopt(struct cp_guard *guard, uint32_t i)
{
    const unsigned stays = CP_TRAIT_SPECIAL | CP_TRAIT_FORMATTING;
    uint32_t k = find_special(guard, i);

    if (k == CP_NOT_OPEN) {
        cp_open_pop_to(guard, i);
        return;
    }
    cp_open_pop_to(guard, k + 1);
    while (--k > i)
        if (guard->stack[k].kind == CP_GUARD_HTML && !(cp_open_traits(&guard->stack[k]) & stays))
            cp_open_remove(guard, k);
    cp_open_remove(guard, i);
}

static void
close_formatting(struct cp_guard *guard, uint32_t format)
{
    enum cp_tag tag = (enum cp_tag)guard->formats[format].tag;
    uint32_t i = guard->formats[format].open
                     ? cp_open_find(guard, tag, CP_TRAIT_SCOPE, tag, tag)
                     : CP_NOT_OPEN;

    note_order(guard, i);
    if (guard->formats[format].open && i == CP_NOT_OPEN)
        return;
    if (i != CP_NOT_OPEN)
        adopt(guard, i);
    cp_format_remove(guard, format);
}

/* Anything but a col and white space ends a colgroup. */
static void
close_colgroup(struct cp_guard *guard)
{
    if (cp_guard_is_inside(guard, CP_TAG_COLGROUP))
        cp_open_pop_to(guard, guard->depth - 1);
}

void
cp_guard_text(struct cp_guard *guard, bool blank)
{
    if (!blank)
        close_colgroup(guard);
    cp_format_reopen(guard);
}

void
cp_guard_nul(struct cp_guard *guard)
{
    close_colgroup(guard);
}

/* ---- svg and math ---- */

static uint16_t
name_hash(struct cp_slice name)
{
    uint16_t h = 0;

    for (size_t i = 0; i < name.n; i++)
        h = (uint16_t)(h * 31 + cp_lower((unsigned char)name.p[i]));
    return h;
}

/* Which of the two a start tag's element is in: of the one around it, if there is one, or its own. */
static enum cp_tag
space_of(const struct cp_guard *guard, const struct cp_token *token)
{
    const struct cp_guard_element *top = cp_open_top(guard);
    bool is_own = token->tag == CP_TAG_SVG || token->tag == CP_TAG_MATH;

    if (top && top->kind == CP_GUARD_FOREIGN &&
        (token->tag != CP_TAG_SVG || top->name != name_hash(CP_LIT("annotation-xml"))))
        return (enum cp_tag)top->tag;
    return is_own ? token->tag : CP_TAG_MATH;   /* mglyph and malignmark */
}

static bool
start_foreign(struct cp_guard *guard, const struct cp_token *token, const struct cp_attr *attrs)
{
    enum cp_tag space = space_of(guard, token);
    struct cp_guard_element e = { .tag = (uint8_t)space, .kind = CP_GUARD_FOREIGN,
                                  .name = name_hash(token->name) };

    if (token->self_closing)
        return true;
    if (guard->depth >= CP_DEPTH_MAX) {
        guard->too_deep = true;
        return false;
    }
    if (cp_tag_is_integration_point(token, attrs, space))
        e.kind = CP_GUARD_INTEGRATION;
    cp_open_push(guard, e);
    return true;
}

/* True if the end tag closed something of svg or math. */
static bool
end_foreign(struct cp_guard *guard, const struct cp_token *token)
{
    uint16_t name;

    if (!guard->depth || cp_open_top(guard)->kind == CP_GUARD_HTML)
        return false;
    name = name_hash(token->name);
    for (uint32_t i = guard->depth; i && guard->stack[i - 1].kind != CP_GUARD_HTML; i--) {
        if (guard->stack[i - 1].name == name) {
            cp_open_pop_to(guard, i - 1);
            return true;
        }
    }
    return false;
}

/* ---- start tags ---- */

/* True if what is open innermost makes this the inside of a select. */
static bool
in_select(const struct cp_guard *guard)
{
    if (!guard->n_open[CP_TAG_SELECT])
        return false;
    for (uint32_t i = guard->depth; i; i--) {
        if (cp_open_is(&guard->stack[i - 1], CP_TAG_SELECT))
            return true;
        if (cp_open_is(&guard->stack[i - 1], CP_TAG_TEMPLATE))
            return false;
    }
    return false;
}

/* Most tags mean nothing inside a select, some end it. False if this one is to be ignored. */
static bool
start_in_select(struct cp_guard *guard, enum cp_tag tag)
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
    default:
        if (!cp_tag_has(tag, CP_TRAIT_TABLE_PART) || !guard->n_open[CP_TAG_TABLE])
            return false;
        cp_open_pop_to(guard, select);
        return true;
    }
}

/* A row needs a tbody around it, a cell a row. */
static void
open_implied(struct cp_guard *guard, enum cp_tag tag)
{
    bool cell = tag == CP_TAG_TD || tag == CP_TAG_TH;

    if ((cell || tag == CP_TAG_TR) && cp_guard_is_inside(guard, CP_TAG_TABLE))
        cp_open_push(guard, (struct cp_guard_element){ .tag = CP_TAG_TBODY });
    if (cell && (cp_guard_is_inside(guard, CP_TAG_TBODY) ||
                 cp_guard_is_inside(guard, CP_TAG_THEAD) ||
                 cp_guard_is_inside(guard, CP_TAG_TFOOT)))
        cp_open_push(guard, (struct cp_guard_element){ .tag = CP_TAG_TR });
}

/* Pops down to the innermost of the table elements that may hold this one. False without a
 * table: then the tree builder ignores the tag. */
static bool
clear_to_table_context(struct cp_guard *guard, enum cp_tag tag)
{
    bool cell = tag == CP_TAG_TD || tag == CP_TAG_TH, row = cell || tag == CP_TAG_TR;

    if (!guard->n_open[CP_TAG_TABLE] && !guard->n_open[CP_TAG_TEMPLATE])
        return false;
    for (uint32_t i = guard->depth; i; i--) {
        const struct cp_guard_element *e = &guard->stack[i - 1];
        bool section = cp_open_is(e, CP_TAG_TBODY) || cp_open_is(e, CP_TAG_THEAD) ||
                       cp_open_is(e, CP_TAG_TFOOT);
        if (cp_open_is(e, CP_TAG_TEMPLATE) && e->name == CP_TEMPLATE_BODY)
            return false;
        if (cp_open_is(e, CP_TAG_TABLE) || cp_open_is(e, CP_TAG_TEMPLATE) || (row && section) ||
            (cell && cp_open_is(e, CP_TAG_TR))) {
            cp_open_pop_to(guard, i);
            open_implied(guard, tag);
            return true;
        }
        /* An object between them leaves its marker behind: see cp_open_pop_to. */
        guard->lost |= (cp_open_traits(e) & (CP_TRAIT_MARKER | CP_TRAIT_TABLE_PART)) ==
                       CP_TRAIT_MARKER;
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

/* A table directly in a table, not in one of its cells, ends the outer one. */
static void
close_table(struct cp_guard *guard)
{
    for (uint32_t i = guard->depth; i; i--) {
        const struct cp_guard_element *e = &guard->stack[i - 1];
        if (cp_open_is(e, CP_TAG_TD) || cp_open_is(e, CP_TAG_TH) ||
            cp_open_is(e, CP_TAG_CAPTION) || cp_open_is(e, CP_TAG_TEMPLATE))
            return;
        if (cp_open_is(e, CP_TAG_TABLE)) {
            cp_open_pop_to(guard, i - 1);
            return;
        }
    }
}

/* Inside a ruby, its parts end each other and what has no need of an end tag. */
static void
close_implied_in_ruby(struct cp_guard *guard, enum cp_tag tag)
{
    bool keeps_rtc = tag == CP_TAG_RP || tag == CP_TAG_RT;

    if (cp_open_find(guard, CP_TAG_RUBY, CP_TRAIT_SCOPE, CP_TAG_HTML, CP_TAG_HTML) == CP_NOT_OPEN)
        return;
    while (guard->depth && ends_by_itself(cp_open_top(guard)) &&
           !(keeps_rtc && cp_guard_is_inside(guard, CP_TAG_RTC)))
        cp_open_pop_to(guard, guard->depth - 1);
}

/* What the start tag closes before it opens. False if it opens nothing. */
static bool
close_before(struct cp_guard *guard, enum cp_tag tag)
{
    if (cp_tag_has(tag, CP_TRAIT_HEADING) && cp_open_top(guard) &&
        (cp_open_traits(cp_open_top(guard)) & CP_TRAIT_HEADING))
        cp_open_pop_to(guard, guard->depth - 1);
    switch (tag) {
    case CP_TAG_HTML:
    case CP_TAG_HEAD:
    case CP_TAG_BODY:
    case CP_TAG_FRAMESET:
        return false;
    case CP_TAG_FORM:   /* directly in a table it closes at once */
        guard->has_form |= !guard->n_open[CP_TAG_TEMPLATE];
        return !is_inside_table_part(guard);
    case CP_TAG_RB:
    case CP_TAG_RP:
    case CP_TAG_RT:
    case CP_TAG_RTC:
        close_implied_in_ruby(guard, tag);
        break;
    case CP_TAG_OPTGROUP:
    case CP_TAG_OPTION:
        if (cp_guard_is_inside(guard, CP_TAG_OPTION))
            cp_open_pop_to(guard, guard->depth - 1);
        if (tag == CP_TAG_OPTGROUP && in_select(guard) &&
            cp_guard_is_inside(guard, CP_TAG_OPTGROUP))
            cp_open_pop_to(guard, guard->depth - 1);
        break;
    case CP_TAG_BUTTON:
        close_in_scope(guard, tag, tag, tag);
        break;
    case CP_TAG_TABLE:
        close_table(guard);
        break;
    case CP_TAG_COL:
        return open_colgroup(guard);
    default:
        if (cp_tag_has(tag, CP_TRAIT_TABLE_PART))
            return clear_to_table_context(guard, tag);
    }
    return true;
}

/* An a in an a ends the outer one, wherever that stands. */
static void
remove_active(struct cp_guard *guard, uint32_t format)
{
    enum cp_tag tag = (enum cp_tag)guard->formats[format].tag;
    uint32_t i = guard->formats[format].open ? cp_open_find(guard, tag, 0, tag, tag)
                                             : CP_NOT_OPEN;

    note_order(guard, i);
    if (i != CP_NOT_OPEN && i == cp_open_find(guard, tag, CP_TRAIT_SCOPE, tag, tag))
        adopt(guard, i);
    else if (i != CP_NOT_OPEN)
        cp_open_remove(guard, i);
    cp_format_remove(guard, format);
}

/* Of formatting elements there are fewer than CP_FORMATTING_MAX. */
static void
start_formatting(struct cp_guard *guard, enum cp_tag tag, uint32_t hash)
{
    uint32_t same = cp_format_find(guard, tag);

    if (same != CP_NOT_OPEN && (tag == CP_TAG_A || tag == CP_TAG_NOBR)) {
        if (tag == CP_TAG_A)
            remove_active(guard, same);
        else
            close_formatting(guard, same);
        cp_format_reopen(guard);
    }
    cp_format_keep_three(guard, tag, hash);
    if (!guard->n_formatting++) {
        guard->misnested = false;
        guard->format_floor = guard->depth;
    }
    guard->formats[guard->n_formats++] =
        (struct cp_guard_format){ .tag = (uint8_t)tag, .open = true, .hash = hash };
}

static enum cp_tag
as_gumbo_sees(enum cp_tag tag)
{
    return cp_tag_has(tag, CP_TRAIT_NEW) ? CP_TAG_UNKNOWN : tag;
}

/* What is of the head does not decide. */
static void
decide_template(struct cp_guard *guard, enum cp_tag tag)
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
    default:
        top->name = cp_tag_has(tag, CP_TRAIT_TABLE_PART) && tag != CP_TAG_TABLE
                        ? CP_TEMPLATE_TABLE : CP_TEMPLATE_BODY;
    }
}

static bool
start_html(struct cp_guard *guard, const struct cp_token *token, uint32_t hash)
{
    enum cp_tag tag = as_gumbo_sees(token->tag);
    bool opens;

    if (in_select(guard) && !start_in_select(guard, tag))
        return true;
    decide_template(guard, tag);
    if (tag != CP_TAG_COL && tag != CP_TAG_TEMPLATE && tag != CP_TAG_HTML)
        close_colgroup(guard);
    if ((tag == CP_TAG_FORM || tag == CP_TAG_ISINDEX) && guard->has_form &&
        !guard->n_open[CP_TAG_TEMPLATE])
        return true;
    if (tag == CP_TAG_TABLE && guard->n_open[CP_TAG_P])
        guard->p_in_doubt |= guard->quirks;
    if (tag == CP_TAG_LI)   /* before the p, in which there may be what keeps it open */
        close_item(guard, CP_TAG_LI, CP_TAG_LI);
    else if (tag == CP_TAG_DD || tag == CP_TAG_DT)
        close_item(guard, CP_TAG_DD, CP_TAG_DT);
    if (cp_tag_has(tag, CP_TRAIT_CLOSES_P))
        close_p(guard);
    opens = close_before(guard, tag) && !cp_tag_has(tag, CP_TRAIT_VOID_ELEMENT);
    /* Who has closed something may go on: what is dropped must have changed nothing. */
    if (opens && guard->depth >= CP_DEPTH_MAX && !guard->has_closed) {
        guard->too_deep = true;
        return false;
    }
    if (!cp_tag_has(tag, CP_TRAIT_CLOSES_P | CP_TRAIT_TABLE_PART | CP_TRAIT_NO_REOPEN))
        cp_format_reopen(guard);
    if (!opens)
        return true;
    if (cp_tag_has(tag, CP_TRAIT_FORMATTING))
        start_formatting(guard, tag, hash);
    cp_open_push(guard, (struct cp_guard_element){ .tag = (uint8_t)tag });
    return true;
}

/* Framesets hold each other, unless the tree builder ignores them: that cannot be known here. */
static bool
may_start_frameset(struct cp_guard *guard)
{
    guard->too_deep |= guard->framesets >= CP_DEPTH_MAX;
    return guard->framesets++ < CP_DEPTH_MAX;
}

/* In mi, mtext and the like these two are math's and not HTML's. */
static bool
is_glyph_in_text(const struct cp_guard *guard, const struct cp_token *token)
{
    const struct cp_guard_element *top = cp_open_top(guard);

    return (token->tag == CP_TAG_MGLYPH || token->tag == CP_TAG_MALIGNMARK) && top &&
           top->kind == CP_GUARD_INTEGRATION && top->tag == CP_TAG_MATH;
}

bool
cp_guard_start(struct cp_guard *guard, const struct cp_token *token,
               const struct cp_attr *attrs, uint32_t hash)
{
    guard->tags++;
    guard->has_closed = false;
    if (token->tag == CP_TAG_FRAMESET && !may_start_frameset(guard))
        return false;
    if (cp_guard_in_foreign(guard) && !cp_tag_breaks_out(token, attrs))
        return start_foreign(guard, token, attrs);
    if (cp_tag_has(token->tag, CP_TRAIT_FORMATTING) && guard->n_formatting >= CP_FORMATTING_MAX) {
        guard->too_many_formats = true;
        return false;
    }
    while (cp_guard_in_foreign(guard))
        cp_open_pop_to(guard, guard->depth - 1);
    if (is_glyph_in_text(guard, token))
        return start_foreign(guard, token, attrs);
    if ((token->tag != CP_TAG_SVG && token->tag != CP_TAG_MATH) || in_select(guard))
        return start_html(guard, token, hash);
    cp_format_reopen(guard);
    return start_foreign(guard, token, attrs);
}

/* ---- end tags ---- */

static uint32_t
find_heading(const struct cp_guard *guard)
{
    for (uint32_t i = guard->depth; i; i--) {
        unsigned t = cp_open_traits(&guard->stack[i - 1]);
        if (t & CP_TRAIT_HEADING)
            return i - 1;
        if (t & CP_TRAIT_SCOPE)
            break;
    }
    return CP_NOT_OPEN;
}

/* What the end tag closes, or CP_NOT_OPEN. */
static uint32_t
find_ended(const struct cp_guard *guard, enum cp_tag tag)
{
    if (in_select(guard) && tag != CP_TAG_SELECT && tag != CP_TAG_OPTION &&
        tag != CP_TAG_OPTGROUP && tag != CP_TAG_TEMPLATE &&
        !cp_tag_has(tag, CP_TRAIT_TABLE_PART))
        return CP_NOT_OPEN;
    if (cp_tag_has(tag, CP_TRAIT_HEADING))
        return find_heading(guard);
    if (tag == CP_TAG_TEMPLATE || (tag == CP_TAG_SELECT && in_select(guard)))
        return cp_open_find(guard, tag, 0, CP_TAG_HTML, CP_TAG_HTML);
    if (cp_tag_has(tag, CP_TRAIT_FORMATTING))   /* no active one, as Gumbo 0.10.1 does it */
        return cp_guard_is_inside(guard, tag) ? guard->depth - 1 : CP_NOT_OPEN;
    if (cp_tag_has(tag, CP_TRAIT_TABLE_PART))
        return cp_open_find(guard, tag, 0, CP_TAG_TABLE, CP_TAG_TEMPLATE);
    if (tag == CP_TAG_P)
        return cp_open_find(guard, tag, CP_TRAIT_SCOPE, CP_TAG_BUTTON, CP_TAG_BUTTON);
    if (tag == CP_TAG_LI)
        return cp_open_find(guard, tag, CP_TRAIT_SCOPE, CP_TAG_UL, CP_TAG_OL);
    if (cp_tag_has(tag, CP_TRAIT_SCOPED_END))
        return cp_open_find(guard, tag, CP_TRAIT_SCOPE, CP_TAG_HTML, CP_TAG_HTML);
    return cp_open_find(guard, tag, CP_TRAIT_SPECIAL, CP_TAG_HTML, CP_TAG_HTML);
}

bool
cp_guard_end(struct cp_guard *guard, const struct cp_token *token)
{
    enum cp_tag tag = as_gumbo_sees(token->tag);
    uint32_t i;

    guard->tags++;
    if (end_foreign(guard, token))
        return true;
    if (cp_tag_has(tag, CP_TRAIT_FORMATTING) && !in_select(guard)) {
        i = cp_format_find(guard, tag);
        if (i != CP_NOT_OPEN) {
            close_formatting(guard, i);
            return true;
        }
    }
    if (tag == CP_TAG_FORM && !in_select(guard))
        guard->has_form &= guard->n_open[CP_TAG_TEMPLATE] != 0;
    i = find_ended(guard, tag);
    if (i == CP_NOT_OPEN) {
        guard->too_many_strays = guard->strays >= CP_STRAY_MAX;
        return guard->strays++ < CP_STRAY_MAX;
    }
    if (tag == CP_TAG_FORM && !guard->n_open[CP_TAG_TEMPLATE])
        cp_open_remove(guard, i);
    else
        cp_open_pop_to(guard, i);
    return true;
}
