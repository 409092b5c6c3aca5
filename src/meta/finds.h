/*
 * What a page says of itself, before it is decided which of it is believed.
 *
 * Each stage of describing adds finds; meta/describe.c takes the best of each field. A find
 * has a rank: the lower, the more it is believed. Of equal ranks the first is taken, of a
 * field with several values all of its group.
 */
#ifndef CP_META_FINDS_H
#define CP_META_FINDS_H

#include "base/table.h"
#include "meta/dates.h"
#include "meta/metadata.h"

enum cp_source {
#define CP_SOURCE(id, name, help) CP_SOURCE_##id,
#include "meta/sources.def"
#undef CP_SOURCE
    CP_SOURCE_COUNT
};

struct cp_find {
    struct cp_find *next;
    struct cp_slice text;     /* as the page has it */
    uint32_t group;           /* finds of one rank and group belong together */
    uint8_t source;           /* enum cp_source */
    uint8_t rank;
};

struct cp_finds {
    struct cp_ctx *cx;
    const struct cp_describe_input *in;
    struct cp_find *first[CP_FIELD_COUNT];
    struct cp_find **end[CP_FIELD_COUNT];
    struct cp_slice base;      /* address that links are resolved against */
    struct cp_slice base_href; /* as a base element has it */
    struct cp_dates dates;
    const struct cp_list *byline_words, *published_words, *modified_words;
    uint32_t n;
    bool no_memory;
};

/* Adds a find, unless it is empty, too long to be one, or past CP_META_FINDS_MAX. */
void cp_finds_add(struct cp_finds *finds, enum cp_field field, enum cp_source source,
                  unsigned rank, uint32_t group, struct cp_slice text);

/* The best find of a field after the last one (NULL: of all); NULL if none is left. */
const struct cp_find *cp_finds_next(const struct cp_finds *finds, enum cp_field field,
                                    const struct cp_find *last);

const char *cp_source_name(enum cp_source source);

/*
 * Whether a find that is better than any of the body's text makes a value, so that the text
 * need not be searched: ranks from CP_FINDS_TEXT on are those of text.
 */
#define CP_FINDS_TEXT 40
cleanpage_status cp_finds_know(struct cp_finds *finds, enum cp_field field, bool *known);

/* Elements and text of the page, but for linked data: meta/collect.c. */
cleanpage_status cp_finds_collect(struct cp_finds *finds);

/* JSON-LD: meta/linked.c. */
cleanpage_status cp_finds_read_linked(struct cp_finds *finds);

/*
 * The readable text of node i and what is in it, folded, "\n" where a block-level element
 * begins or ends; at most max bytes of it.
 */
struct cp_slice cp_finds_text(struct cp_finds *finds, uint32_t i, size_t max);

/* The title without the site's name, and where it is from: meta/titles.c. */
struct cp_slice cp_finds_title(struct cp_finds *finds, struct cp_slice site,
                               enum cp_source *source);

/* Adds the names in a text that tells who wrote a page: meta/names.c. */
cleanpage_status cp_finds_put_names(struct cp_finds *finds, struct cp_metadata *metadata,
                                    const struct cp_find *find, struct cp_slice site);

/* Tag of the language that the text is in, or empty: meta/language.c. */
struct cp_slice cp_finds_language(const struct cp_finds *finds);

#endif
