/* See meta/named.h. */
#include "meta/named.h"

#include "base/table.h"

/* Letters of a part that counts, at least. */
#define PART_LEAST 4

void
cp_named_choose(struct cp_naming *names, const struct cp_ruleset *rs, const struct cp_list *one,
                const struct cp_list *other)
{
    *names = (struct cp_naming){ .lists = cp_ruleset_lists(rs) };
    cp_starts_add(&names->starts, one);
    cp_starts_add(&names->starts, other);
}

static bool
is_small(unsigned char c)
{
    return c >= 'a' && c <= 'z';
}

/*
 * Looks the tokens of a value and their parts up: "entry-dateShort" is the parts entry, date and
 * Short. Nearly none is in the lists, so a look at how it begins is all that most get. An id is
 * one token.
 */
static struct cp_named
look_up(const struct cp_naming *names, struct cp_slice value, bool is_id)
{
    const char *p = value.p, *end = p + value.n, *token = p, *part = p;
    struct cp_named named = { 0, 0 };

    for (;; p++) {
        bool over, letter;

        while (p < end && is_small((unsigned char)*p))
            p++;
        over = p == end || (!is_id && cp_is_space((unsigned char)*p));
        letter = !over && cp_is_alpha((unsigned char)*p);
        if (letter && (p == part || !is_small((unsigned char)p[-1])))
            continue;
        if (p - part >= PART_LEAST && !(over && part == token) &&
            cp_starts_may(&names->starts, part, p))
            named.part |=
                cp_lists_with(names->lists, (struct cp_slice){ part, (size_t)(p - part) });
        part = letter ? p : p + 1;
        if (!over)
            continue;
        if (p > token && cp_starts_may(&names->starts, token, p))
            named.whole |=
                cp_lists_with(names->lists, (struct cp_slice){ token, (size_t)(p - token) });
        token = part;
        if (p == end)
            return named;
    }
}

struct cp_named
cp_named_find(struct cp_naming *names, const struct cp_node *node)
{
    struct cp_named named = { 0, 0 };

    for (uint32_t k = 0; k < node->len; k++) {
        const struct cp_attr *a = &node->u.attrs[k];
        const bool is_id = a->id == CP_ATTR_ID;
        uint32_t i;

        if ((a->id != CP_ATTR_CLASS && !is_id) || !a->value.n)
            continue;
        i = cp_hash(a->value, is_id) % CP_NAMES_VALUES;
        if (names->values[i].is_id != is_id ||
            !cp_slice_eq(names->values[i].text, a->value)) {
            names->values[i].text = a->value;
            names->values[i].is_id = is_id;
            names->values[i].named = look_up(names, a->value, is_id);
        }
        named.whole |= names->values[i].named.whole;
        named.part |= names->values[i].named.part;
    }
    return named;
}
