/* Texts from JSON-LD, the vocabulary of schema.org; see embedded.h. */
#include "measure/embedded_parts.h"

enum { THING = 1, POST = 2 };   /* what an object is about, as its types say */
enum { BODY = 1, TEXT = 2, REVIEW = 4, DESCRIPTION = 8, HEADLINE = 16 };

static const struct {
    struct cp_slice key;
    unsigned kind;
    const char *source;
} keys[] = {
    { { "articleBody", 11 }, BODY, "JSON-LD articleBody" },
    { { "text", 4 }, TEXT, "JSON-LD text" },
    { { "reviewBody", 10 }, REVIEW, "JSON-LD reviewBody" },
    { { "description", 11 }, DESCRIPTION, "JSON-LD description" },
    { { "headline", 8 }, HEADLINE, NULL },
};

/* A string of interest: what it is and of what. */
struct finding {
    unsigned kind;              /* 0: of no interest */
    const char *source;
    bool of_thing;              /* an article, a product: the page is about it */
    bool of_post;               /* a reader's post, an answer, a review */
};

/* The object that a string tells something of: a list stands for its items. */
static uint32_t
owner_of(const struct cp_json *json, uint32_t i, struct cp_slice *key)
{
    uint32_t parent = json->v[i].parent;

    *key = json->v[i].key;
    if (parent != CP_JSON_NO_VALUE && json->v[parent].kind == CP_JSON_ARRAY) {
        *key = json->v[parent].key;
        parent = json->v[parent].parent;
    }
    return parent;
}

/* What each object is, by its types, in one walk: an object may have ever so many strings. */
static cleanpage_status
read_types(struct cp_embedded_search *s, struct cp_embedded_script *script)
{
    const struct cp_list *things = cp_ruleset_list(s->rs, "embedded-types");
    const struct cp_list *posts = cp_ruleset_list(s->rs, "embedded-posts");
    const struct cp_json *json = &script->json;

    script->about = cp_arena_zalloc(s->cx->arena, json->n, 1);
    if (!script->about)
        return cp_fail_nomem(s->cx);
    for (uint32_t i = 0; i < json->n; i++) {
        struct cp_slice key, type;
        uint32_t owner = owner_of(json, i, &key);

        if (json->v[i].kind != CP_JSON_STRING || owner == CP_JSON_NO_VALUE ||
            !cp_slice_eq(key, CP_LIT("@type")))
            continue;
        type = cp_type_name(json->v[i].text);
        script->about[owner] |= cp_list_has(things, type) ? THING : 0;
        script->about[owner] |= cp_list_has(posts, type) ? POST : 0;
    }
    return CLEANPAGE_OK;
}

static struct finding
look_at(const struct cp_embedded_script *script, uint32_t i)
{
    const struct cp_json *json = &script->json;
    struct finding f = { 0 };
    struct cp_slice key;
    uint32_t owner;

    if (json->v[i].kind != CP_JSON_STRING)
        return f;
    owner = owner_of(json, i, &key);
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        if (cp_slice_eq(key, keys[k].key)) {
            f.kind = keys[k].kind;
            f.source = keys[k].source;
        }
    if (f.kind == 0 || owner == CP_JSON_NO_VALUE)
        return (struct finding){ 0 };
    f.of_thing = script->about[owner] & THING;
    f.of_post = script->about[owner] & POST;
    return f;
}

static bool
is_wanted(const struct finding *f, unsigned kinds)
{
    switch (f->kind & kinds) {
    case BODY:
    case REVIEW:
        return true;
    case TEXT:
        return f->of_post;
    case DESCRIPTION:
    case HEADLINE:
        return f->of_thing || f->of_post;
    default:
        return false;
    }
}

/* What there is: an article's own body is enough, and its comments stay outside. */
static unsigned
kinds_of(const struct cp_embedded_search *s)
{
    unsigned all = 0;

    for (size_t n = 0; n < s->n_scripts; n++) {
        const struct cp_embedded_script *script = &s->scripts[n];

        for (uint32_t i = 0; script->linked_data && i < script->json.n; i++) {
            struct finding f = look_at(script, i);

            if (is_wanted(&f, BODY) && !f.of_post && script->json.v[i].text.n)
                return BODY;
            all |= f.kind;
        }
    }
    return all & BODY ? all & ~(unsigned)DESCRIPTION : all;
}

static void
collect(struct cp_embedded_search *s, const struct cp_embedded_script *script, unsigned kinds)
{
    const struct cp_json *json = &script->json;

    for (uint32_t i = 0; i < json->n; i++) {
        struct finding f = look_at(script, i);

        if (is_wanted(&f, HEADLINE) && !s->found.headline.n)
            s->found.headline = json->v[i].text;
        if (!is_wanted(&f, kinds & ~(unsigned)HEADLINE))
            continue;
        cp_embedded_add(s, json->v[i].text);
        if (!s->found.source)
            s->found.source = f.source;
    }
}

cleanpage_status
cp_embedded_from_linked_data(struct cp_embedded_search *s)
{
    cleanpage_status st = CLEANPAGE_OK;
    uint32_t words = 0;
    unsigned kinds;

    for (size_t n = 0; !st && n < s->n_scripts; n++)
        if (s->scripts[n].linked_data)
            st = read_types(s, &s->scripts[n]);
    if (st)
        return st;
    kinds = kinds_of(s);
    for (size_t n = 0; n < s->n_scripts; n++)
        if (s->scripts[n].linked_data)
            collect(s, &s->scripts[n], kinds);
    for (size_t i = 0; i < s->n_texts; i++)
        words += cp_embedded_words(s->texts[i]);
    if (words < cp_ruleset_number(s->rs, "embedded-words", 8)) {
        s->n_texts = 0;
        s->found = (struct cp_embedded){ 0 };
    }
    return CLEANPAGE_OK;
}
