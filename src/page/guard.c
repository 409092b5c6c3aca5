#include "page/guard.h"

#include "page/guard_close.h"
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

/* ---- the head ---- */

static bool
is_in_head(const struct cp_guard *guard)
{
    return guard->place != CP_GUARD_BODY && !guard->n_open[CP_TAG_TEMPLATE];
}

static void
leave_noscript(struct cp_guard *guard)
{
    if (cp_guard_is_inside(guard, CP_TAG_NOSCRIPT))
        cp_open_pop_to(guard, guard->depth - 1);
}

static void
begin_body(struct cp_guard *guard)
{
    if (!is_in_head(guard))
        return;
    leave_noscript(guard);
    guard->place = CP_GUARD_BODY;
}

/* False for a start tag that the head ignores. */
static bool
start_in_head(struct cp_guard *guard, enum cp_tag tag)
{
    switch (tag) {
    case CP_TAG_BASEFONT:
    case CP_TAG_BGSOUND:
    case CP_TAG_HEAD:
    case CP_TAG_HTML:
    case CP_TAG_LINK:
    case CP_TAG_META:
    case CP_TAG_NOFRAMES:
    case CP_TAG_STYLE:
        return true;
    case CP_TAG_NOSCRIPT:
        if (guard->place == CP_GUARD_AFTER_HEAD)
            guard->place = CP_GUARD_BODY;
        return !cp_guard_is_inside(guard, tag);
    case CP_TAG_BASE:
    case CP_TAG_SCRIPT:
    case CP_TAG_TEMPLATE:
    case CP_TAG_TITLE:
        leave_noscript(guard);
        return true;
    default:
        begin_body(guard);
        return true;
    }
}

/* True if the end tag has ended the head. */
static bool
end_in_head(struct cp_guard *guard, enum cp_tag tag)
{
    enum cp_guard_place before = guard->place;
    bool in_noscript = cp_guard_is_inside(guard, CP_TAG_NOSCRIPT);

    if (tag == CP_TAG_BR || (!in_noscript && (tag == CP_TAG_BODY || tag == CP_TAG_HTML)))
        begin_body(guard);
    else if (tag == CP_TAG_HEAD && !in_noscript)
        guard->place = CP_GUARD_AFTER_HEAD;
    return guard->place != before;
}

/* ---- text ---- */

void
cp_guard_text(struct cp_guard *guard, bool blank)
{
    if (!blank) {
        begin_body(guard);
        cp_close_colgroup(guard);
    }
    cp_format_reopen(guard);
}

void
cp_guard_nul(struct cp_guard *guard)
{
    begin_body(guard);
    cp_close_colgroup(guard);
}

/* ---- room for one more ---- */

static bool
has_room(struct cp_guard *guard)
{
    guard->too_deep |= guard->depth >= CP_DEPTH_MAX;
    return guard->depth < CP_DEPTH_MAX;
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

    if (cp_guard_in_foreign(guard) &&
        (token->tag != CP_TAG_SVG || top->kind != CP_GUARD_ANNOTATION))
        return (enum cp_tag)top->tag;
    return is_own ? token->tag : CP_TAG_MATH;   /* mglyph and malignmark */
}

static void
open_foreign(struct cp_guard *guard, const struct cp_token *token, const struct cp_attr *attrs)
{
    enum cp_tag space = space_of(guard, token);
    struct cp_guard_element e = { .tag = (uint8_t)space, .kind = CP_GUARD_FOREIGN,
                                  .name = name_hash(token->name) };

    if (token->self_closing)
        return;
    if (cp_tag_is_integration_point(token, attrs, space))
        e.kind = CP_GUARD_INTEGRATION;
    else if (space == CP_TAG_MATH && cp_slice_eq_nocase(token->name, CP_LIT("annotation-xml")))
        e.kind = CP_GUARD_ANNOTATION;
    cp_open_push(guard, e);
}

static bool
start_foreign(struct cp_guard *guard, const struct cp_token *token, const struct cp_attr *attrs)
{
    if (!token->self_closing && !has_room(guard))
        return false;
    open_foreign(guard, token, attrs);
    return true;
}

/* The outermost, which stands where other HTML might. */
static bool
start_svg_or_math(struct cp_guard *guard, const struct cp_token *token,
                  const struct cp_attr *attrs)
{
    if (!token->self_closing && !has_room(guard))
        return false;
    cp_decide_template(guard, token->tag);
    if (cp_guard_in_columns(guard))
        return true;
    cp_close_colgroup(guard);
    cp_format_reopen(guard);
    open_foreign(guard, token, attrs);
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

/* What was implied by a tag that is dropped, and what it said of the template it is in. */
static void
take_back(struct cp_guard *guard, uint32_t depth, uint16_t name_of_top)
{
    cp_open_pop_to(guard, depth);
    guard->stack[depth - 1].name = name_of_top;
}

static bool
start_html(struct cp_guard *guard, const struct cp_token *token, uint32_t hash)
{
    enum cp_tag tag = as_gumbo_sees(token->tag);
    uint32_t depth = guard->depth;
    uint16_t name_of_top = depth ? cp_open_top(guard)->name : 0;
    bool opens, is_form = tag == CP_TAG_FORM && !guard->n_open[CP_TAG_TEMPLATE];

    if (cp_guard_in_select(guard) && !cp_close_select_before(guard, tag))
        return true;
    if (guard->n_open[CP_TAG_TEMPLATE]) {
        cp_decide_template(guard, tag);
        if (cp_guard_in_columns(guard) && tag != CP_TAG_TEMPLATE)
            return true;
    }
    if (guard->n_open[CP_TAG_COLGROUP] && tag != CP_TAG_COL && tag != CP_TAG_TEMPLATE &&
        tag != CP_TAG_HTML)
        cp_close_colgroup(guard);
    if ((tag == CP_TAG_FORM || tag == CP_TAG_ISINDEX) && guard->has_form &&
        !guard->n_open[CP_TAG_TEMPLATE])
        return true;
    if (tag == CP_TAG_TABLE && guard->n_open[CP_TAG_P])
        guard->p_in_doubt |= guard->quirks;
    opens = cp_close_before(guard, tag) && !cp_tag_has(tag, CP_TRAIT_VOID_ELEMENT);
    /* Who has closed something may go on: what is dropped must have changed nothing. */
    if (opens && !guard->has_closed && !has_room(guard)) {
        take_back(guard, depth, name_of_top);
        return false;
    }
    guard->has_form |= is_form;
    if (tag == CP_TAG_XMP ||
        !cp_tag_has(tag, CP_TRAIT_CLOSES_P | CP_TRAIT_TABLE_PART | CP_TRAIT_NO_REOPEN))
        cp_format_reopen(guard);
    if (!opens)
        return true;
    if (cp_tag_has(tag, CP_TRAIT_FORMATTING))
        start_formatting(guard, tag, hash);
    cp_open_push(guard, (struct cp_guard_element){ .tag = (uint8_t)tag, .name = is_form });
    return true;
}

/*
 * Gumbo 0.10.1 forgets where in a table it is, or in a select, whenever one ends, and looks the
 * stack through for it without regard to svg and math. One named so in svg or math may then be
 * taken for a cell, and the assertion that there is a cell to close aborts the program. None is
 * passed on.
 */
static bool
is_namesake(enum cp_tag tag)
{
    return cp_tag_has(tag, CP_TRAIT_TABLE_PART) || tag == CP_TAG_SELECT ||
           tag == CP_TAG_TEMPLATE || tag == CP_TAG_HTML;
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
    if (is_in_head(guard) && !start_in_head(guard, token->tag))
        return true;
    if (cp_guard_in_foreign(guard) && !cp_tag_breaks_out(token, attrs))
        return !is_namesake(token->tag) && start_foreign(guard, token, attrs);
    if (cp_tag_has(token->tag, CP_TRAIT_FORMATTING) && guard->n_formatting >= CP_FORMATTING_MAX) {
        guard->too_many_formats = true;
        return false;
    }
    while (cp_guard_in_foreign(guard))
        cp_open_pop_to(guard, guard->depth - 1);
    if (is_glyph_in_text(guard, token))
        return start_foreign(guard, token, attrs);
    if ((token->tag != CP_TAG_SVG && token->tag != CP_TAG_MATH) || cp_guard_in_select(guard))
        return start_html(guard, token, hash);
    return start_svg_or_math(guard, token, attrs);
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

/* In templates Gumbo 0.10.1 ends the innermost form only if nothing is open in it but what needs no
 * end tag, which ends in any case. */
static uint32_t
find_form_of_template(const struct cp_guard *guard)
{
    uint32_t form = cp_open_find(guard, CP_TAG_FORM, CP_TRAIT_SCOPE, CP_TAG_HTML, CP_TAG_HTML);
    uint32_t left = cp_depth_without_implied(guard, CP_TAG_UNKNOWN);

    if (form == CP_NOT_OPEN || left == form + 1)
        return form;
    return left < guard->depth ? left : CP_NOT_OPEN;
}

/* What the end tag closes, or CP_NOT_OPEN. */
static uint32_t
find_ended(const struct cp_guard *guard, enum cp_tag tag)
{
    if (cp_guard_in_select(guard) && tag != CP_TAG_SELECT && tag != CP_TAG_OPTION &&
        tag != CP_TAG_OPTGROUP && tag != CP_TAG_TEMPLATE &&
        !cp_tag_has(tag, CP_TRAIT_TABLE_PART))
        return CP_NOT_OPEN;
    if (cp_tag_has(tag, CP_TRAIT_HEADING))
        return find_heading(guard);
    if (tag == CP_TAG_TEMPLATE || (tag == CP_TAG_SELECT && cp_guard_in_select(guard)))
        return cp_open_find(guard, tag, 0, CP_TAG_HTML, CP_TAG_HTML);
    if (cp_tag_has(tag, CP_TRAIT_FORMATTING))   /* no active one, as Gumbo 0.10.1 does it */
        return cp_guard_is_inside(guard, tag) ? guard->depth - 1 : CP_NOT_OPEN;
    if (cp_tag_has(tag, CP_TRAIT_TABLE_PART))
        return cp_open_find(guard, tag, 0, CP_TAG_TABLE, CP_TAG_TEMPLATE);
    if (tag == CP_TAG_FORM)
        return find_form_of_template(guard);
    if (tag == CP_TAG_P)
        return cp_open_find(guard, tag, CP_TRAIT_SCOPE, CP_TAG_BUTTON, CP_TAG_BUTTON);
    if (tag == CP_TAG_LI)
        return cp_open_find(guard, tag, CP_TRAIT_SCOPE, CP_TAG_UL, CP_TAG_OL);
    if (cp_tag_has(tag, CP_TRAIT_SCOPED_END))
        return cp_open_find(guard, tag, CP_TRAIT_SCOPE, CP_TAG_HTML, CP_TAG_HTML);
    return cp_open_find(guard, tag, CP_TRAIT_SPECIAL, CP_TAG_HTML, CP_TAG_HTML);
}

/* The form that was opened last outside of templates, if it is still open and in scope; it is
 * forgotten in any case. */
static uint32_t
take_form(struct cp_guard *guard)
{
    bool in_scope = true;

    guard->has_form = false;
    for (uint32_t i = guard->depth; i; i--) {
        struct cp_guard_element *e = &guard->stack[i - 1];

        if (cp_open_is(e, CP_TAG_FORM) && e->name) {
            e->name = 0;
            return in_scope ? i - 1 : CP_NOT_OPEN;
        }
        in_scope &= !(cp_open_traits(e) & CP_TRAIT_SCOPE);
    }
    return CP_NOT_OPEN;
}

/* It alone, whatever else is open in it. */
static void
end_form(struct cp_guard *guard)
{
    uint32_t i = take_form(guard);

    if (i == CP_NOT_OPEN)
        return;
    cp_close_implied(guard, CP_TAG_UNKNOWN);
    cp_open_remove(guard, i);
}

bool
cp_guard_end(struct cp_guard *guard, const struct cp_token *token)
{
    enum cp_tag tag = as_gumbo_sees(token->tag);
    bool is_form = tag == CP_TAG_FORM && !guard->n_open[CP_TAG_TEMPLATE] &&
                   !cp_guard_in_select(guard);
    uint32_t i;

    guard->tags++;
    if (is_in_head(guard) && end_in_head(guard, tag) && tag != CP_TAG_BR)
        return true;
    if (end_foreign(guard, token))
        return true;
    if (tag == CP_TAG_BR && !cp_guard_in_select(guard)) {   /* it is a br */
        cp_close_colgroup(guard);
        cp_format_reopen(guard);
        return true;
    }
    if (cp_tag_has(tag, CP_TRAIT_FORMATTING) && !cp_guard_in_select(guard)) {
        i = cp_format_find(guard, tag);
        if (i != CP_NOT_OPEN) {
            close_formatting(guard, i);
            return true;
        }
    }
    if (is_form && guard->has_form) {
        end_form(guard);
        return true;
    }
    i = is_form ? CP_NOT_OPEN : find_ended(guard, tag);
    if (i == CP_NOT_OPEN) {
        guard->too_many_strays = guard->strays >= CP_STRAY_MAX;
        return guard->strays++ < CP_STRAY_MAX;
    }
    cp_open_pop_to(guard, i);
    return true;
}
