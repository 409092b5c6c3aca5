/*
 * Collapsing: less for Gumbo to do where the tree is plain from the page.
 *
 * A tag costs Gumbo thousands of instructions, a character some four hundred. An element whose
 * tags nest well, and which can neither close, reopen nor move anything else, is therefore taken
 * back out of the skeleton when its end tag comes: one code point stands for all of it, a
 * *fold*. Where Gumbo puts the character, there Gumbo would have put the element, and the walk
 * over its tree unfolds it again. As folds lie in larger ones, most of a tidy page is one.
 *
 * Nothing is read ahead or twice: while an element might still become a fold its content is
 * written to the skeleton and to the folds' own text; whatever does not fit merely forgets what
 * is open here.
 */
#ifndef CP_PAGE_COLLAPSE_H
#define CP_PAGE_COLLAPSE_H

#include "base/buf.h"
#include "base/limits.h"
#include "page/tokenize.h"

struct cp_skeleton;

/*
 * One fold: a part of the folds' text, in which '<' is the start of the page's next element, '>'
 * the end of the innermost one, '!' a comment that parts two texts, and everything else is text
 * as the skeleton has it.
 */
struct cp_fold {
    uint32_t start, n;       /* in cp_collapse.text */
    uint32_t first_tag;      /* of the skeleton's tags; the others follow it */
};

/* An element that becomes a fold if its end tag finds nothing amiss, and what to go back to. */
struct cp_fold_open {
    uint32_t place;          /* its start tag's in the skeleton */
    uint32_t n_places, n_folds;
    uint32_t first_tag, start;
    uint32_t depth;          /* of the guard's stack with it */
    enum cp_tag tag;
};

struct cp_collapse {
    bool off;                /* for the test that compares trees with and without */
    struct cp_buf text;
    struct cp_fold *folds;
    uint32_t n_folds, capacity;
    struct cp_fold_open open[CP_DEPTH_MAX];
    uint32_t n_open;
};

/* True if this start tag may begin a fold or a part of one; to be asked before the guard. */
bool cp_collapse_fits(const struct cp_skeleton *sk, const struct cp_token *token);

/* Before the start tag is remembered and written, once the guard has let it pass. */
void cp_collapse_start(struct cp_skeleton *sk, const struct cp_token *token);

/*
 * At an end tag that the guard let pass, or once an element without one is written. True if it
 * made a fold, which is then in the skeleton: nothing of it is left to write.
 */
bool cp_collapse_end(struct cp_skeleton *sk, const struct cp_token *token);

/* False for elements that are complete with their start tag, and never on the guard's stack. */
bool cp_collapse_has_end(enum cp_tag tag);

/* None of the elements open here becomes a fold. */
void cp_collapse_give_up(struct cp_skeleton *sk);

/* Text that was just written to the skeleton from `place` on. */
void cp_collapse_text(struct cp_skeleton *sk, size_t place);
void cp_collapse_comment(struct cp_skeleton *sk);

#endif
