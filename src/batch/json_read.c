/* The members of an object, one by one: see batch/json.h. */
#include "batch/json.h"

#include "base/utf8.h"

static bool
fail(struct cp_json_reader *r, const char *error)
{
    if (!r->error)
        r->error = error;
    return false;
}

static void
skip_space(struct cp_json_reader *r)
{
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\r' || *r->p == '\n'))
        r->p++;
}

/* Takes the character, if it comes next behind white space. */
static bool
take(struct cp_json_reader *r, char c)
{
    skip_space(r);
    if (r->p == r->end || *r->p != c)
        return false;
    r->p++;
    return true;
}

/* ------------------------------------------------------------------ scalars */

static bool
skip_escape(struct cp_json_reader *r)
{
    size_t left = (size_t)(r->end - r->p);

    if (left >= 6 && r->p[1] == 'u' && cp_hex4(r->p + 2) >= 0) {
        r->p += 6;
        return true;
    }
    if (left < 2 || !r->p[1] || !strchr("\"\\/bfnrt", r->p[1]))
        return fail(r, "no such escape");
    r->p += 2;
    return true;
}

/* From its first quote to behind its last one. */
static bool
skip_string(struct cp_json_reader *r)
{
    r->p++;
    while (r->p < r->end && *r->p != '"') {
        if ((unsigned char)*r->p < ' ')
            return fail(r, "a control character in a string");
        if (*r->p != '\\')
            r->p++;
        else if (!skip_escape(r))
            return false;
    }
    if (r->p == r->end)
        return fail(r, "the string does not end");
    r->p++;
    return true;
}

static bool
skip_digits(struct cp_json_reader *r)
{
    const char *start = r->p;

    while (r->p < r->end && cp_is_digit((unsigned char)*r->p))
        r->p++;
    return r->p > start;
}

static bool
is_one_of(const struct cp_json_reader *r, char a, char b)
{
    return r->p < r->end && (*r->p == a || *r->p == b);
}

static bool
skip_number(struct cp_json_reader *r)
{
    if (is_one_of(r, '-', '-'))
        r->p++;
    if (is_one_of(r, '0', '0'))
        r->p++;
    else if (!skip_digits(r))
        return fail(r, "no value");
    if (is_one_of(r, '.', '.')) {
        r->p++;
        if (!skip_digits(r))
            return fail(r, "no digit");
    }
    if (is_one_of(r, 'e', 'E')) {
        r->p++;
        if (is_one_of(r, '+', '-'))
            r->p++;
        if (!skip_digits(r))
            return fail(r, "no digit");
    }
    return true;
}

static bool
skip_word(struct cp_json_reader *r, struct cp_slice word)
{
    if ((size_t)(r->end - r->p) < word.n || memcmp(r->p, word.p, word.n) != 0)
        return fail(r, "no value");
    r->p += word.n;
    return true;
}

static bool
skip_scalar(struct cp_json_reader *r)
{
    if (r->p == r->end)
        return fail(r, "the line ends too early");
    switch (*r->p) {
    case '"':
        return skip_string(r);
    case 't':
        return skip_word(r, CP_LIT("true"));
    case 'f':
        return skip_word(r, CP_LIT("false"));
    case 'n':
        return skip_word(r, CP_LIT("null"));
    default:
        return skip_number(r);
    }
}

/* ------------------------------------------------------------------ values of any kind */

/* What is open around a place: '{' or '['. */
struct nest {
    char open[CP_JSON_DEPTH_MAX];
    size_t depth;
};

static bool
is_in_object(const struct nest *nest)
{
    return nest->open[nest->depth - 1] == '{';
}

static bool
skip_name(struct cp_json_reader *r)
{
    skip_space(r);
    if (r->p == r->end || *r->p != '"')
        return fail(r, "no name");
    return skip_string(r) && (take(r, ':') || fail(r, "no colon"));
}

/* Opens an object or an array. False on an error, or if it is empty and closed already. */
static bool
open_one(struct cp_json_reader *r, struct nest *nest)
{
    bool is_object = *r->p == '{';

    if (nest->depth == CP_JSON_DEPTH_MAX)
        return fail(r, "nested too deep");
    r->p++;
    if (take(r, is_object ? '}' : ']'))
        return false;
    nest->open[nest->depth++] = is_object ? '{' : '[';
    return !is_object || skip_name(r);
}

/* Behind a value: closes what closes, up to where the next value is. */
static bool
close_some(struct cp_json_reader *r, struct nest *nest)
{
    while (nest->depth) {
        if (take(r, ','))
            return !is_in_object(nest) || skip_name(r);
        if (!take(r, is_in_object(nest) ? '}' : ']'))
            return fail(r, r->p == r->end ? "the line ends too early" : "no comma");
        nest->depth--;
    }
    return true;
}

static bool
skip_value(struct cp_json_reader *r)
{
    struct nest nest = { .depth = 0 };

    do {
        skip_space(r);
        if (is_one_of(r, '{', '[')) {
            if (open_one(r, &nest))
                continue;
        } else {
            skip_scalar(r);
        }
        if (r->error || !close_some(r, &nest))
            return false;
    } while (nest.depth);
    return true;
}

/* ------------------------------------------------------------------ members */

static enum cp_json_type
type_of(char c)
{
    switch (c) {
    case '"':
        return CP_JSON_STRING;
    case '{':
        return CP_JSON_OBJECT;
    case '[':
        return CP_JSON_ARRAY;
    case 't':
        return CP_JSON_TRUE;
    case 'f':
        return CP_JSON_FALSE;
    case 'n':
        return CP_JSON_NULL;
    default:
        return CP_JSON_NUMBER;
    }
}

bool
cp_json_begin(struct cp_json_reader *r, char *text, size_t n)
{
    size_t valid = cp_utf8_valid_prefix(text, n);

    *r = (struct cp_json_reader){ .start = text, .p = text, .end = text + n };
    if (valid < n) {
        r->p += valid;
        return fail(r, "no UTF-8");
    }
    return take(r, '{') || fail(r, "no object");
}

/* Behind the object nothing may come. */
static bool
end_object(struct cp_json_reader *r)
{
    skip_space(r);
    if (r->p < r->end)
        fail(r, "something behind the object");
    return false;
}

static bool
read_name(struct cp_json_reader *r, struct cp_json_member *m)
{
    skip_space(r);
    m->name = r->p + 1;
    if (r->p == r->end || *r->p != '"')
        return fail(r, r->p == r->end ? "the line ends too early" : "no name");
    if (!skip_string(r))
        return false;
    m->name_n = cp_json_unescape(m->name, (size_t)(r->p - 1 - m->name));
    return take(r, ':') || fail(r, "no colon");
}

bool
cp_json_next(struct cp_json_reader *r, struct cp_json_member *m)
{
    bool is_first = r->p[-1] == '{';

    if (take(r, '}'))
        return end_object(r);
    if (!is_first && !take(r, ','))
        return fail(r, r->p == r->end ? "the line ends too early" : "no comma");
    if (!read_name(r, m))
        return false;
    skip_space(r);
    m->value = r->p;
    if (!skip_value(r))
        return false;
    m->value_n = (size_t)(r->p - m->value);
    m->type = type_of(*m->value);
    if (m->type == CP_JSON_STRING) {
        m->value++;
        m->value_n -= 2;
    }
    return true;
}

size_t
cp_json_column(const struct cp_json_reader *r)
{
    return (size_t)(r->p - r->start) + 1;
}
