/*
 * Prose from the state of an application; see embedded.h.
 *
 * Such a state holds all the application knows: labels, settings, translations, and somewhere
 * the text. That is where most of the prose lies together: the innermost object or list with
 * most of it. A state whose prose is scattered has no such place, and nothing is taken.
 */
#include "base/utf8.h"
#include "measure/embedded_parts.h"

/* What is counted of a string, outside of tags. */
struct looks {
    uint32_t n_chars, n_letters;    /* letters, digits, marks and spaces */
    bool sentence;
};

struct region {
    const struct cp_json *json;
    const uint32_t *words;      /* of prose, per value; of a container, the sum */
    uint32_t at;
};

static struct looks
look_at(struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n;
    struct looks l = { 0 };

    while (p < end) {
        uint32_t c;
        const char *behind = cp_embedded_tag_end(p, end);

        if (behind) {
            p = behind;
            continue;
        }
        p = cp_utf8_next(p, end, &c);
        l.n_chars++;
        l.n_letters += cp_utf8_is_word(c) || cp_utf8_is_space(c);
        l.sentence |= ((c == '.' || c == '!' || c == '?') &&
                       (p == end || *p == '<' || cp_is_space((unsigned char)*p))) ||
                      c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0x0964 || c == 0x061F;
    }
    return l;
}

/* Words of a string that reads as prose, not as code, a style sheet or an address; else 0. */
static uint32_t
prose_words(const struct cp_embedded_search *s, struct cp_slice text)
{
    uint32_t words = cp_embedded_words(text);
    struct looks l;

    if (words < cp_ruleset_number(s->rs, "embedded-prose-words", 10))
        return 0;
    l = look_at(text);
    return l.sentence && l.n_letters >= 0.85 * l.n_chars ? words : 0;
}

/* The prose of each value, summed upwards; what stands under a name of the list is none. */
static uint32_t *
measure(struct cp_embedded_search *s, const struct cp_json *json)
{
    const struct cp_list *others = cp_ruleset_list(s->rs, "embedded-other-keys");
    uint32_t *words = cp_arena_zalloc(s->cx->arena, json->n, sizeof *words);

    if (!words)
        return NULL;
    for (uint32_t i = 0; i < json->n;) {
        if (cp_list_has(others, json->v[i].key)) {
            i = json->v[i].end;
            continue;
        }
        if (json->v[i].kind == CP_JSON_STRING)
            words[i] = prose_words(s, json->v[i].text);
        i++;
    }
    for (uint32_t i = json->n; i-- > 1;)
        words[json->v[i].parent] += words[i];
    return words;
}

/* The innermost value with its share of all the prose. */
static uint32_t
find_region(const struct cp_embedded_search *s, const struct cp_json *json,
            const uint32_t *words)
{
    double wanted = words[0] * cp_ruleset_number(s->rs, "embedded-state-share", 0.5);
    uint32_t at = 0, i = 1;

    while (i < json->v[at].end) {
        if (words[i] > wanted) {
            at = i;
            i++;
        } else {
            i = json->v[i].end;
        }
    }
    return at;
}

/* Share of the words there that are prose: where labels and addresses lie too, it is small. */
static double
density(const struct region *r)
{
    const struct cp_json_value *v = r->json->v;
    uint32_t all = 0;

    for (uint32_t i = r->at; i < v[r->at].end; i++)
        all += cp_embedded_words(v[i].text);
    return all ? (double)r->words[r->at] / all : 0;
}

static void
take(struct cp_embedded_search *s, const struct region *r)
{
    const struct cp_json_value *v = r->json->v;

    for (uint32_t i = r->at; i < v[r->at].end; i++)
        if (v[i].kind == CP_JSON_STRING && r->words[i])
            cp_embedded_add(s, v[i].text);
}

cleanpage_status
cp_embedded_from_state(struct cp_embedded_search *s)
{
    double most = cp_ruleset_number(s->rs, "embedded-state-words", 50) - 1;
    double least_density = cp_ruleset_number(s->rs, "embedded-state-density", 0.3);
    struct region best = { 0 };

    for (size_t n = 0; n < s->n_scripts; n++) {
        struct region r = { .json = &s->scripts[n].json };

        if (s->scripts[n].linked_data)
            continue;
        r.words = measure(s, r.json);
        if (!r.words)
            return cp_fail_nomem(s->cx);
        r.at = find_region(s, r.json, r.words);
        if (r.words[r.at] > most && density(&r) >= least_density) {
            most = r.words[r.at];
            best = r;
        }
    }
    if (best.json) {
        take(s, &best);
        s->found.source = "the state of its application";
    }
    return CLEANPAGE_OK;
}
