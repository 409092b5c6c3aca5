/*
 * Signatures of texts, by which the same and nearly the same ones are known.
 *
 * Both look at the words alone, in lower case and in their order: white space, punctuation,
 * marks of lists and capitals do not count.
 *
 * `bands` is MinHash: A. Broder, "On the resemblance and containment of documents", 1997, over
 * the set of runs of 5 words (of scripts without spaces 5 characters), with 112 hash functions
 * in 14 bands of 8, as FineWeb has it (Penedo et al. 2024). Two texts of which the share s of
 * all such runs is in both have a band in common with the chance 1 - (1 - s^8)^14: 5 % at 0.5,
 * 56 % at 0.7, 77 % at 0.75, 92 % at 0.8, 99 % at 0.85.
 */
#ifndef CP_CORPUS_SIGNATURE_H
#define CP_CORPUS_SIGNATURE_H

#include "corpus/text.h"

#define CP_MINHASH_BANDS 14
#define CP_MINHASH_ROWS 8
#define CP_MINHASH_WORDS 5

struct cp_signature {
    uint64_t exact;
    uint64_t bands[CP_MINHASH_BANDS];
};

/* The signature of a text with words. One of fewer than 5 words has one run, all of it. */
void cp_sign(const struct cp_corpus_text *t, struct cp_signature *signature);

/* As text, base64 of the numbers, least byte first; without a NUL. */
#define CP_SIGNATURE_BYTES (8 * (1 + CP_MINHASH_BANDS))
#define CP_SIGNATURE_TEXT (CP_SIGNATURE_BYTES / 3 * 4)
void cp_signature_write(const struct cp_signature *signature, char text[CP_SIGNATURE_TEXT]);
/* False if it is none. */
bool cp_signature_read(struct cp_slice text, struct cp_signature *signature);

#endif
