/*
 * What is counted of a page before anything is judged.
 *
 * A block is a run of inline text between the starts and ends of block-level elements (a
 * double line break also ends one). Blocks, not subtrees, are kept or dropped: on 1,497
 * real pages the best choice of blocks reaches word F1 .987, the best single subtree .890
 * (docs/quality.md). Hidden, aria-hidden, noscript and template content are blocks too, with
 * a flag. Everything lies in the document's arena.
 */
#ifndef CP_MEASURE_MEASURE_H
#define CP_MEASURE_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fail.h"
#include "base/limits.h"
#include "base/slice.h"
#include "page/page.h"
#include "rules/rules.h"

enum cp_block_flags {
    CP_BLOCK_HIDDEN = 1,        /* hidden attribute or style display:none, visibility:hidden */
    CP_BLOCK_ARIA_HIDDEN = 2,
    CP_BLOCK_NOSCRIPT = 4,
    CP_BLOCK_TEMPLATE = 8,
    CP_BLOCK_DIALOG = 16,       /* in a dialog that is not open */
    CP_BLOCK_PRE = 32           /* text keeps its white space in the output */
};

struct cp_block {
    uint32_t first, end;        /* node range that holds its text nodes; ranges never overlap */
    uint32_t owner;             /* innermost block-level element around it */
    uint32_t set_apart;         /* outermost inline element in it that a selector rule marks */
    struct cp_slice text;       /* folded: single spaces, none at the ends; valid UTF-8 */
    uint32_t first_word;        /* number of its first word in cp_blocks.words */
    uint32_t n_words;           /* words; of unspaced scripts, characters */
    uint32_t n_chars;           /* Unicode characters of text */
    uint32_t n_link_words;      /* words inside links */
    uint32_t n_links;
    uint32_t n_sentences;
    uint16_t flags;             /* enum cp_block_flags */
    uint8_t heading;            /* 1 to 6 in h1 to h6, 0 elsewhere */
    uint8_t in_list;            /* inside li */
};

struct cp_blocks {
    struct cp_block *v;
    uint32_t n;
    uint32_t n_words;
    uint32_t *words;            /* a hash of each word without case, block after block */
    uint32_t *holders;          /* elements that hold a block, in document order: the owners and
                                 * all above them, which are a fifth of a page's nodes */
    uint32_t n_holders;
};

/*
 * Running text: ten words or more, few of them links, and a sentence among them. Thai and
 * Lao have no full stop: there sheer length has to do. Source: the good blocks of jusText
 * (Pomikalek 2011), without its stop words, which are a matter of language.
 */
bool cp_block_is_prose(const struct cp_block *b);

/* Metadata of the page; slices are empty where the page says nothing. */
struct cp_meta {
    struct cp_slice title;        /* of the document, without the site's name */
    struct cp_slice head_title;   /* <title> as it stands, folded */
    struct cp_slice plain_title;  /* and without the site's name */
    struct cp_slice og_title;
    struct cp_slice description;
    struct cp_slice og_type;
    struct cp_slice language;     /* of <html lang> */
    struct cp_slice author, published;   /* as its head has them */
    struct cp_slice generator;    /* the program that made the page, by its own word */
    struct cp_slice html_class, body_class;
    struct cp_slice types[CP_META_TYPES_MAX];   /* of schema.org, "Article"; each once */
    uint32_t n_types;
    uint32_t linked, linked_end;  /* nodes that hold all texts of JSON-LD; 0: there is none */
    uint32_t title_block;         /* the heading that shows the title, or CP_NO_NODE */
};

/* "https://schema.org/Article" and "schema:Article" are an Article. */
struct cp_slice cp_type_name(struct cp_slice type);

/*
 * A type of schema.org that the page names, and all those in a script of JSON-LD, found by
 * their keys alone: what the values mean is not looked at. Past CP_META_TYPES_MAX none is added.
 */
void cp_meta_add_type(struct cp_meta *meta, struct cp_slice type);
void cp_meta_add_linked_types(struct cp_meta *meta, struct cp_slice script);

/*
 * Cuts the page into blocks, in document order, at most CP_BLOCKS_MAX. marks: what the
 * selector rules say of each node, NULL if there are none. An inline element with a mark is a
 * block of its own ("[edit]" in a heading), so that it can go while the rest stays.
 */
cleanpage_status cp_blocks_measure(struct cp_ctx *cx, const struct cp_page *page,
                                   const struct cp_mark *marks, struct cp_blocks *blocks);

/* Title and the like. Needs the blocks to find the heading that shows the title. */
cleanpage_status cp_meta_measure(struct cp_ctx *cx, const struct cp_page *page,
                                 const struct cp_blocks *blocks, struct cp_meta *meta);

/*
 * The features the judge adds points for: one row of floats per block, in the order of
 * measure/features.def, where each has its unit, range and source.
 */
struct cp_features {
    float *v;                  /* n_blocks rows of CP_FEATURE_COUNT */
    uint64_t *said;            /* per block of few words: the lists that its words are in, as
                                * cp_lists_with tells them */
    uint32_t n_blocks;
};

enum cp_feature {
#define CP_FEATURE(id, name, help) CP_FEATURE_##id,
#include "measure/features.def"
#undef CP_FEATURE
    CP_FEATURE_COUNT
};

const char *cp_feature_name(enum cp_feature f);
/* Unit, range and source, in one line. */
const char *cp_feature_help(enum cp_feature f);
/* -1 if there is none of that name. */
int cp_feature_find(struct cp_slice name);

cleanpage_status cp_features_measure(struct cp_ctx *cx, const struct cp_ruleset *rs,
                                     const struct cp_page *page,
                                     const struct cp_blocks *blocks,
                                     const struct cp_meta *meta, struct cp_slice url,
                                     struct cp_features *features);

#endif
