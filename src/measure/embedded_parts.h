/* What the files of embedded.h share: the page's JSON, and the texts chosen from it. */
#ifndef CP_MEASURE_EMBEDDED_PARTS_H
#define CP_MEASURE_EMBEDDED_PARTS_H

#include "measure/embedded.h"
#include "measure/json.h"

struct cp_embedded_script {
    struct cp_json json;
    bool linked_data;           /* JSON-LD; else the state of an application */
    uint8_t *about;             /* of JSON-LD, per object: embedded_ld.c */
};

struct cp_embedded_search {
    struct cp_ctx *cx;
    const struct cp_ruleset *rs;
    struct cp_embedded_script scripts[CP_EMBEDDED_SCRIPTS_MAX];
    size_t n_scripts, n_bytes;
    struct cp_slice texts[CP_EMBEDDED_TEXTS_MAX];   /* in the order of the page */
    size_t n_texts;
    struct cp_embedded found;
};

/* The place behind a tag that starts at p < end, or NULL if none does. */
const char *cp_embedded_tag_end(const char *p, const char *end);

/* Words outside of tags; of unspaced scripts, characters. */
uint32_t cp_embedded_words(struct cp_slice text);

/* Adds a text that is not there yet. */
void cp_embedded_add(struct cp_embedded_search *s, struct cp_slice text);

/* Each chooses texts and says in found.source where they are from, or leaves both empty. Fails
 * for want of memory alone. */
cleanpage_status cp_embedded_from_linked_data(struct cp_embedded_search *s);
cleanpage_status cp_embedded_from_state(struct cp_embedded_search *s);

#endif
