/*
 * Tags as they are found: one start or end tag, read with all the mistakes that people make.
 *
 * Of a page that names its feeds and of a feed that is broken alike. Names and values are
 * slices of the text, references in them not yet decoded. What a tag holds beyond
 * CP_FEED_ATTRS_MAX attributes is passed over.
 */
#ifndef CP_FEED_TAGS_H
#define CP_FEED_TAGS_H

#include <stdbool.h>

#include "base/limits.h"
#include "base/slice.h"

struct cp_tag_attribute {
    struct cp_slice name, value;
};

struct cp_tag {
    struct cp_slice name;    /* with its prefix; empty: this is no tag */
    bool is_end;             /* "</name>" */
    bool is_empty;           /* "<name/>" */
    bool is_whole;           /* its ">" is there */
    const char *end;         /* behind it */
    struct cp_tag_attribute v[CP_FEED_ATTRS_MAX];
    unsigned n;
};

/* Reads the tag at the start of `at`, which begins with '<'. */
void cp_tag_read(struct cp_slice at, struct cp_tag *tag);

/* Its attribute of that name in any case; the empty slice if there is none. */
struct cp_slice cp_tag_attribute(const struct cp_tag *tag, const char *name);

/* The name behind the prefix: "feed" of "atom:feed". */
struct cp_slice cp_tag_local(struct cp_slice name);

#endif
