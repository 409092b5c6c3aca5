/* The program that a phrase is compiled to; see rules/phrase.h. */
#ifndef CP_RULES_PHRASE_OPS_H
#define CP_RULES_PHRASE_OPS_H

#include <stdint.h>

/* The first three take a word of the text, the others stand between words. */
enum cp_phrase_op_kind { WORD, NUMBER, STAR, COLON, GROUP, FORK, JUMP, MATCH };

/* Without addresses: the built-in phrases have 76,000 of them, which processes share. */
struct cp_phrase_op {
    union {
        uint64_t at;   /* WORD: of its bytes in the phrase's words */
        uint64_t bits; /* GROUP: cp_word_bit of the words one of which must be next */
    } u;
    uint32_t hash; /* WORD */
    union {
        uint16_t n;  /* WORD: bytes */
        uint16_t to; /* FORK: the other way; JUMP: the way */
    };
    uint8_t kind;
};

#endif
