/* The program that a phrase is compiled to; see rules/phrase.h. */
#ifndef CP_RULES_PHRASE_OPS_H
#define CP_RULES_PHRASE_OPS_H

#include <stdint.h>

/* The first three take a word of the text, the others stand between words. */
enum cp_phrase_op_kind { WORD, NUMBER, STAR, COLON, GROUP, FORK, JUMP, MATCH };

struct cp_phrase_op {
    uint8_t kind;
    uint16_t to;            /* FORK: the other way; JUMP: the way */
    uint16_t n;             /* WORD: bytes */
    uint32_t hash;          /* WORD */
    union {
        const char *p;      /* WORD */
        uint64_t bits;      /* GROUP: cp_word_bit of the words one of which must be next */
    } u;
};

#endif
