/*
 * Rule files: what to strip, keep and unwrap, which phrases are boilerplate, what the
 * judge's numbers are. The syntax is told in cleanpage-rules(5).
 *
 * A compiled ruleset is read-only and may be shared by threads. A host's rules go before
 * general ones, a later file before an earlier, keep before strip.
 */
#ifndef CP_RULES_RULES_H
#define CP_RULES_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fail.h"
#include "base/limits.h"
#include "base/slice.h"
#include "page/page.h"

enum cp_rule_verb {
    CP_RULE_STRIP,     /* drop the element, or the block that a phrase matches */
    CP_RULE_KEEP,
    CP_RULE_UNWRAP     /* judge the element's content as if the element were not there */
};

/* Where a rule stands, for messages and the report. Lives as long as its ruleset. */
struct cp_rule_place {
    const char *file;
    uint32_t line, column;
    const char *text;   /* the rule as written, without the comment */
};

struct cp_ruleset;

struct cp_ruleset *cp_ruleset_new(void);
void cp_ruleset_free(struct cp_ruleset *rs);

/* The built-in rules: as they were compiled when the library was built, or from their text; and
 * the tests that stand among them. Into an empty ruleset the first costs next to nothing. */
cleanpage_status cp_ruleset_load_builtin(struct cp_ctx *cx, struct cp_ruleset *rs);
cleanpage_status cp_ruleset_read_builtin(struct cp_ctx *cx, struct cp_ruleset *rs);
cleanpage_status cp_ruleset_load_builtin_tests(struct cp_ctx *cx, struct cp_ruleset *rs);
/* A rule file, or each *.rules file of a directory in the order of their names; on failure
 * rs is as it was. */
cleanpage_status cp_ruleset_load_file(struct cp_ctx *cx, struct cp_ruleset *rs,
                                      const char *path);
cleanpage_status cp_ruleset_load_text(struct cp_ctx *cx, struct cp_ruleset *rs,
                                      const char *path, struct cp_slice text);

/* Forgets the files beyond the first n; on failure rs is as it was. */
cleanpage_status cp_ruleset_shorten(struct cp_ctx *cx, struct cp_ruleset *rs, size_t n);

/* Name of the i-th file loaded, "built-in" for ours; NULL past the last. */
const char *cp_ruleset_file(const struct cp_ruleset *rs, size_t i);

/*
 * What the selector rules say of each node: one mark per node, in the document's arena.
 * A mark holds for the node's whole subtree (the judge inherits it); no rule: place NULL.
 */
struct cp_mark {
    const struct cp_rule_place *place;
    uint8_t verb;                        /* enum cp_rule_verb */
    uint8_t certain;                     /* nothing but boilerplate, however high its points */
};

/* host: of the page's URL, lower case, may be empty. */
cleanpage_status cp_ruleset_mark(struct cp_ctx *cx, const struct cp_ruleset *rs,
                                 struct cp_slice host, const struct cp_page *page,
                                 struct cp_mark **marks);

/* Kinds of phrase, by the verb of the rule. */
enum cp_phrase_kind {
    CP_PHRASE_STRIP,      /* the whole block is boilerplate */
    CP_PHRASE_KEEP,
    CP_PHRASE_SECTION,    /* as a heading it opens a run of boilerplate: judge/sections.h */
    CP_PHRASE_COUNT
};

/*
 * The rule that a block's text matches, with the guards that the caller must check: those on
 * place, links and kind of input. max-words is checked already.
 */
struct cp_phrase_match {
    const struct cp_rule_place *place;   /* NULL: no match */
    uint8_t kind;
    uint8_t certain;      /* matches nothing but boilerplate, however high its points */
    uint8_t html_only, text_only;        /* input is HTML; input is scraped text */
    uint8_t tail_only;    /* only in the last 40 % of the page's words */
    uint8_t head_only;    /* only in the first 20 % */
    float min_links;      /* share of the block's words in links, at least; 0: any */
};

/*
 * Looks a whole block of folded text up among the phrases. Linear in the text's length.
 *
 * Of several that match, the host's goes before the general, the later file's before the
 * earlier's, keep before strip and section, and one without guards for the caller before one
 * that has them; then the later line. A heading can be known both as a block and as one that
 * opens a section: cp_ruleset_phrase_of asks for some kinds only, a set of 1 << kind.
 */
struct cp_phrase_match cp_ruleset_phrase(const struct cp_ruleset *rs, struct cp_slice host,
                                         struct cp_slice text);
struct cp_phrase_match cp_ruleset_phrase_of(const struct cp_ruleset *rs, struct cp_slice host,
                                            struct cp_slice text, unsigned kinds);

/* A number set by "set NAME VALUE"; the last file wins. Returns fallback if none does. */
double cp_ruleset_number(const struct cp_ruleset *rs, const char *name, double fallback);

/*
 * Word lists, "list NAME word word ... end": class and id tokens, heading words and the like
 * that features look for. NULL if no file has one; a NULL list has nothing. Later files add.
 */
struct cp_list;
const struct cp_list *cp_ruleset_list(const struct cp_ruleset *rs, const char *name);
/* Gives each word of a list, as it is written but for its case, file after file; false if `take`
 * stopped that by another answer than 0. */
bool cp_ruleset_words(const struct cp_ruleset *rs, const char *name,
                      int (*take)(void *user, const char *word, size_t n), void *user);
/* word: any case of ASCII; compared whole. */
bool cp_list_has(const struct cp_list *list, struct cp_slice word);
/* Whether the list has the word with any tag behind it: "may" where it has "may:5". */
bool cp_list_has_tagged(const struct cp_list *list, struct cp_slice word);
/* Whether one of its words, or one with a tag behind it, may begin at p < end. */
bool cp_list_may_start(const struct cp_list *list, const char *p, const char *end);

/* All lists that a word is in, at the price of one: a set of cp_list_bit. */
struct cp_lists;
const struct cp_lists *cp_ruleset_lists(const struct cp_ruleset *rs);
uint64_t cp_lists_with(const struct cp_lists *lists, struct cp_slice word);
/* 0 for a NULL list. */
uint64_t cp_list_bit(const struct cp_list *list);

/*
 * How the words of some lists begin, to turn away most of a text before its words are cut out:
 * by the low five bits of the first byte, bits for the second, of either case.
 */
struct cp_starts {
    uint32_t v[32];
};

void cp_starts_add(struct cp_starts *starts, const struct cp_list *list);

/* Number of the second byte of a word; 0 if the word is over. */
static inline unsigned
cp_starts_second(unsigned char c)
{
    return cp_is_alpha(c) ? c & 31 : 0;
}

/* Whether a word of the lists, or one with a tag behind it, may begin at p < end. */
static inline bool
cp_starts_may(const struct cp_starts *starts, const char *p, const char *end)
{
    unsigned char first = (unsigned char)p[0];
    unsigned char second = p + 1 < end ? (unsigned char)p[1] : 0;

    return (first | second) & 0x80 || starts->v[first & 31] >> cp_starts_second(second) & 1;
}

/*
 * Points tables, "points FEATURE": rows in the order of the file. "points FEATURE for KIND" adds
 * to that, on pages of a kind. "text-points" is for scraped text, where most of what the elements
 * of a page say is not known.
 */
struct cp_points_row {
    double below;      /* upper edge, exclusive; HUGE_VAL in the last */
    double points;
};
struct cp_points {
    struct cp_slice feature;
    struct cp_slice kind;      /* empty: for all kinds of page */
    const struct cp_points_row *rows;
    uint32_t n_rows;
    bool for_text;
    const struct cp_rule_place *place;
};
size_t cp_ruleset_points(const struct cp_ruleset *rs, const struct cp_points **tables);

/* Pair rules, "pair NAME FEATURE OP VALUE FEATURE OP VALUE POINTS", or "text-pair". */
struct cp_pair {
    struct cp_slice feature[2];
    char op[2];        /* '<' or '>' (at least) */
    double value[2];
    double points;
    bool for_text;
    const struct cp_rule_place *place;
};
size_t cp_ruleset_pairs(const struct cp_ruleset *rs, const struct cp_pair **pairs);

/* Points for the kinds of page, "kind FACT KIND POINTS ...": what one fact says for each. */
struct cp_kind_points {
    struct cp_slice fact;
    struct cp_slice kinds[CP_KIND_POINTS_MAX];
    double points[CP_KIND_POINTS_MAX];
    uint32_t n;
    const struct cp_rule_place *place;
};
size_t cp_ruleset_kinds(const struct cp_ruleset *rs, const struct cp_kind_points **kinds);

/* The tests that stand in the rule files, in order. */
struct cp_rule_test {
    struct cp_slice name, input, expected;
    struct cp_slice url;       /* "test ... at URL", or empty */
    bool plain_text;           /* "test ... text": the input is scraped text */
    const struct cp_rule_place *place;
};
size_t cp_ruleset_tests(const struct cp_ruleset *rs, const struct cp_rule_test **tests);

#endif
