/* The walk over the page that collects metadata: for the files that it is made of. */
#ifndef CP_META_COLLECTING_H
#define CP_META_COLLECTING_H

#include "meta/finds.h"
#include "meta/named.h"

struct cp_collecting {
    struct cp_finds *finds;
    const struct cp_page *page;
    const struct cp_blocks *blocks;
    const struct cp_list *byline_names, *date_names;
    uint64_t byline_bit, date_bit;
    uint32_t title; /* its block, or 0 if no heading shows it */
    bool has_title;
    uint32_t block;      /* the last one that begins before the node at hand */
    uint32_t next_block; /* the one behind it, and where it begins */
    uint32_t next_first;
    uint32_t edge_end; /* nodes before it are at the edge of the page: nav, aside, footer */
    uint32_t n_props;
    struct cp_slice label;         /* of the meta element before */
    bool knows_author, knows_date; /* the head has said them */
    bool announced;                /* the block before says that an author's name follows */
    struct cp_naming names;        /* of those two lists, as far as they are not known */
};

/* The attributes of an element that tell of it. */
struct cp_told {
    struct cp_slice class, property, name, itemprop, rel, content, href, datetime, lang,
        http_equiv;
    bool has_scope;
};

struct cp_told cp_told_read(const struct cp_node *node);

/* What is added to a rank for the place that the walk is at, which is element i. */
unsigned cp_collect_place(const struct cp_collecting *w, uint32_t i);

/* The beginning of an element's text. */
struct cp_slice cp_collect_text(const struct cp_collecting *w, uint32_t i);

/* Of a meta element. */
void cp_collect_meta(struct cp_collecting *w, const struct cp_told *t);

/* Of an element with rel: canonical, licence, author, tag. */
void cp_collect_rel(const struct cp_collecting *w, uint32_t i, const struct cp_told *t);

/* A link to one of the Creative Commons licences. */
void cp_collect_licence(const struct cp_collecting *w, struct cp_slice href);

/* One name of an itemprop or property attribute. */
void cp_collect_property(struct cp_collecting *w, uint32_t i, const struct cp_told *t,
                         struct cp_slice name, enum cp_source source);

#endif
