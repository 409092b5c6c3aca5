/*
 * Lines and tokens of a rule file.
 *
 * The lexer knows nothing of verbs. All slices point into the text it was given, so the
 * column of any of them can be told for a message.
 */
#ifndef CP_RULES_LEX_H
#define CP_RULES_LEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct cp_lines {
    struct cp_slice rest;   /* what has not been read yet */
    struct cp_slice line;   /* the line at hand, without its end; CR LF is one end */
    uint32_t number;        /* of the line at hand, from 1 */
};

/* Moves to the next line; false at the end of the text. */
bool cp_lines_next(struct cp_lines *in);

/* Bytes of white space at the front of a line. */
size_t cp_line_indent(struct cp_slice line);

/* Column of a place in a line, from 1, in characters as an editor counts them. */
uint32_t cp_line_column(struct cp_slice line, const char *at);

enum cp_token_kind {
    CP_TOKEN_END,        /* of the line, or a comment */
    CP_TOKEN_WORD,
    CP_TOKEN_STRING,     /* between double quotes; there are no escapes */
    CP_TOKEN_UNCLOSED    /* a string without its second quote */
};

struct cp_token {
    enum cp_token_kind kind;
    struct cp_slice text;   /* of a string: what stands between the quotes */
    const char *at;         /* where it starts, the quote included */
};

/* Cuts the next token off the front of *rest. A `#` at the start of a token opens a comment. */
struct cp_token cp_lex_token(struct cp_slice *rest);

/*
 * The selector at the front of *rest: up to a comment, or up to a word for which `stop` is
 * true, outside quotes and brackets. A `#` that a name follows is an id, not a comment.
 */
struct cp_slice cp_lex_selector(struct cp_slice *rest, bool (*stop)(struct cp_slice word));

/* A decimal number, "-1.25" or "3e-4", by no locale. False if it is not one, or too large. */
bool cp_lex_number(struct cp_slice s, double *value);

#endif
