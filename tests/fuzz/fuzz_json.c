/* Any text as the JSON of a page: a table with its promises kept, and valid UTF-8 in it. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "measure/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool condition)
{
    if (!condition)
        abort();
}

static void
require_text(struct cp_slice text)
{
    require(text.n == 0 || cp_utf8_valid_prefix(text.p, text.n) == text.n);
}

static void
require_table(const struct cp_json *json)
{
    for (uint32_t i = 0; i < json->n; i++) {
        const struct cp_json_value *v = &json->v[i];

        require(v->end > i && v->end <= json->n);
        require(v->kind != CP_JSON_STRING || v->end == i + 1);
        require_text(v->key);
        require_text(v->text);
        if (i == 0) {
            require(v->parent == CP_JSON_NO_VALUE && v->end == json->n);
        } else {
            require(v->parent < i && json->v[v->parent].kind != CP_JSON_STRING);
            require(v->end <= json->v[v->parent].end);
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_slice text = { (const char *)data, size };
    struct cp_json_repaired once, twice;
    struct cp_json json;

    /* The page is valid UTF-8 by the time its scripts are read. */
    text.n = cp_utf8_valid_prefix(text.p, text.n);
    require(cp_json_parse(&cx, text, &json) == CLEANPAGE_OK);
    require_table(&json);
    require(cp_json_repair(&cx, text, &once) == CLEANPAGE_OK);
    if (json.n) {
        require(cp_json_repair(&cx, once.text, &twice) == CLEANPAGE_OK);
        require(cp_slice_eq(once.text, twice.text));
    }
    cp_arena_clear(&arena);
    return 0;
}
