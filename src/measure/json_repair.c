/*
 * JSON as pages have it, made strict in one pass.
 *
 * Templates write JSON by hand: with raw line breaks and bare quotes in strings, commas before
 * a closing bracket, HTML comments and CDATA around it, a semicolon behind it, or cut off. All
 * of that is mended where one character ahead tells what was meant. Strict JSON keeps its
 * strings and its shape; its numbers, true, false and null become 0, so that neither their
 * range nor a locale can matter.
 */
#include "measure/json.h"

/* Most bytes that one byte of input becomes: a bare quote, a line break. */
#define GROWTH 2

struct repair {
    const char *p, *end;
    char *start, *out;
    uint32_t n_values;        /* brackets and commas: what jansson will make objects for */
    uint32_t n_kept;          /* brackets and strings, keys included */
    unsigned depth;
    bool too_deep;
    char closers[CP_JSON_DEPTH_MAX];
};

static void
put(struct repair *r, char c)
{
    *r->out++ = c;
}

/* The last character written, which is never white space. */
static char
last(const struct repair *r)
{
    return r->out > r->start ? r->out[-1] : '\0';
}

static const char *
skip_space(const char *p, const char *end)
{
    while (p < end && cp_is_space((unsigned char)*p))
        p++;
    return p;
}

static bool
is_bare(unsigned char c)
{
    return cp_is_alpha(c) || cp_is_digit(c) || c == '_' || c == '$' || c == '+' || c == '-' ||
           c == '.' || c >= 0x80;
}

/* In an object a key follows a comma; what follows in an array cannot be told so easily. */
static bool
can_follow_comma(const struct repair *r, const char *p)
{
    p = skip_space(p, r->end);
    if (p == r->end || r->closers[r->depth - 1] == ']' || memchr("\"}/", *p, 3))
        return true;
    while (p < r->end && is_bare((unsigned char)*p))
        p++;
    p = skip_space(p, r->end);
    return p < r->end && *p == ':';
}

/* A quote inside a string ends it if what follows can follow a string. */
static bool
ends_string(const struct repair *r)
{
    const char *next = skip_space(r->p + 1, r->end);

    if (next < r->end && *next == ',')
        return can_follow_comma(r, next + 1);
    return next == r->end || memchr(":}]", *next, 3) != NULL;
}

/* "\uXXXX" at p: half a surrogate pair and NUL become U+FFFD. */
static void
repair_unicode(struct repair *r)
{
    int32_t unit = r->end - r->p < 6 ? -1 : cp_hex4(r->p + 2), low = -1;

    if (unit < 0) {   /* no escape at all: the letter stays */
        put(r, 'u');
        r->p += 2;
        return;
    }
    if (unit >= 0xD800 && unit < 0xDC00 && r->end - r->p >= 12 && r->p[6] == '\\' &&
        r->p[7] == 'u')
        low = cp_hex4(r->p + 8);
    if (low >= 0xDC00 && low < 0xE000) {
        memcpy(r->out, r->p, 12);
        r->out += 12;
        r->p += 12;
        return;
    }
    if (unit == 0 || (unit >= 0xD800 && unit < 0xE000))
        memcpy(r->out, "\\uFFFD", 6);
    else
        memcpy(r->out, r->p, 6);
    r->out += 6;
    r->p += 6;
}

static void
repair_escape(struct repair *r)
{
    char c = r->p + 1 < r->end ? r->p[1] : '\0';

    if (c == 'u') {
        repair_unicode(r);
    } else if (c != '\0' && memchr("\"\\/bfnrt", c, 8)) {
        put(r, '\\');
        put(r, c);
        r->p += 2;
    } else {
        r->p++;   /* "\'" and the like: the backslash goes */
    }
}

/* Whether eight bytes of a string may stay: no quotes, backslashes or control characters. */
static bool
are_plain(const char *p)
{
    uint64_t w, quote, back;

    memcpy(&w, p, 8);
    quote = w ^ 0x2222222222222222u;
    back = w ^ 0x5C5C5C5C5C5C5C5Cu;
    return !((((w - 0x2020202020202020u) & ~w) | ((quote - 0x0101010101010101u) & ~quote) |
              ((back - 0x0101010101010101u) & ~back)) & 0x8080808080808080u);
}

static void
copy_plain(struct repair *r)
{
    while (r->end - r->p >= 8 && are_plain(r->p)) {
        memcpy(r->out, r->p, 8);
        r->out += 8;
        r->p += 8;
    }
}

/* A string from its opening quote to behind its closing one. */
static void
repair_string(struct repair *r)
{
    r->n_kept++;
    put(r, '"');
    r->p++;
    for (copy_plain(r); r->p < r->end; copy_plain(r)) {
        unsigned char c = (unsigned char)*r->p;

        if (c == '"' && ends_string(r))
            break;
        if (c == '\\') {
            repair_escape(r);
            continue;
        }
        if (c == '"' || c == '\n') {
            put(r, '\\');
            put(r, c == '"' ? '"' : 'n');
        } else {
            put(r, c < 0x20 ? ' ' : (char)c);
        }
        r->p++;
    }
    r->p += r->p < r->end;
    put(r, '"');
}

/* A number, true, undefined: 0. A name before a colon is a key without its quotes. */
static void
repair_bare(struct repair *r)
{
    const char *start = r->p, *next;

    while (r->p < r->end && is_bare((unsigned char)*r->p))
        r->p++;
    next = skip_space(r->p, r->end);
    if (next < r->end && *next == ':' && (last(r) == '{' || last(r) == ',')) {
        r->n_kept++;
        put(r, '"');
        memcpy(r->out, start, (size_t)(r->p - start));
        r->out += r->p - start;
        put(r, '"');
    } else {
        put(r, '0');
    }
}

/* At "//" or a slash and a star outside of strings. */
static void
skip_comment(struct repair *r)
{
    struct cp_slice rest = { r->p + 2, (size_t)(r->end - r->p) - 2 };
    const char *stop = r->p[1] == '*' ? cp_slice_find(rest, CP_LIT("*/"))
                                      : memchr(rest.p, '\n', rest.n);

    r->p = !stop ? r->end : r->p[1] == '*' ? stop + 2 : stop;
}

static void
open_bracket(struct repair *r)
{
    if (r->depth == CP_JSON_DEPTH_MAX) {
        r->too_deep = true;
        return;
    }
    r->n_values++;
    r->n_kept++;
    r->closers[r->depth++] = *r->p == '{' ? '}' : ']';
    put(r, *r->p++);
}

/* Closes what is innermost, whatever bracket the page has there. */
static void
close_bracket(struct repair *r)
{
    if (last(r) == ',')
        r->out--;
    else if (last(r) == ':')
        put(r, '0');
    put(r, r->closers[--r->depth]);
}

static void
put_comma(struct repair *r)
{
    r->n_values++;
    if (!memchr(",[{", last(r), 3))
        put(r, ',');
}

static void
step(struct repair *r)
{
    unsigned char c = (unsigned char)*r->p;

    if (c == '"') {
        repair_string(r);
    } else if (c == '{' || c == '[') {
        open_bracket(r);
    } else if (c == '/' && r->p + 1 < r->end && (r->p[1] == '/' || r->p[1] == '*')) {
        skip_comment(r);
    } else if (is_bare(c)) {
        repair_bare(r);
    } else {
        if (c == '}' || c == ']')
            close_bracket(r);
        else if (c == ',')
            put_comma(r);
        else if (c > ' ')
            put(r, (char)c);
        r->p++;
    }
}

/* The first bracket, behind the opening of a CDATA section that has one of its own. */
static const char *
find_start(struct cp_slice text)
{
    const struct cp_slice cdata = CP_LIT("[CDATA[");
    const char *end = text.p + text.n;

    for (const char *p = text.p; p < end; p++) {
        if (*p == '{')
            return p;
        if (*p != '[')
            continue;
        if (!cp_slice_starts_nocase((struct cp_slice){ p, (size_t)(end - p) }, cdata))
            return p;
        p += cdata.n - 1;
    }
    return NULL;
}

cleanpage_status
cp_json_repair(struct cp_ctx *cx, struct cp_slice text, struct cp_json_repaired *repaired)
{
    struct repair r = { 0 };
    const char *start = text.n ? find_start(text) : NULL;
    size_t n, room;

    *repaired = (struct cp_json_repaired){ 0 };
    if (!start)
        return CLEANPAGE_OK;
    n = (size_t)(text.p + text.n - start);
    n = n > CP_JSON_BYTES_MAX ? CP_JSON_BYTES_MAX : n;
    while (n > 0 && start + n < text.p + text.n && ((unsigned char)start[n] & 0xC0) == 0x80)
        n--;
    room = n * GROWTH + CP_JSON_DEPTH_MAX * 2 + 8;
    r.start = r.out = cp_arena_alloc(cx->arena, room);
    if (!r.out)
        return cp_fail_nomem(cx);
    r.p = start;
    r.end = start + n;
    do
        step(&r);
    while (r.depth > 0 && !r.too_deep && r.p < r.end && r.n_values < CP_JSON_VALUES_MAX);
    while (r.depth > 0)
        close_bracket(&r);
    if (!r.too_deep)
        repaired->text = (struct cp_slice){ r.start, (size_t)(r.out - r.start) };
    repaired->n_kept = r.n_kept;
    cp_arena_shrink(cx->arena, r.start, room, (size_t)(r.out - r.start));
    return CLEANPAGE_OK;
}
