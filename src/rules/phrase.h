/*
 * One phrase: compiled from its text, matched against the words of a block.
 *
 * A phrase is a row of parts; a part is one word or a group of alternatives. It becomes a
 * small program over words that is run as Thompson did, so that time is bounded by the words
 * of the block times the size of the phrase whatever stars it has. For the index it tells
 * the hashes of all its spellings, or, if it has a `*` or a `#` or too many spellings,
 * anchors: words or pairs of words one of which is in every block that it matches.
 */
#ifndef CP_RULES_PHRASE_H
#define CP_RULES_PHRASE_H

#include "base/arena.h"
#include "rules/error.h"
#include "rules/words.h"

struct cp_phrase_op;

struct cp_phrase {
    struct cp_slice text;       /* as written */
    const struct cp_phrase_op *ops;
    const char *words;          /* the bytes that the ops compare words with */
    const uint32_t *hashes;     /* of the spellings if `exact`, else of the anchors */
    uint32_t n_ops, n_hashes;
    uint64_t first, last;       /* cp_word_bit of what the block may begin and end with */
    uint64_t required;          /* cp_word_bit of the words that stand in no group */
    uint32_t min_words;
    uint32_t max_words;         /* in a block that matches; with a `*` CP_PHRASE_WORDS_MAX */
    bool exact;
    bool has_star;
    bool unspaced;              /* has characters of a script without spaces */
};

/* CLEANPAGE_RULE with *error filled, or CLEANPAGE_NOMEM. */
cleanpage_status cp_phrase_compile(struct cp_arena *a, struct cp_slice text,
                                   struct cp_phrase *phrase, struct cp_rule_error *error);

bool cp_phrase_matches(const struct cp_phrase *phrase, const struct cp_words *w);

#endif
