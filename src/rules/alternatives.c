#include "rules/alternatives.h"

#include <string.h>

/* The characters that mean something in a phrase; between them, scanning goes on quickly. */
static const bool signs[256] = {
    ['('] = true, [')'] = true,  ['|'] = true,  ['*'] = true,  ['#'] = true,
    [' '] = true, ['\t'] = true, ['\n'] = true, ['\f'] = true, ['\r'] = true
};

/* The next sign, or end. */
static inline const char *
find_sign(const char *p, const char *end)
{
    while (p < end && !signs[(unsigned char)*p])
        p++;
    return p;
}

cleanpage_status
cp_phrase_check(struct cp_slice text, struct cp_rule_error *error)
{
    const char *open[8], *end = text.p + text.n;
    size_t depth = 0;

    for (const char *p = find_sign(text.p, end); p < end; p = find_sign(p + 1, end)) {
        if (*p == '(') {
            if (depth == sizeof open / sizeof *open)
                return cp_rule_error(error, p, "brackets are nested too deep");
            open[depth++] = p;
        } else if (*p == ')' && depth-- == 0) {
            return cp_rule_error(error, p, "\")\" without a \"(\" before it");
        }
    }
    if (depth)
        return cp_rule_error(error, open[depth - 1], "\"(\" is not closed by \")\"");
    return CLEANPAGE_OK;
}

struct cp_slice
cp_phrase_part(struct cp_slice *rest)
{
    const char *p, *end;
    struct cp_slice part;
    int depth = 0;

    *rest = cp_slice_trim(*rest);
    end = rest->p + rest->n;
    for (p = find_sign(rest->p, end); p < end; p = find_sign(p + 1, end)) {
        depth += (*p == '(') - (*p == ')');
        if (depth == 0 && cp_is_space((unsigned char)*p))
            break;
    }
    part = (struct cp_slice){ rest->p, (size_t)(p - rest->p) };
    *rest = (struct cp_slice){ p, (size_t)(end - p) };
    return part;
}

static bool
add_alternative(struct cp_alternatives *a, struct cp_slice s)
{
    if (a->n == CP_ALTERNATIVES_MAX)
        return false;
    a->v[a->n++] = s;
    return true;
}

/* Replaces *s by before + *s + after, in the pool. */
static bool
spell_out(struct cp_alternatives *a, struct cp_slice *s, struct cp_slice before,
          struct cp_slice after)
{
    char *p = a->pool + a->pool_used;
    size_t n = before.n + s->n + after.n;

    if (n > sizeof a->pool - a->pool_used)
        return false;
    memcpy(p, before.p, before.n);
    memcpy(p + before.n, s->p, s->n);
    memcpy(p + before.n + s->n, after.p, after.n);
    a->pool_used += n;
    *s = (struct cp_slice){ p, n };
    return true;
}

/* The next bar or closing bracket of a group's own, past those of the groups in it. */
static const char *
find_bar(const char *p, const char *end)
{
    int depth = 0;

    for (p = find_sign(p, end); depth || (*p != '|' && *p != ')'); p = find_sign(p + 1, end))
        depth += (*p == '(') - (*p == ')');
    return p;
}

/*
 * Replaces alternative i by those of its first group, the outermost: groups in different
 * alternatives then never multiply. False if there are too many.
 */
static bool
expand_group(struct cp_alternatives *a, uint32_t i, const char *open)
{
    struct cp_slice whole = a->v[i], before = { whole.p, (size_t)(open - whole.p) }, after;
    const char *end = whole.p + whole.n, *p = open, *bar;
    uint32_t first;

    a->v[i] = a->v[--a->n];
    first = a->n;
    do {
        p++;
        bar = find_bar(p, end);
        if (!add_alternative(a, (struct cp_slice){ p, (size_t)(bar - p) }))
            return false;
        p = bar;
    } while (*bar == '|');
    after = (struct cp_slice){ bar + 1, (size_t)(end - bar - 1) };
    /* Most groups stand alone, and then their text need not be copied. */
    for (uint32_t k = first; before.n + after.n && k < a->n; k++)
        if (!spell_out(a, &a->v[k], before, after))
            return false;
    return true;
}

bool
cp_alternatives_expand(struct cp_alternatives *a, struct cp_slice part)
{
    a->n = 0;
    a->pool_used = 0;
    if (!add_alternative(a, part))
        return false;
    for (uint32_t i = 0; i < a->n;) {
        const char *open = memchr(a->v[i].p, '(', a->v[i].n);
        if (!open)
            i++;
        else if (!expand_group(a, i, open))
            return false;
    }
    return true;
}
