/*
 * What the tree builder's rules ask of a tag, for the parts that emulate it.
 *
 * Source: the HTML standard's tree construction rules, as Gumbo 0.10.1 has them.
 */
#ifndef CP_PAGE_TRAITS_H
#define CP_PAGE_TRAITS_H

#include "page/tokenize.h"

enum cp_tag_trait {
    CP_TRAIT_FORMATTING = 1,
    CP_TRAIT_SPECIAL = 2,        /* an end tag of an ordinary element looks no further */
    CP_TRAIT_VOID_ELEMENT = 4,
    CP_TRAIT_CLOSES_P = 8,
    CP_TRAIT_SCOPE = 16,         /* "in scope" ends here */
    CP_TRAIT_SCOPED_END = 32,    /* its end tag looks as far as SCOPE */
    CP_TRAIT_TABLE_PART = 64,
    CP_TRAIT_MARKER = 128,       /* formatting elements outside are not reopened inside */
    CP_TRAIT_BREAKOUT = 256,     /* its start tag ends svg and math */
    CP_TRAIT_HEADING = 512,
    CP_TRAIT_NO_REOPEN = 1024,   /* its start tag does not reopen formatting elements */
    CP_TRAIT_NEW = 2048          /* Gumbo 0.10.1 does not know it and takes all such for alike */
};

/* Flags of enum cp_tag_trait. */
extern const uint16_t cp_tag_traits[CP_TAG_COUNT];

/* True if the tag has any of the traits. */
static inline bool
cp_tag_has(enum cp_tag tag, unsigned traits)
{
    return cp_tag_traits[tag] & traits;
}

/* True for a start tag that ends svg and math wherever it stands in them (div, p, img ...). */
bool cp_tag_breaks_out(const struct cp_token *token, const struct cp_attr *attrs);

/* True for a start tag that holds HTML inside svg or math, which of them it is in. */
bool cp_tag_is_integration_point(const struct cp_token *token, const struct cp_attr *attrs,
                                 enum cp_tag space);

/* What a script's attributes say that its body is. Data is kept, code is not. */
enum cp_script_kind { CP_SCRIPT_CODE, CP_SCRIPT_JSON, CP_SCRIPT_TEX };

enum cp_script_kind cp_script_kind(const struct cp_attr *attrs, uint32_t n);

#endif
