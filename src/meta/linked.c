/*
 * JSON-LD, the vocabulary of schema.org in scripts.
 *
 * A page may tell of many things: itself, its site, its publisher, other articles. Of those
 * that are not part of another thing the best one is taken for what the page is about, by
 * type, by address and by title. What stands for a whole page ("WebPage") fills what that
 * leaves open.
 */
#include "meta/finds.h"

#include "measure/json.h"
#include "url/url.h"

/* What an object is, by its types. */
enum { OTHER, SITE, PAGE, THING, WORK };

struct scripts {
    struct cp_finds *finds;
    struct cp_json *v;
    uint32_t n;
    struct cp_table ids;     /* "@id" to a script and a value, in one number */
    size_t n_bytes;
};

/* An object of a script. */
struct object {
    const struct cp_json *json;
    uint32_t at;
};

static const struct object no_object = { NULL, 0 };

/* ---- objects ---- */

static uint32_t
find_key(struct object o, const char *key)
{
    const struct cp_json *json = o.json;

    for (uint32_t k = o.at + 1; json && k < json->v[o.at].end; k = json->v[k].end)
        if (cp_slice_eq(json->v[k].key, cp_slice_of(key)))
            return k;
    return CP_JSON_NO_VALUE;
}

/* A string member, or the first string of one that is a list; else empty. */
static struct cp_slice
string_at(const struct cp_json *json, uint32_t at)
{
    if (at == CP_JSON_NO_VALUE)
        return (struct cp_slice){ NULL, 0 };
    if (json->v[at].kind == CP_JSON_ARRAY && json->v[at].end > at + 1)
        at++;
    return json->v[at].kind == CP_JSON_STRING ? json->v[at].text : (struct cp_slice){ NULL, 0 };
}

static struct cp_slice
string_of(struct object o, const char *key)
{
    return o.json ? string_at(o.json, find_key(o, key)) : (struct cp_slice){ NULL, 0 };
}

static int
class_of_type(const struct cp_ruleset *rs, struct cp_slice type)
{
    static const char *const works[] = { "types-article", "types-forum", "types-docs" };

    type = cp_type_name(type);
    for (size_t i = 0; i < sizeof works / sizeof *works; i++)
        if (cp_list_has(cp_ruleset_list(rs, works[i]), type))
            return WORK;
    if (cp_list_has(cp_ruleset_list(rs, "types-product"), type))
        return THING;
    if (cp_slice_eq_nocase(type, CP_LIT("WebSite")))
        return SITE;
    if (type.n >= 4 && cp_slice_eq_nocase((struct cp_slice){ type.p + type.n - 4, 4 },
                                          CP_LIT("Page")))
        return PAGE;
    if (cp_slice_eq_nocase(type, CP_LIT("CreativeWork")) ||
        cp_slice_eq_nocase(type, CP_LIT("VideoObject")) ||
        cp_slice_eq_nocase(type, CP_LIT("PodcastEpisode")) ||
        cp_slice_eq_nocase(type, CP_LIT("Course")) ||
        cp_slice_eq_nocase(type, CP_LIT("Event")) ||
        cp_slice_eq_nocase(type, CP_LIT("Dataset")) || cp_slice_eq_nocase(type, CP_LIT("Book")))
        return THING;
    return OTHER;
}

static int
class_of(const struct cp_ruleset *rs, struct object o)
{
    uint32_t at = find_key(o, "@type");
    int best = OTHER;

    if (at == CP_JSON_NO_VALUE)
        return OTHER;
    for (uint32_t k = at; k < o.json->v[at].end; k++)
        if (o.json->v[k].kind == CP_JSON_STRING) {
            int class = class_of_type(rs, o.json->v[k].text);
            best = class > best ? class : best;
        }
    return best;
}

/* An FAQPage, whose questions are not those of a forum. */
static bool
is_question_list(const struct cp_json *json, uint32_t at)
{
    struct object o = { json, at };

    return json->v[at].kind == CP_JSON_OBJECT &&
           cp_slice_eq_nocase(cp_type_name(string_of(o, "@type")), CP_LIT("FAQPage"));
}

/* Not part of another thing: its keys up to the root lead from the page to what it is about. */
static bool
is_on_top(const struct cp_json *json, uint32_t at)
{
    static const char *const ways[] = { "@graph", "mainEntity", "mainEntityOfPage", "" };

    for (uint32_t k = at; k != CP_JSON_NO_VALUE; k = json->v[k].parent) {
        size_t i = 0;

        while (i < sizeof ways / sizeof *ways &&
               !cp_slice_eq(json->v[k].key, cp_slice_of(ways[i])))
            i++;
        if (i == sizeof ways / sizeof *ways || is_question_list(json, k))
            return false;
    }
    return true;
}

/* ---- references ---- */

/* The object itself, or the one with a name that its "@id" refers to. */
static struct object
resolved(const struct scripts *s, struct object o)
{
    struct cp_slice id = string_of(o, "@id");
    const uint32_t *at;

    if (!id.n || find_key(o, "name") != CP_JSON_NO_VALUE)
        return o;
    at = cp_table_find(&s->ids, id);
    if (!at)
        return o;
    return (struct object){ &s->v[*at / CP_JSON_VALUES_MAX], *at % CP_JSON_VALUES_MAX };
}

static void
index_ids(struct scripts *s)
{
    for (uint32_t n = 0; n < s->n; n++)
        for (uint32_t k = 0; k < s->v[n].n; k++) {
            const struct cp_json *json = &s->v[n];
            struct object o = { json, json->v[k].parent };

            if (json->v[k].kind != CP_JSON_STRING || !json->v[k].text.n ||
                !cp_slice_eq(json->v[k].key, CP_LIT("@id")) ||
                find_key(o, "name") == CP_JSON_NO_VALUE)
                continue;
            if (!cp_table_add(&s->ids, json->v[k].text, n * CP_JSON_VALUES_MAX + o.at))
                s->finds->no_memory = true;
        }
}

/* ---- what an object says ---- */

/* Calls visit for the value, or for each of a list: its objects and strings. */
static void
each_value(const struct cp_json *json, uint32_t at,
           void (*visit)(const struct scripts *s, const struct cp_json *json, uint32_t at,
                         unsigned rank),
           const struct scripts *s, unsigned rank)
{
    if (json->v[at].kind != CP_JSON_ARRAY) {
        visit(s, json, at, rank);
        return;
    }
    for (uint32_t k = at + 1; k < json->v[at].end; k = json->v[k].end)
        if (json->v[k].kind != CP_JSON_ARRAY)
            visit(s, json, k, rank);
}

static bool
is_organisation(struct object o)
{
    struct cp_slice type = cp_type_name(string_of(o, "@type"));

    return type.n && !cp_slice_eq_nocase(type, CP_LIT("Person"));
}

/* Rank of an author that is an organisation: only if the page names nobody else. */
#define ORGANISATION 90

static void
add_author(const struct scripts *s, const struct cp_json *json, uint32_t at, unsigned rank)
{
    struct object o = { json, at };
    struct cp_slice name;

    if (json->v[at].kind == CP_JSON_STRING) {
        cp_finds_add(s->finds, CP_FIELD_AUTHOR, CP_SOURCE_JSON_LD, rank, 0, json->v[at].text);
        return;
    }
    o = resolved(s, o);
    if (is_organisation(o))
        rank += ORGANISATION;
    name = string_of(o, "name");
    cp_finds_add(s->finds, CP_FIELD_AUTHOR, CP_SOURCE_JSON_LD, rank, 0, name);
}

static void
add_image(const struct scripts *s, const struct cp_json *json, uint32_t at, unsigned rank)
{
    struct object o = { json, at };

    cp_finds_add(s->finds, CP_FIELD_IMAGE, CP_SOURCE_JSON_LD, rank + 10, 0,
                 json->v[at].kind == CP_JSON_STRING ? json->v[at].text : string_of(o, "url"));
}

static void
add_tag(const struct scripts *s, const struct cp_json *json, uint32_t at, unsigned rank)
{
    struct object o = { json, at };

    cp_finds_add(s->finds, CP_FIELD_TAGS, CP_SOURCE_JSON_LD, rank - 4, 0,
                 json->v[at].kind == CP_JSON_STRING ? json->v[at].text : string_of(o, "name"));
}

static void
add_licence(const struct scripts *s, const struct cp_json *json, uint32_t at, unsigned rank)
{
    struct object o = { json, at };

    cp_finds_add(s->finds, CP_FIELD_LICENSE, CP_SOURCE_JSON_LD, rank, 0,
                 json->v[at].kind == CP_JSON_STRING ? json->v[at].text : string_of(o, "url"));
}

static void
add_publisher(const struct scripts *s, const struct cp_json *json, uint32_t at, unsigned rank)
{
    struct object o = resolved(s, (struct object){ json, at });

    if (json->v[at].kind == CP_JSON_OBJECT)
        cp_finds_add(s->finds, CP_FIELD_SITE_NAME, CP_SOURCE_JSON_LD, rank + 6, 0,
                     string_of(o, "name"));
}

static void
add_language(const struct scripts *s, const struct cp_json *json, uint32_t at, unsigned rank)
{
    struct object o = { json, at };

    cp_finds_add(s->finds, CP_FIELD_LANGUAGE, CP_SOURCE_JSON_LD, rank + 6, 0,
                 json->v[at].kind == CP_JSON_STRING ? json->v[at].text
                                                    : string_of(o, "alternateName"));
}

/* The strings that are taken as they are. */
static const struct {
    const char *key;
    uint8_t field, rank;
} strings[] = {
    { "headline", CP_FIELD_TITLE, 0 },          { "datePublished", CP_FIELD_PUBLISHED, 0 },
    { "dateCreated", CP_FIELD_PUBLISHED, 1 },   { "uploadDate", CP_FIELD_PUBLISHED, 2 },
    { "dateModified", CP_FIELD_MODIFIED, 0 },   { "description", CP_FIELD_DESCRIPTION, 15 },
};

static const struct {
    const char *key;
    void (*add)(const struct scripts *s, const struct cp_json *json, uint32_t at,
                unsigned rank);
} values[] = {
    { "author", add_author },     { "creator", add_author },     { "image", add_image },
    { "keywords", add_tag },      { "license", add_licence },    { "publisher", add_publisher },
    { "isPartOf", add_publisher }, { "inLanguage", add_language },
};

static void
read_object(const struct scripts *s, struct object o, unsigned rank)
{
    const struct cp_json *json = o.json;

    for (uint32_t k = o.at + 1; k < json->v[o.at].end; k = json->v[k].end) {
        struct cp_slice key = json->v[k].key;

        for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
            if (cp_slice_eq(key, cp_slice_of(strings[i].key)))
                cp_finds_add(s->finds, (enum cp_field)strings[i].field, CP_SOURCE_JSON_LD,
                             rank + strings[i].rank, 0, string_at(json, k));
        for (size_t i = 0; i < sizeof values / sizeof *values; i++)
            if (cp_slice_eq(key, cp_slice_of(values[i].key)))
                each_value(json, k, values[i].add, s, rank + (i == 1));
    }
}

/* ---- the main one ---- */

static bool
is_page_address(const struct cp_finds *finds, struct cp_slice address)
{
    struct cp_url page = cp_url_split(finds->in->url), other = cp_url_split(address);

    return finds->in->url.n && address.n && cp_slice_eq(page.path, other.path) &&
           cp_slice_eq(page.query, other.query) && page.path.n > 1;
}

/* How sure it is that the page is about an object; 0: it is not. */
static int
aboutness(const struct scripts *s, struct object o)
{
    const struct cp_meta *meta = s->finds->in->meta;
    int class = class_of(s->finds->in->rules, o), points = class * 10;
    struct cp_slice title = string_of(o, "headline");

    if (class <= SITE)
        return 0;
    if (!title.n)
        title = string_of(o, "name");
    if (title.n && (cp_slice_find_nocase(meta->head_title, title) ||
                    cp_slice_eq_nocase(meta->title, title)))
        points += 6;
    if (is_page_address(s->finds, string_of(o, "url")) ||
        is_page_address(s->finds, string_of(o, "@id")) ||
        is_page_address(s->finds, string_of(o, "mainEntityOfPage")))
        points += 5;
    if (find_key(o, "author") != CP_JSON_NO_VALUE ||
        find_key(o, "datePublished") != CP_JSON_NO_VALUE)
        points += 4;
    return points;
}

static void
read_all(struct scripts *s)
{
    struct object main = no_object;
    int best = 0;

    for (uint32_t n = 0; n < s->n; n++)
        for (uint32_t k = 0; k < s->v[n].n; k++) {
            struct object o = { &s->v[n], k };
            int points;

            if (s->v[n].v[k].kind != CP_JSON_OBJECT || !is_on_top(&s->v[n], k))
                continue;
            points = aboutness(s, o);
            if (points > best) {
                best = points;
                main = o;
            }
            if (class_of(s->finds->in->rules, o) == PAGE)
                read_object(s, o, 36);
            if (class_of(s->finds->in->rules, o) == SITE)
                cp_finds_add(s->finds, CP_FIELD_SITE_NAME, CP_SOURCE_JSON_LD, 14, 0,
                             string_of(o, "name"));
        }
    if (main.json)
        read_object(s, main, class_of(s->finds->in->rules, main) == PAGE ? 20 : 10);
}

static cleanpage_status
read_script(struct scripts *s, struct cp_slice text)
{
    cleanpage_status st;

    if (s->n == CP_EMBEDDED_SCRIPTS_MAX || text.n > CP_JSON_BYTES_MAX - s->n_bytes)
        return CLEANPAGE_OK;
    s->n_bytes += text.n;
    st = cp_json_parse(s->finds->cx, text, &s->v[s->n]);
    if (!st && s->v[s->n].n)
        s->n++;
    return st;
}

cleanpage_status
cp_finds_read_linked(struct cp_finds *finds)
{
    const struct cp_page *page = finds->in->page;
    struct scripts s = { .finds = finds };
    cleanpage_status st = CLEANPAGE_OK;

    for (uint32_t i = finds->in->meta->linked; !st && i < finds->in->meta->linked_end; i++) {
        const struct cp_node *node = &page->nodes[i];

        if (node->kind != CP_NODE_TEXT || node->tag != CP_TAG_SCRIPT ||
            !cp_slice_find_nocase(cp_node_attr(page, node->parent, CP_ATTR_TYPE),
                                  CP_LIT("ld+json")))
            continue;
        if (!s.v) {
            s.v = cp_arena_zalloc(finds->cx->arena, CP_EMBEDDED_SCRIPTS_MAX, sizeof *s.v);
            if (!s.v)
                return cp_fail_nomem(finds->cx);
        }
        st = read_script(&s, cp_node_text(node));
    }
    if (st || !s.n)
        return st;
    cp_table_init(&s.ids, finds->cx->arena, 0);
    index_ids(&s);
    read_all(&s);
    return CLEANPAGE_OK;
}
