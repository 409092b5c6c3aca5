/* Hostile pages: the kinds there are, and a page of any size of each. */
#ifndef HOSTILE_KINDS_H
#define HOSTILE_KINDS_H

#include <stdbool.h>
#include <stddef.h>

/* A word that stands in the last paragraph of every page, and nowhere else. */
#define END_WORD "zwetschgenkuchen"

/*
 * A page: head once, then first over and over, from the middle on second if there is one, then the
 * tail, which closes what head or first left open, and a paragraph with END_WORD.
 *
 * In these texts '%' is the number of the repetition, '@' a word of letters that it determines,
 * '\x1E' a NUL, '\x1F' a byte of any value and '\x1D' a tag of any element, open or closed.
 */
struct hostile_kind {
    const char *name, *head, *first, *second, *tail;
    unsigned flags;
};

enum {
    SCRAPED = 1,       /* plain text; it may be refused for its size, HTML must be cut instead */
    UTF_16LE = 2,      /* written so, without a byte-order mark unless head has one */
    UTF_16BE = 4,
    NO_END = 8,        /* the end is in an encoding that hides it, or is no text by the standard */
    REFUSED = 16       /* browsers refuse it, too */
};

extern const struct hostile_kind hostile_kinds[];
extern const size_t hostile_n_kinds;

const struct hostile_kind *hostile_find(const char *name);

/* An article of some 250 words, with these in its paragraphs and nowhere else. */
extern const char hostile_article[];
extern const char *const hostile_article_words[4];

/*
 * A page of that many bytes, or a little more if head and tail need them, with the article before
 * it if wanted. The caller frees it; NULL without memory.
 */
char *hostile_page(const struct hostile_kind *kind, size_t bytes, bool with_article, size_t *len);

#endif
