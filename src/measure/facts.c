#include "measure/facts.h"

#include "measure/features.h"

/* Blocks up to so many words count for the says-* lists: buttons, labels, headings. */
#define LABEL_WORDS 4
/* Rows count from so many alike on, and are long from so many words each. */
#define ROWS_LEAST 4
#define LONG_ROW_WORDS 25
/* Fewer headings say nothing by being links. */
#define HEADINGS_LEAST 4
/* Longest address, generator or class that is read, in bytes. */
#define WORDS_BYTES 2000

static const char *const names[CP_FACT_COUNT] = {
#define CP_FACT(id, name, help) name,
#include "measure/facts.def"
#undef CP_FACT
};

static const char *const helps[CP_FACT_COUNT] = {
#define CP_FACT(id, name, help) help,
#include "measure/facts.def"
#undef CP_FACT
};

const char *
cp_fact_name(enum cp_fact fact)
{
    return names[fact];
}

const char *
cp_fact_help(enum cp_fact fact)
{
    return helps[fact];
}

int
cp_fact_find(struct cp_slice name)
{
    for (int i = 0; i < CP_FACT_COUNT; i++)
        if (cp_slice_eq(name, cp_slice_of(names[i])))
            return i;
    return -1;
}

/* ------------------------------------------------------------------ words of head and address */

/* Facts that hold as soon as one word is in the list. */
struct listed {
    enum cp_fact fact;
    const char *list;
};

#define LISTS_MAX 8

struct lists {
    const struct cp_lists *all;
    const struct listed *listed;
    uint64_t bits[LISTS_MAX];    /* of each list */
    size_t n;
};

static struct lists
find_lists(const struct cp_ruleset *rs, const struct listed *listed, size_t n)
{
    struct lists lists = { .all = cp_ruleset_lists(rs), .listed = listed, .n = n };

    for (size_t i = 0; i < n; i++)
        lists.bits[i] = cp_list_bit(cp_ruleset_list(rs, listed[i].list));
    return lists;
}

#define FIND_LISTS(rs, listed) find_lists(rs, listed, sizeof(listed) / sizeof *(listed))

static void
look_up(const struct lists *lists, struct cp_slice word, float *facts)
{
    uint64_t in = cp_lists_with(lists->all, word);

    for (size_t i = 0; in && i < lists->n; i++)
        if (in & lists->bits[i])
            facts[lists->listed[i].fact] = 1;
}

static struct cp_slice
shortened(struct cp_slice text)
{
    return (struct cp_slice){ text.p, text.n < WORDS_BYTES ? text.n : WORDS_BYTES };
}

static void
read_types(const struct cp_ruleset *rs, const struct cp_meta *meta, float *facts)
{
    static const struct listed types[] = {
        { CP_FACT_TYPE_ARTICLE, "types-article" }, { CP_FACT_TYPE_FORUM, "types-forum" },
        { CP_FACT_TYPE_PRODUCT, "types-product" }, { CP_FACT_TYPE_LIST, "types-list" },
        { CP_FACT_TYPE_SERVICE, "types-service" }, { CP_FACT_TYPE_DOCS, "types-docs" },
    };
    struct lists lists = FIND_LISTS(rs, types);

    for (uint32_t i = 0; i < meta->n_types; i++) {
        look_up(&lists, meta->types[i], facts);
        if (cp_slice_eq_nocase(meta->types[i], CP_LIT("BreadcrumbList")))
            facts[CP_FACT_TYPE_CRUMBS] = 1;
    }
}

/* "single-post" is looked up whole, and so are single and post. */
static void
read_marks(const struct cp_ruleset *rs, struct cp_slice text, float *facts)
{
    static const struct listed marks[] = {
        { CP_FACT_MARK_FORUM, "marks-forum" },     { CP_FACT_MARK_DOCS, "marks-docs" },
        { CP_FACT_MARK_SHOP, "marks-shop" },       { CP_FACT_MARK_PRODUCT, "marks-product" },
        { CP_FACT_MARK_LIST, "marks-list" },       { CP_FACT_MARK_ARTICLE, "marks-article" },
    };
    struct lists lists = FIND_LISTS(rs, marks);
    struct cp_slice token, part;

    text = shortened(text);
    while (cp_slice_word(&text, &token)) {
        look_up(&lists, token, facts);
        while (cp_feature_next_word(&token, &part))
            look_up(&lists, part, facts);
    }
}

static void
read_title(const struct cp_ruleset *rs, struct cp_slice title, float *facts)
{
    static const struct listed words[] = {
        { CP_FACT_TITLE_FORUM, "title-forum" }, { CP_FACT_TITLE_DOCS, "title-docs" },
        { CP_FACT_TITLE_SHOP, "title-shop" },   { CP_FACT_TITLE_LIST, "title-list" },
    };
    struct lists lists = FIND_LISTS(rs, words);
    struct cp_slice rest = shortened(title), word;

    while (cp_feature_next_word(&rest, &word))
        look_up(&lists, word, facts);
}

static bool
is_year(struct cp_slice word)
{
    return word.n == 4 && (memcmp(word.p, "199", 3) == 0 || memcmp(word.p, "20", 2) == 0) &&
           cp_is_digit((unsigned char)word.p[2]) && cp_is_digit((unsigned char)word.p[3]);
}

/* Without the scheme, and without what stands behind the path. */
static struct cp_slice
host_and_path(struct cp_slice url)
{
    const char *host = cp_slice_find(url, CP_LIT("://"));
    size_t n = 0;

    if (host)
        url = (struct cp_slice){ host + 3, url.n - (size_t)(host + 3 - url.p) };
    while (n < url.n && url.p[n] != '?' && url.p[n] != '#')
        n++;
    return shortened((struct cp_slice){ url.p, n });
}

static void
read_url(const struct cp_ruleset *rs, struct cp_slice url, float *facts)
{
    static const struct listed words[] = {
        { CP_FACT_URL_FORUM, "url-forum" },           { CP_FACT_URL_DOCS, "url-docs" },
        { CP_FACT_URL_PRODUCT, "url-product" },       { CP_FACT_URL_LISTING, "url-listing" },
        { CP_FACT_URL_COLLECTION, "url-collection" }, { CP_FACT_URL_ARTICLE, "url-article" },
        { CP_FACT_URL_SERVICE, "url-service" },
    };
    struct lists lists = FIND_LISTS(rs, words);
    struct cp_slice rest = host_and_path(url), word;
    const char *slash = rest.n ? memchr(rest.p, '/', rest.n) : NULL;

    facts[CP_FACT_URL_ROOT] = rest.n && (!slash || slash + 1 == rest.p + rest.n);
    while (cp_feature_next_word(&rest, &word)) {
        look_up(&lists, word, facts);
        facts[CP_FACT_URL_DATE] += is_year(word) && facts[CP_FACT_URL_DATE] == 0;
    }
}

static void
read_og_type(const struct cp_features *features, float *facts)
{
    float type = features->v[CP_FEATURE_PAGE_TYPE];

    facts[CP_FACT_OG_ARTICLE] = type == 1;
    facts[CP_FACT_OG_PRODUCT] = type == 2;
    facts[CP_FACT_OG_WEBSITE] = type == 3;
}

/* ------------------------------------------------------------------ labels */

static const struct listed says[] = {
    { CP_FACT_SAYS_FORUM, "says-forum" }, { CP_FACT_SAYS_SHOP, "says-shop" },
    { CP_FACT_SAYS_SORT, "says-sort" },   { CP_FACT_SAYS_DOCS, "says-docs" },
    { CP_FACT_SAYS_SERVICE, "says-service" }, { CP_FACT_SAYS_ARTICLE, "says-article" },
};

static void
read_labels(const struct cp_ruleset *rs, const struct cp_blocks *blocks,
            const struct cp_features *features, float *facts)
{
    struct lists lists = FIND_LISTS(rs, says);

    for (uint32_t i = 0; i < blocks->n; i++)
        for (size_t k = 0; features->said[i] && k < lists.n; k++)
            facts[says[k].fact] +=
                blocks->v[i].n_words <= LABEL_WORDS && (features->said[i] & lists.bits[k]);
    for (size_t k = 0; k < lists.n; k++)
        facts[says[k].fact] = cp_feature_log(facts[says[k].fact]) / 8;
}

/* ------------------------------------------------------------------ sums over blocks */

static float
larger(float a, float b)
{
    return a > b ? a : b;
}

/* The numbers of CP_FEATURE_NEAR_NAME. */
enum { NEAR_CARD = 5, NEAR_BYLINE = 7, NEAR_PRODUCT = 9 };

static void
add_block(const struct cp_block *b, const float *row, float *facts)
{
    float words = (float)b->n_words;
    bool in_rows = row[CP_FEATURE_ROW_COUNT] >= cp_feature_log(ROWS_LEAST);
    bool is_long = row[CP_FEATURE_ROW_WORDS] >= cp_feature_log(LONG_ROW_WORDS);

    facts[CP_FACT_IN_LINK] += row[CP_FEATURE_IN_LINK] > 0 ? words : 0;
    facts[CP_FACT_HEADINGS] += b->heading > 0;
    facts[CP_FACT_LINKED_HEADINGS] += b->heading > 0 && b->n_link_words == b->n_words;
    facts[CP_FACT_PRICES] += row[CP_FEATURE_CURRENCY];
    facts[CP_FACT_DATES] += row[CP_FEATURE_DATES];
    facts[CP_FACT_CODE] += b->flags & CP_BLOCK_PRE ? words : 0;
    facts[CP_FACT_TABLES] += row[CP_FEATURE_IN_TABLE] > 0 ? words : 0;
    facts[CP_FACT_ITEMS] += row[CP_FEATURE_IN_ITEM] > 0 ? words : 0;
    facts[CP_FACT_FORMS] += row[CP_FEATURE_IN_FORM] > 0 ? words : 0;
    facts[CP_FACT_CARDS] += row[CP_FEATURE_NEAR_NAME] == NEAR_CARD ? words : 0;
    facts[CP_FACT_PRICED] += row[CP_FEATURE_NEAR_NAME] == NEAR_PRODUCT ? words : 0;
    facts[CP_FACT_BYLINES] += row[CP_FEATURE_NEAR_NAME] == NEAR_BYLINE ? words : 0;
    facts[CP_FACT_ROWS_LONG] += in_rows && is_long ? words : 0;
    facts[CP_FACT_ROWS_SHORT] += in_rows && !is_long ? words : 0;
    facts[CP_FACT_ROWS] = larger(facts[CP_FACT_ROWS], row[CP_FEATURE_ROW_COUNT]);
    facts[CP_FACT_BODY] = larger(facts[CP_FACT_BODY], row[CP_FEATURE_IN_BODY]);
    if (row[CP_FEATURE_IN_COMMENTS] >= 0)
        facts[CP_FACT_COMMENTS] = 1 - row[CP_FEATURE_IN_COMMENTS];
}

static void
read_blocks(const struct cp_blocks *blocks, const struct cp_features *features, float *facts)
{
    static const enum cp_fact shares[] = {
        CP_FACT_IN_LINK, CP_FACT_CODE,    CP_FACT_TABLES,    CP_FACT_ITEMS,     CP_FACT_FORMS,
        CP_FACT_CARDS,   CP_FACT_PRICED,  CP_FACT_BYLINES,   CP_FACT_ROWS_LONG, CP_FACT_ROWS_SHORT,
    };

    for (uint32_t i = 0; i < blocks->n; i++)
        add_block(&blocks->v[i], features->v + (size_t)i * CP_FEATURE_COUNT, facts);
    for (size_t k = 0; k < sizeof shares / sizeof *shares; k++)
        facts[shares[k]] = cp_feature_share(facts[shares[k]], (float)blocks->n_words);
    if (facts[CP_FACT_HEADINGS] < HEADINGS_LEAST)
        facts[CP_FACT_LINKED_HEADINGS] = 0;
    facts[CP_FACT_LINKED_HEADINGS] /= larger(1, facts[CP_FACT_HEADINGS]);
    facts[CP_FACT_HEADINGS] /= (float)blocks->n;
    facts[CP_FACT_PRICES] = cp_feature_log(facts[CP_FACT_PRICES]) / 8;
    facts[CP_FACT_DATES] = cp_feature_log(facts[CP_FACT_DATES]) / 8;
    facts[CP_FACT_ROWS] /= 8;
}

/* What each block knows of the page. */
static void
read_page(const float *row, float *facts)
{
    facts[CP_FACT_WORDS] = row[CP_FEATURE_PAGE_WORDS] / 16;
    facts[CP_FACT_MEAN] = row[CP_FEATURE_PAGE_MEAN] / 8;
    facts[CP_FACT_PROSE] = row[CP_FEATURE_PAGE_PROSE];
    facts[CP_FACT_LINKS] = row[CP_FEATURE_PAGE_LINKS];
    facts[CP_FACT_URL_DEPTH] = row[CP_FEATURE_URL_DEPTH] / 8;
    facts[CP_FACT_URL_DASHES] = row[CP_FEATURE_URL_DASHES] / 12;
    facts[CP_FACT_DENSEST] = row[CP_FEATURE_DENSEST_SHARE];
    facts[CP_FACT_CORE] = row[CP_FEATURE_CORE_SHARE];
}

void
cp_facts_measure(const struct cp_ruleset *rs, const struct cp_blocks *blocks,
                 const struct cp_meta *meta, const struct cp_features *features,
                 struct cp_slice url, float *facts)
{
    memset(facts, 0, CP_FACT_COUNT * sizeof *facts);
    facts[CP_FACT_BASE] = 1;
    facts[CP_FACT_AUTHORED] = meta->author.n > 0;
    facts[CP_FACT_PUBLISHED] = meta->published.n > 0;
    facts[CP_FACT_HEADLINE] = meta->title_block != CP_NO_NODE;
    read_types(rs, meta, facts);
    read_marks(rs, meta->generator, facts);
    read_marks(rs, meta->html_class, facts);
    read_marks(rs, meta->body_class, facts);
    read_title(rs, meta->head_title, facts);
    read_url(rs, url, facts);
    if (blocks->n == 0)
        return;
    read_og_type(features, facts);
    read_page(features->v, facts);
    read_labels(rs, blocks, features, facts);
    read_blocks(blocks, features, facts);
}
