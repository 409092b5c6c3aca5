/*
 * What is known of a page besides its text: title, authors, dates and so on.
 *
 * The fields are in meta/fields.def. Each value knows where it was found. All lies in the
 * document's arena.
 */
#ifndef CP_META_METADATA_H
#define CP_META_METADATA_H

#include "base/fail.h"
#include "base/slice.h"
#include "judge/judge.h"
#include "measure/measure.h"
#include "page/page.h"
#include "rules/rules.h"

enum cp_field {
#define CP_FIELD(id, name, many, help) CP_FIELD_##id,
#include "meta/fields.def"
#undef CP_FIELD
    CP_FIELD_COUNT
};

struct cp_value {
    struct cp_slice text;   /* folded, never empty, with a NUL behind it */
    const char *source;     /* where it was found, "json-ld", "og", "byline"; static */
    struct cp_value *next;  /* of a field with several; NULL at the end */
};

struct cp_metadata {
    struct cp_value *first[CP_FIELD_COUNT];   /* NULL: not known */
};

/* What describing a page starts from. */
struct cp_describe_input {
    const struct cp_ruleset *rules;
    const struct cp_page *page;
    const struct cp_blocks *blocks;
    const struct cp_meta *meta;
    const struct cp_verdicts *verdicts;
    struct cp_slice url;    /* of the page after redirects; empty if unknown */
    int64_t now;            /* seconds since 1970: no date is later, but for a day of slack */
};

/* Fills the metadata. Fails for want of memory alone. */
cleanpage_status cp_describe(struct cp_ctx *cx, const struct cp_describe_input *in,
                             struct cp_metadata *metadata);

const char *cp_field_name(enum cp_field field);
/* CP_FIELD_COUNT if there is none of that name. */
enum cp_field cp_field_find(struct cp_slice name);

/*
 * Adds a value, folded and copied; one that the field has already, case aside, or that is empty
 * is passed over, and so is a second one of a field with a single value, and any past
 * CP_META_VALUES_MAX.
 */
cleanpage_status cp_metadata_add(struct cp_ctx *cx, struct cp_metadata *metadata,
                                 enum cp_field field, struct cp_slice text, const char *source);

/* Value i of a field, or NULL past the last. */
const struct cp_value *cp_metadata_get(const struct cp_metadata *metadata, enum cp_field field,
                                       size_t i);

#endif
