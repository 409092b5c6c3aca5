/* What the files of the parser share: the line at hand and how to complain about it. */
#ifndef CP_RULES_PARSER_H
#define CP_RULES_PARSER_H

#include "rules/layer.h"
#include "rules/lex.h"

struct cp_parser {
    struct cp_ctx *cx;
    struct cp_layer *layer;
    const char *path;            /* in the layer's arena */
    struct cp_lines lines;
    struct cp_slice rest;        /* of the line, behind what was read */
    const char *verb_at;         /* first token of the item at hand */
    struct cp_slice host;        /* of the "on" at hand; empty: all */
    struct cp_table names;       /* "set NAME" and the like of this file, for doubles */
};

/* CLEANPAGE_RULE with "path:line:column: message". */
cleanpage_status cp_parser_fail(struct cp_parser *p, const char *at, const char *format, ...)
    CP_PRINTF(3, 4);
cleanpage_status cp_parser_nomem(struct cp_parser *p);

/* The next token must be a word, a string, a number; `what` names it in the message. */
cleanpage_status cp_parser_word(struct cp_parser *p, const char *what, struct cp_slice *word);
cleanpage_status cp_parser_string(struct cp_parser *p, const char *what,
                                  struct cp_slice *string);
cleanpage_status cp_parser_number(struct cp_parser *p, const char *what, double *value);
/* Nothing may follow on the line. */
cleanpage_status cp_parser_end(struct cp_parser *p);

/* Where the item at hand stands; its text is the line up to the last token read. */
cleanpage_status cp_parser_place(struct cp_parser *p, struct cp_rule_place *place);

/* Fails if this file has had an item of the kind and name. */
cleanpage_status cp_parser_once(struct cp_parser *p, const char *kind, struct cp_slice name);

/* Moves to the next line that says something; false at the end of the file. */
bool cp_parser_next_line(struct cp_parser *p);

/* The verbs, each behind its name. In parse_rules.c: */
cleanpage_status cp_parse_strip(struct cp_parser *p);
cleanpage_status cp_parse_keep(struct cp_parser *p);
cleanpage_status cp_parse_unwrap(struct cp_parser *p);
cleanpage_status cp_parse_section(struct cp_parser *p);
/* In parse_blocks.c: */
cleanpage_status cp_parse_list(struct cp_parser *p);
cleanpage_status cp_parse_points(struct cp_parser *p);
cleanpage_status cp_parse_text_points(struct cp_parser *p);
cleanpage_status cp_parse_pair(struct cp_parser *p);
cleanpage_status cp_parse_kind(struct cp_parser *p);
cleanpage_status cp_parse_text_pair(struct cp_parser *p);
cleanpage_status cp_parse_test(struct cp_parser *p);

#endif
