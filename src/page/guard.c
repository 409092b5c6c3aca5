#include "page/guard.h"

#include "page/traits.h"

#define NOT_FOUND UINT32_MAX

void
cp_guard_init(struct cp_guard *guard)
{
    memset(guard, 0, sizeof *guard);
}

bool
cp_guard_is_full(const struct cp_guard *guard)
{
    return guard->tags > CP_TAGS_MAX;
}

static unsigned
element_traits(const struct cp_guard_element *e)
{
    switch (e->kind) {
    case CP_GUARD_HTML:
        return cp_tag_traits[e->tag];
    case CP_GUARD_INTEGRATION:
        return CP_TRAIT_SCOPE | CP_TRAIT_SPECIAL;
    default:
        return 0;
    }
}

static bool
is_html(const struct cp_guard_element *e, enum cp_tag tag)
{
    return e->kind == CP_GUARD_HTML && e->tag == tag;
}

static const struct cp_guard_element *
top(const struct cp_guard *guard)
{
    return guard->depth ? &guard->stack[guard->depth - 1] : NULL;
}

bool
cp_guard_is_inside(const struct cp_guard *guard, enum cp_tag tag)
{
    return guard->depth && is_html(top(guard), tag);
}

/* Directly in a table or a part of one, but not in a cell. */
static bool
is_inside_table_part(const struct cp_guard *guard)
{
    unsigned t = guard->depth ? element_traits(top(guard)) : 0;

    return (t & CP_TRAIT_TABLE_PART) && !(t & CP_TRAIT_MARKER);
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

static void
remove_format(struct cp_guard *guard, uint32_t i)
{
    guard->n_formatting--;
    guard->n_formats--;
    memmove(&guard->formats[i], &guard->formats[i + 1],
            (guard->n_formats - i) * sizeof guard->formats[0]);
    count_closed(guard);
}

/* Of four alike behind the last marker the first goes. */
static void
keep_three_alike(struct cp_guard *guard, enum cp_tag tag, uint32_t hash)
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
        remove_format(guard, first);
}

static void
clear_to_marker(struct cp_guard *guard)
{
    while (guard->n_formats && guard->formats[--guard->n_formats].tag != CP_TAG_UNKNOWN)
        guard->n_formatting--;
    count_closed(guard);
}

/* The last active one with the tag behind the last marker. */
static uint32_t
find_format(const struct cp_guard *guard, enum cp_tag tag)
{
    for (uint32_t i = guard->n_formats; i && guard->formats[i - 1].tag != CP_TAG_UNKNOWN; i--)
        if (guard->formats[i - 1].tag == tag)
            return i - 1;
    return NOT_FOUND;
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

static void
push(struct cp_guard *guard, struct cp_guard_element e)
{
    if (guard->depth == CP_GUARD_STACK)
        return;
    guard->stack[guard->depth++] = e;
    if (e.kind != CP_GUARD_HTML)
        return;
    guard->n_open[e.tag]++;
    if (cp_tag_has(e.tag, CP_TRAIT_MARKER)) {
        guard->formats[guard->n_formats++] = (struct cp_guard_format){ .tag = CP_TAG_UNKNOWN };
        guard->n_closed = 0;
    }
}

static void
pop_to(struct cp_guard *guard, uint32_t depth)
{
    while (guard->depth > depth) {
        struct cp_guard_element e = guard->stack[--guard->depth];
        if (e.kind != CP_GUARD_HTML)
            continue;
        guard->n_open[e.tag]--;
        if (cp_tag_has(e.tag, CP_TRAIT_MARKER))
            clear_to_marker(guard);
        else if (cp_tag_has(e.tag, CP_TRAIT_FORMATTING))
            note_closed(guard, e.tag);
    }
}

static void
remove_at(struct cp_guard *guard, uint32_t i)
{
    guard->n_open[guard->stack[i].tag]--;
    guard->depth--;
    memmove(&guard->stack[i], &guard->stack[i + 1],
            (guard->depth - i) * sizeof guard->stack[0]);
}

/* The innermost open element with the tag, not looking past one with the traits or past the
 * other two tags. */
static uint32_t
find_open(const struct cp_guard *guard, enum cp_tag tag, unsigned stop, enum cp_tag stop1,
          enum cp_tag stop2)
{
    if (!guard->n_open[tag])
        return NOT_FOUND;
    for (uint32_t i = guard->depth; i; i--) {
        const struct cp_guard_element *e = &guard->stack[i - 1];
        if (is_html(e, tag))
            return i - 1;
        if ((element_traits(e) & stop) || is_html(e, stop1) || is_html(e, stop2))
            return NOT_FOUND;
    }
    return NOT_FOUND;
}

static void
close_in_scope(struct cp_guard *guard, enum cp_tag tag, enum cp_tag stop1, enum cp_tag stop2)
{
    uint32_t i = find_open(guard, tag, CP_TRAIT_SCOPE, stop1, stop2);

    if (i != NOT_FOUND)
        pop_to(guard, i);
}

static void
close_p(struct cp_guard *guard)
{
    close_in_scope(guard, CP_TAG_P, CP_TAG_BUTTON, CP_TAG_BUTTON);
}

/* li, dd and dt close the last of their kind that no other special element lies above. */
static void
close_item(struct cp_guard *guard, enum cp_tag tag, enum cp_tag other)
{
    for (uint32_t i = guard->depth; i; i--) {
        const struct cp_guard_element *e = &guard->stack[i - 1];
        if (is_html(e, tag) || is_html(e, other)) {
            pop_to(guard, i - 1);
            return;
        }
        if ((element_traits(e) & CP_TRAIT_SPECIAL) && !is_html(e, CP_TAG_ADDRESS) &&
            !is_html(e, CP_TAG_DIV) && !is_html(e, CP_TAG_P))
            return;
    }
}

/* Adoption, as far as depth goes: the element leaves the stack, those inside it stay. */
static void
close_formatting(struct cp_guard *guard, uint32_t format)
{
    enum cp_tag tag = (enum cp_tag)guard->formats[format].tag;
    uint32_t i = guard->formats[format].open
                     ? find_open(guard, tag, CP_TRAIT_SCOPE, tag, tag)
                     : NOT_FOUND;

    if (guard->formats[format].open && i == NOT_FOUND)
        return;
    if (i != NOT_FOUND)
        remove_at(guard, i);
    remove_format(guard, format);
}

static void
reopen_formats(struct cp_guard *guard)
{
    if (!guard->n_closed)
        return;
    for (uint32_t i = after_last_marker(guard); i < guard->n_formats; i++) {
        struct cp_guard_format *f = &guard->formats[i];
        if (f->open)
            continue;
        f->open = true;
        guard->tags++;
        push(guard, (struct cp_guard_element){ .tag = f->tag });
    }
    guard->n_closed = 0;
}

/* Anything but a col and white space ends a colgroup. */
static void
close_colgroup(struct cp_guard *guard)
{
    if (cp_guard_is_inside(guard, CP_TAG_COLGROUP))
        pop_to(guard, guard->depth - 1);
}

void
cp_guard_text(struct cp_guard *guard, bool blank)
{
    if (!blank)
        close_colgroup(guard);
    reopen_formats(guard);
}

/* ---- svg and math ---- */

bool
cp_guard_in_foreign(const struct cp_guard *guard)
{
    const struct cp_guard_element *e = top(guard);

    return e && e->kind == CP_GUARD_FOREIGN;
}

static uint16_t
name_hash(struct cp_slice name)
{
    uint16_t h = 0;

    for (size_t i = 0; i < name.n; i++)
        h = (uint16_t)(h * 31 + cp_lower((unsigned char)name.p[i]));
    return h;
}

static bool
start_foreign(struct cp_guard *guard, const struct cp_token *token)
{
    struct cp_guard_element e = { .tag = (uint8_t)token->tag, .kind = CP_GUARD_FOREIGN,
                                  .name = name_hash(token->name) };

    if (token->self_closing)
        return true;
    if (guard->depth >= CP_DEPTH_MAX) {
        guard->too_deep = true;
        return false;
    }
    if (cp_name_is_integration_point(token->name))
        e.kind = CP_GUARD_INTEGRATION;
    push(guard, e);
    return true;
}

/* True if the end tag closed something of svg or math. */
static bool
end_foreign(struct cp_guard *guard, const struct cp_token *token)
{
    uint16_t name = name_hash(token->name);

    for (uint32_t i = guard->depth; i && guard->stack[i - 1].kind != CP_GUARD_HTML; i--) {
        if (guard->stack[i - 1].name == name) {
            pop_to(guard, i - 1);
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
        if (is_html(&guard->stack[i - 1], CP_TAG_SELECT))
            return true;
        if (is_html(&guard->stack[i - 1], CP_TAG_TEMPLATE))
            return false;
    }
    return false;
}

/* Most tags mean nothing inside a select, some end it. False if this one is to be ignored. */
static bool
start_in_select(struct cp_guard *guard, enum cp_tag tag)
{
    uint32_t select = find_open(guard, CP_TAG_SELECT, 0, CP_TAG_TEMPLATE, CP_TAG_TEMPLATE);

    switch (tag) {
    case CP_TAG_OPTION:
    case CP_TAG_OPTGROUP:
    case CP_TAG_SCRIPT:
    case CP_TAG_TEMPLATE:
        return true;
    case CP_TAG_SELECT:
        pop_to(guard, select);
        return false;
    case CP_TAG_INPUT:
    case CP_TAG_KEYGEN:
    case CP_TAG_TEXTAREA:
        pop_to(guard, select);
        return true;
    default:
        if (!cp_tag_has(tag, CP_TRAIT_TABLE_PART) || !guard->n_open[CP_TAG_TABLE])
            return false;
        pop_to(guard, select);
        return true;
    }
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
        bool section = is_html(e, CP_TAG_TBODY) || is_html(e, CP_TAG_THEAD) ||
                       is_html(e, CP_TAG_TFOOT);
        if (is_html(e, CP_TAG_TABLE) || is_html(e, CP_TAG_TEMPLATE) || (row && section) ||
            (cell && is_html(e, CP_TAG_TR))) {
            pop_to(guard, i);
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
    push(guard, (struct cp_guard_element){ .tag = CP_TAG_COLGROUP });
    return false;
}

/* A table directly in a table, not in one of its cells, ends the outer one. */
static void
close_table(struct cp_guard *guard)
{
    for (uint32_t i = guard->depth; i; i--) {
        const struct cp_guard_element *e = &guard->stack[i - 1];
        if (is_html(e, CP_TAG_TD) || is_html(e, CP_TAG_TH) || is_html(e, CP_TAG_CAPTION) ||
            is_html(e, CP_TAG_TEMPLATE))
            return;
        if (is_html(e, CP_TAG_TABLE)) {
            pop_to(guard, i - 1);
            return;
        }
    }
}

/* What the start tag closes before it opens. False if it opens nothing. */
static bool
close_before(struct cp_guard *guard, enum cp_tag tag)
{
    if (cp_tag_has(tag, CP_TRAIT_HEADING) && top(guard) &&
        (element_traits(top(guard)) & CP_TRAIT_HEADING))
        pop_to(guard, guard->depth - 1);
    switch (tag) {
    case CP_TAG_HTML:
    case CP_TAG_HEAD:
    case CP_TAG_BODY:
    case CP_TAG_FRAMESET:
        return false;
    case CP_TAG_FORM:   /* directly in a table it closes at once */
        return (!guard->n_open[tag] || guard->n_open[CP_TAG_TEMPLATE]) &&
               !is_inside_table_part(guard);
    case CP_TAG_LI:
        close_item(guard, CP_TAG_LI, CP_TAG_LI);
        break;
    case CP_TAG_DD:
    case CP_TAG_DT:
        close_item(guard, CP_TAG_DD, CP_TAG_DT);
        break;
    case CP_TAG_OPTGROUP:
    case CP_TAG_OPTION:
        if (top(guard) && is_html(top(guard), CP_TAG_OPTION))
            pop_to(guard, guard->depth - 1);
        if (tag == CP_TAG_OPTGROUP && in_select(guard) && is_html(top(guard), CP_TAG_OPTGROUP))
            pop_to(guard, guard->depth - 1);
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
    uint32_t i = guard->formats[format].open ? find_open(guard, tag, 0, tag, tag) : NOT_FOUND;

    if (i != NOT_FOUND)
        remove_at(guard, i);
    remove_format(guard, format);
}

/* A formatting start tag. False if there are too many. */
static bool
start_formatting(struct cp_guard *guard, enum cp_tag tag, uint32_t hash)
{
    uint32_t same = find_format(guard, tag);

    if (same != NOT_FOUND && tag == CP_TAG_A)
        remove_active(guard, same);
    else if (same != NOT_FOUND && tag == CP_TAG_NOBR)
        close_formatting(guard, same);
    keep_three_alike(guard, tag, hash);
    if (guard->n_formatting >= CP_FORMATTING_MAX) {
        guard->too_many_formats = true;
        return false;
    }
    guard->n_formatting++;
    guard->formats[guard->n_formats++] =
        (struct cp_guard_format){ .tag = (uint8_t)tag, .open = true, .hash = hash };
    return true;
}

static bool
start_html(struct cp_guard *guard, const struct cp_token *token, uint32_t hash)
{
    enum cp_tag tag = token->tag;
    bool opens;

    if (in_select(guard) && !start_in_select(guard, tag))
        return true;
    if (tag != CP_TAG_COL && tag != CP_TAG_TEMPLATE && tag != CP_TAG_HTML)
        close_colgroup(guard);
    if (cp_tag_has(tag, CP_TRAIT_CLOSES_P))
        close_p(guard);
    opens = close_before(guard, tag);
    if (!cp_tag_has(tag, CP_TRAIT_CLOSES_P | CP_TRAIT_TABLE_PART))
        reopen_formats(guard);
    if (!opens || cp_tag_has(tag, CP_TRAIT_VOID_ELEMENT))
        return true;
    if (guard->depth >= CP_DEPTH_MAX) {
        guard->too_deep = true;
        return false;
    }
    if (cp_tag_has(tag, CP_TRAIT_FORMATTING) && !start_formatting(guard, tag, hash))
        return false;
    push(guard, (struct cp_guard_element){ .tag = (uint8_t)tag });
    return true;
}

bool
cp_guard_start(struct cp_guard *guard, const struct cp_token *token,
               const struct cp_attr *attrs, uint32_t hash)
{
    guard->tags++;
    if (cp_guard_in_foreign(guard)) {
        if (!cp_tag_breaks_out(token, attrs))
            return start_foreign(guard, token);
        while (cp_guard_in_foreign(guard))
            pop_to(guard, guard->depth - 1);
    }
    if (token->tag == CP_TAG_SVG || token->tag == CP_TAG_MATH)
        return start_foreign(guard, token);
    return start_html(guard, token, hash);
}

/* ---- end tags ---- */

static uint32_t
find_heading(const struct cp_guard *guard)
{
    for (uint32_t i = guard->depth; i; i--) {
        unsigned t = element_traits(&guard->stack[i - 1]);
        if (t & CP_TRAIT_HEADING)
            return i - 1;
        if (t & CP_TRAIT_SCOPE)
            break;
    }
    return NOT_FOUND;
}

/* What the end tag closes, or NOT_FOUND. */
static uint32_t
find_ended(const struct cp_guard *guard, enum cp_tag tag)
{
    if (in_select(guard) && tag != CP_TAG_SELECT && tag != CP_TAG_OPTION &&
        tag != CP_TAG_OPTGROUP && tag != CP_TAG_TEMPLATE &&
        !cp_tag_has(tag, CP_TRAIT_TABLE_PART))
        return NOT_FOUND;
    if (cp_tag_has(tag, CP_TRAIT_HEADING))
        return find_heading(guard);
    if (tag == CP_TAG_TEMPLATE || tag == CP_TAG_SELECT)
        return find_open(guard, tag, 0, CP_TAG_HTML, CP_TAG_HTML);
    if (cp_tag_has(tag, CP_TRAIT_TABLE_PART))
        return find_open(guard, tag, 0, CP_TAG_TABLE, CP_TAG_TEMPLATE);
    if (tag == CP_TAG_P)
        return find_open(guard, tag, CP_TRAIT_SCOPE, CP_TAG_BUTTON, CP_TAG_BUTTON);
    if (tag == CP_TAG_LI)
        return find_open(guard, tag, CP_TRAIT_SCOPE, CP_TAG_UL, CP_TAG_OL);
    if (cp_tag_has(tag, CP_TRAIT_SCOPED_END))
        return find_open(guard, tag, CP_TRAIT_SCOPE, CP_TAG_HTML, CP_TAG_HTML);
    return find_open(guard, tag, CP_TRAIT_SPECIAL, CP_TAG_HTML, CP_TAG_HTML);
}

bool
cp_guard_end(struct cp_guard *guard, const struct cp_token *token)
{
    enum cp_tag tag = token->tag;
    uint32_t i;

    guard->tags++;
    if (end_foreign(guard, token))
        return true;
    if (cp_tag_has(tag, CP_TRAIT_FORMATTING)) {
        i = find_format(guard, tag);
        if (i != NOT_FOUND) {
            close_formatting(guard, i);
            return true;
        }
    }
    i = find_ended(guard, tag);
    if (i == NOT_FOUND) {
        guard->too_many_strays = guard->strays >= CP_STRAY_MAX;
        return guard->strays++ < CP_STRAY_MAX;
    }
    if (tag == CP_TAG_FORM && !guard->n_open[CP_TAG_TEMPLATE])
        remove_at(guard, i);
    else
        pop_to(guard, i);
    return true;
}
