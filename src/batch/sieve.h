/*
 * What a corpus makes of a page: whether its filters let it through, and the signature by which
 * duplicates are known. In the worker, over the text that the page has as plain text.
 */
#ifndef CP_BATCH_SIEVE_H
#define CP_BATCH_SIEVE_H

#include "base/buf.h"
#include "base/fail.h"
#include "corpus/filters.h"
#include "corpus/signature.h"

struct cp_sieve {
    struct cp_corpus corpus;
    bool is_signing;
    struct cp_corpus_text text; /* of the page at hand */
    struct cp_buf bytes;
};

struct cp_sieve_finding {
    struct cp_corpus_verdict verdict;
    struct cp_signature signature; /* if it is asked for and the page is let through */
};

/* With the numbers and words of the worker's rules. CLEANPAGE_NOMEM; CLEANPAGE_RULE for a
 * number that the rules do not set. Clear it in any case. */
cleanpage_status cp_sieve_init(struct cp_ctx *cx, struct cp_sieve *sieve, const cleanpage *cp,
                               const struct cp_corpus_wishes *wishes, bool is_signing);
void cp_sieve_clear(struct cp_sieve *sieve);

/* Looks at a page that has a text. False without memory. */
bool cp_sieve_look(struct cp_sieve *sieve, const cleanpage_doc *doc,
                   const cleanpage_layout *layout, struct cp_sieve_finding *finding);

#endif
