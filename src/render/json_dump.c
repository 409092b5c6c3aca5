/* JSON as text: see render/json_dump.h. */
#include "render/json_dump.h"

/* Bytes of a number, with room to spare. */
#define NUMBER_BYTES 64

struct dump {
    struct cp_buf *out;
    bool pretty;
    size_t depth;
};

static void dump_value(struct dump *d, json_t *value);

/* What goes behind the backslash for what cannot stay as it is; behind 'u' its number, too. */
static const char escapes[256] = {
    'u',  'u', 'u', 'u',  'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f', 'r', 'u', 'u',
    'u',  'u', 'u', 'u',  'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
    ['"'] = '"', ['\\'] = '\\',
};

static void
put_escape(struct cp_buf *out, unsigned char c)
{
    static const char digits[] = "0123456789ABCDEF";

    cp_buf_putc(out, '\\');
    cp_buf_putc(out, escapes[c]);
    if (escapes[c] != 'u')
        return;
    cp_buf_puts(out, "00");
    cp_buf_putc(out, digits[c >> 4]);
    cp_buf_putc(out, digits[c & 15]);
}

/* Whether any of eight bytes is one of `escapes`; of bytes above ASCII, perhaps. */
static bool
needs_escape(const char *p)
{
    uint64_t w, quote, back;

    memcpy(&w, p, 8);
    quote = w ^ 0x2222222222222222u;
    back = w ^ 0x5C5C5C5C5C5C5C5Cu;
    return ((w - 0x2020202020202020u) | (quote - 0x0101010101010101u) |
            (back - 0x0101010101010101u) | w) & 0x8080808080808080u;
}

static void
put_string(struct cp_buf *out, const char *p, size_t n)
{
    const char *end = p + n, *start;

    cp_buf_putc(out, '"');
    while (p < end) {
        for (start = p; end - p >= 8 && !needs_escape(p); p += 8)
            continue;
        for (; p < end && !escapes[(unsigned char)*p]; p++)
            continue;
        cp_buf_put(out, start, (size_t)(p - start));
        if (p < end)
            put_escape(out, (unsigned char)*p++);
    }
    cp_buf_putc(out, '"');
}

/* Before a member or an item, or before the bracket that closes them. */
static void
put_break(struct dump *d)
{
    if (!d->pretty)
        return;
    cp_buf_putc(d->out, '\n');
    cp_buf_put_repeat(d->out, ' ', 2 * d->depth);
}

static void
dump_object(struct dump *d, json_t *object)
{
    void *at = json_object_iter(object);
    bool first = true;

    cp_buf_putc(d->out, '{');
    d->depth++;
    for (; at; at = json_object_iter_next(object, at)) {
        const char *key = json_object_iter_key(at);

        cp_buf_puts(d->out, first ? "" : ",");
        put_break(d);
        put_string(d->out, key, strlen(key));
        cp_buf_puts(d->out, d->pretty ? ": " : ":");
        dump_value(d, json_object_iter_value(at));
        first = false;
    }
    d->depth--;
    if (!first)
        put_break(d);
    cp_buf_putc(d->out, '}');
}

static void
dump_array(struct dump *d, json_t *array)
{
    size_t n = json_array_size(array);

    cp_buf_putc(d->out, '[');
    d->depth++;
    for (size_t i = 0; i < n; i++) {
        cp_buf_puts(d->out, i ? "," : "");
        put_break(d);
        dump_value(d, json_array_get(array, i));
    }
    d->depth--;
    if (n)
        put_break(d);
    cp_buf_putc(d->out, ']');
}

/* A number, true, false or null. */
static void
dump_plain(struct dump *d, json_t *value)
{
    char text[NUMBER_BYTES];
    size_t n = json_dumpb(value, text, sizeof text, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));

    if (n == 0 || n > sizeof text)
        d->out->no_memory = true;
    else
        cp_buf_put(d->out, text, n);
}

static void
dump_value(struct dump *d, json_t *value)
{
    if (json_is_object(value))
        dump_object(d, value);
    else if (json_is_array(value))
        dump_array(d, value);
    else if (json_is_string(value))
        put_string(d->out, json_string_value(value), json_string_length(value));
    else
        dump_plain(d, value);
}

void
cp_json_dump(struct cp_buf *out, json_t *value, bool pretty)
{
    struct dump d = { .out = out, .pretty = pretty };

    dump_value(&d, value);
}
