/*
 * JSON that a page brings along for its scripts, as a flat table like the page's own.
 *
 * Values lie in document order. Each knows its parent and its end, one past its last
 * descendant, so a subtree is skipped by `i = v[i].end`. Numbers, true, false and null are not
 * kept. Strings are valid UTF-8 and lie in the document's arena.
 */
#ifndef CP_MEASURE_JSON_H
#define CP_MEASURE_JSON_H

#include "base/fail.h"
#include "base/slice.h"

enum cp_json_kind { CP_JSON_OBJECT, CP_JSON_ARRAY, CP_JSON_STRING };

#define CP_JSON_NO_VALUE UINT32_MAX

struct cp_json_value {
    uint32_t parent;          /* CP_JSON_NO_VALUE for the root */
    uint32_t end;
    uint8_t kind;             /* enum cp_json_kind */
    struct cp_slice key;      /* in an object; empty in an array */
    struct cp_slice text;     /* of a string */
};

struct cp_json {
    struct cp_json_value *v;
    uint32_t n;               /* 0: not JSON, however much was repaired */
};

/*
 * Parses the first object or array in text (valid UTF-8). What pages get wrong is repaired
 * first; what is too long is cut, what is nested too deep is refused: base/limits.h. Fails for
 * want of memory alone. Built without jansson it finds nothing.
 */
cleanpage_status cp_json_parse(struct cp_ctx *cx, struct cp_slice text, struct cp_json *json);

/* Makes jansson read the seed of its tables from the system now, if it has none yet. Later it
 * may not be able to, and takes the time instead, which others can guess. */
void cp_json_seed(void);

/* Strict JSON made of what a page has; see json_repair.c. */
struct cp_json_repaired {
    struct cp_slice text;     /* in the arena; empty: there is nothing, or it is too deep */
    uint32_t n_kept;          /* no more objects, arrays and strings than this */
};

cleanpage_status cp_json_repair(struct cp_ctx *cx, struct cp_slice text,
                                struct cp_json_repaired *repaired);

/*
 * Reads what is not empty of it; see json_read.c. Not done, and nothing in json, if it is no
 * JSON after all or if an object has a key twice, which is left to jansson: there the last one
 * counts. Strings may lie in the repaired text. Fails for want of memory alone.
 */
cleanpage_status cp_json_read(struct cp_ctx *cx, const struct cp_json_repaired *repaired,
                              struct cp_json *json, bool *done);

#endif
