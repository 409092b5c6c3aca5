/*
 * Selectors: the part of CSS that cleanpage-rules(5) lists, compiled.
 *
 * A selector is a chain of compounds, the rightmost first; a compound is a chain of simple
 * tests on one element. The matcher (rules/match.h) interprets it.
 */
#ifndef CP_RULES_SELECT_H
#define CP_RULES_SELECT_H

#include "base/arena.h"
#include "page/page.h"
#include "rules/error.h"
#include "rules/phrase.h"

enum cp_simple_kind {
    CP_SIMPLE_ANY,            /* "*" */
    CP_SIMPLE_TAG,
    CP_SIMPLE_ID,
    CP_SIMPLE_CLASS,
    CP_SIMPLE_CLASS_PREFIX,
    CP_SIMPLE_ATTR,
    CP_SIMPLE_FIRST_CHILD,
    CP_SIMPLE_LAST_CHILD,
    CP_SIMPLE_NOT,
    CP_SIMPLE_HAS,
    CP_SIMPLE_HAS_HEADING
};

struct cp_simple {
    uint8_t kind;                    /* enum cp_simple_kind */
    char op;                         /* ATTR: '=', or the sign before it, or 0: just there */
    uint16_t id;                     /* TAG: enum cp_tag; ATTR: enum cp_attr_name */
    struct cp_slice name;            /* of tag, id, class, attribute; lower case */
    struct cp_slice value;           /* ATTR */
    const struct cp_simple *inner;   /* NOT and HAS: neither of them again */
    const struct cp_phrase *phrase;  /* HAS_HEADING */
    const struct cp_simple *next;
};

/* How a compound's element lies to the one of the compound on its left. */
enum cp_combinator {
    CP_LEFTMOST,
    CP_INSIDE,        /* "a b" */
    CP_CHILD,         /* "a > b" */
    CP_NEXT,          /* "a + b" */
    CP_LATER          /* "a ~ b" */
};

struct cp_compound {
    const struct cp_simple *tests;
    uint8_t combinator;              /* enum cp_combinator */
};

#define CP_COMPOUNDS_MAX 16

struct cp_selector {
    struct cp_slice text;            /* this part of the comma list, as written */
    const struct cp_compound *compounds;   /* n of them, the rightmost first */
    uint32_t n;
    bool has_siblings;               /* has `+` or `~` */
    const struct cp_selector *next;  /* of the comma list */
};

/* Compiles a comma list. CLEANPAGE_RULE with *error filled, or CLEANPAGE_NOMEM. */
cleanpage_status cp_select_compile(struct cp_arena *a, struct cp_slice text,
                                   struct cp_selector **list, struct cp_rule_error *error);

#endif
