/*
 * Reading what json_repair.c has made: strict JSON without white space, in which each number,
 * true, false and null is a 0. Pages bring tens of kilobytes of it along, and a tree of
 * jansson's costs two hundred instructions a byte; a table in the order of the text, twenty.
 */
#include "base/table.h"
#include "base/utf8.h"
#include "measure/json.h"

struct reading {
    struct cp_ctx *cx;
    struct cp_json *json;
    const char *p, *end;
    uint32_t in;           /* the container that is open, or CP_JSON_NO_VALUE */
    uint32_t *keys;        /* hashes of the keys of each object, 0 where there is none */
    uint32_t mask;         /* one less than their number, a power of two */
    bool no_memory;
};

static bool
begins_with(const struct reading *r, char c)
{
    return r->p < r->end && *r->p == c;
}

static bool
take(struct reading *r, char c)
{
    if (!begins_with(r, c))
        return false;
    r->p++;
    return true;
}

/* ---- strings ---- */

/* The repair leaves no half of a surrogate pair, and four digits behind each "\u". */
static const char *
put_unicode(const char *p, char **out)
{
    uint32_t c = (uint32_t)cp_hex4(p);

    p += 4;
    if (c >= 0xD800 && c < 0xDC00) {
        c = 0x10000 + ((c - 0xD800) << 10) + ((uint32_t)cp_hex4(p + 2) - 0xDC00);
        p += 6;
    }
    *out += cp_utf8_put(*out, c);
    return p;
}

/* The text of a string with escapes, from its first byte up to its closing quote. */
static struct cp_slice
unescape(struct reading *r, const char *p, const char *end)
{
    char *start = cp_arena_alloc(r->cx->arena, (size_t)(end - p)), *out = start;

    r->no_memory |= !start;
    while (start && p < end) {
        if (*p != '\\') {
            *out++ = *p++;
            continue;
        }
        p += 2;
        switch (p[-1]) {
        case 'b': *out++ = '\b'; break;
        case 'f': *out++ = '\f'; break;
        case 'n': *out++ = '\n'; break;
        case 'r': *out++ = '\r'; break;
        case 't': *out++ = '\t'; break;
        case 'u': p = put_unicode(p, &out); break;
        default:  *out++ = p[-1]; break;
        }
    }
    return (struct cp_slice){ start, (size_t)(out - start) };
}

static bool
read_string(struct reading *r, struct cp_slice *text)
{
    const char *start = r->p + 1;
    bool escaped = false;

    if (!take(r, '"'))
        return false;
    while (r->p < r->end && *r->p != '"') {
        escaped |= *r->p == '\\';
        r->p += *r->p == '\\' ? 2 : 1;
    }
    if (r->p >= r->end)
        return false;
    *text = (struct cp_slice){ r->p > start ? start : NULL, (size_t)(r->p - start) };
    if (escaped)
        *text = unescape(r, start, r->p);
    r->p++;
    return true;
}

/* ---- values ---- */

static void
add_value(struct reading *r, enum cp_json_kind kind, struct cp_slice key, struct cp_slice text)
{
    uint32_t i = r->json->n++;

    r->json->v[i] = (struct cp_json_value){ r->in, i + 1, (uint8_t)kind, key, text };
    if (kind != CP_JSON_STRING)
        r->in = i;
}

static bool
read_value(struct reading *r, struct cp_slice key)
{
    struct cp_slice none = { NULL, 0 }, text;

    if (begins_with(r, '"')) {
        if (!read_string(r, &text))
            return false;
        add_value(r, CP_JSON_STRING, key, text);
    } else if (take(r, '{')) {
        add_value(r, CP_JSON_OBJECT, key, none);
    } else if (take(r, '[')) {
        add_value(r, CP_JSON_ARRAY, key, none);
    } else {
        return take(r, '0');
    }
    return true;
}

/* Whether the open object may have had the key before; said of two with one hash as well. */
static bool
is_known(struct reading *r, struct cp_slice key)
{
    uint32_t hash = cp_hash(key, r->in) | 1, i = hash >> 1 & r->mask;

    while (r->keys[i] && r->keys[i] != hash)
        i = (i + 1) & r->mask;
    if (r->keys[i])
        return true;
    r->keys[i] = hash;
    return false;
}

/* A member or an item; false if it is none, or an object has a key twice. */
static bool
read_next(struct reading *r)
{
    const struct cp_json_value *in = &r->json->v[r->in];
    struct cp_slice key = { NULL, 0 };

    if (r->p[-1] != '{' && r->p[-1] != '[' && !take(r, ','))
        return false;
    if (in->kind == CP_JSON_OBJECT &&
        (!read_string(r, &key) || is_known(r, key) || !take(r, ':')))
        return false;
    return read_value(r, key);
}

static bool
read_all(struct reading *r)
{
    if (!read_value(r, (struct cp_slice){ NULL, 0 }))
        return false;
    while (r->in != CP_JSON_NO_VALUE && !r->no_memory) {
        struct cp_json_value *in = &r->json->v[r->in];

        if (r->p < r->end && r->p[-1] != ',' &&
            take(r, in->kind == CP_JSON_OBJECT ? '}' : ']')) {
            in->end = r->json->n;
            r->in = in->parent;
        } else if (!read_next(r)) {
            return false;
        }
    }
    return r->p == r->end;
}

cleanpage_status
cp_json_read(struct cp_ctx *cx, const struct cp_json_repaired *repaired, struct cp_json *json,
             bool *done)
{
    struct reading r = { .cx = cx, .json = json, .p = repaired->text.p,
                         .end = repaired->text.p + repaired->text.n, .in = CP_JSON_NO_VALUE };
    size_t room = 16;

    while (room < 2 * (size_t)repaired->n_kept)
        room *= 2;
    r.keys = cp_arena_zalloc(cx->arena, room, sizeof *r.keys);
    json->v = cp_arena_alloc(cx->arena, repaired->n_kept * sizeof *json->v);
    if (!r.keys || !json->v)
        return cp_fail_nomem(cx);
    r.mask = (uint32_t)room - 1;
    *done = read_all(&r);
    if (!*done)
        *json = (struct cp_json){ 0 };
    return r.no_memory ? cp_fail_nomem(cx) : CLEANPAGE_OK;
}
