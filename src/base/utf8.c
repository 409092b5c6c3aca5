#include "base/utf8.h"

#include <string.h>

#include "base/utf8_data.h"

/*
 * What may follow a lead byte: how many bytes, and the range of the first of them. The range
 * keeps out over-long forms, surrogates and what lies beyond U+10FFFF. Source: Unicode 15,
 * table 3-7.
 */
struct lead {
    uint8_t trailing, low, high;
};

static struct lead
lead_of(unsigned char b)
{
    struct lead lead = { 0, 0x80, 0xBF };

    if (b >= 0xC2 && b <= 0xDF)
        lead.trailing = 1;
    else if (b >= 0xE0 && b <= 0xEF)
        lead.trailing = 2;
    else if (b >= 0xF0 && b <= 0xF4)
        lead.trailing = 3;
    if (b == 0xE0)
        lead.low = 0xA0;
    else if (b == 0xED)
        lead.high = 0x9F;
    else if (b == 0xF0)
        lead.low = 0x90;
    else if (b == 0xF4)
        lead.high = 0x8F;
    return lead;
}

/* Begins three bytes of which any two trailing ones are right: most of what is not Latin. */
static bool
is_plain_three(unsigned char b)
{
    return b > 0xE0 && b <= 0xEF && b != 0xED;
}

static bool
is_trailing(char b)
{
    return ((unsigned char)b & 0xC0) == 0x80;
}

const char *
cp_utf8_next_wide(const char *p, const char *end, uint32_t *c)
{
    unsigned char b = (unsigned char)*p++;
    struct lead lead;
    uint32_t value;

    if (is_plain_three(b) && end - p >= 2 && is_trailing(p[0]) && is_trailing(p[1])) {
        *c = (b & 0xFu) << 12 | (p[0] & 0x3Fu) << 6 | (p[1] & 0x3Fu);
        return p + 2;
    }
    lead = lead_of(b);
    *c = CP_REPLACEMENT;
    if (!lead.trailing)
        return p;
    value = b & (0x3Fu >> lead.trailing);
    for (unsigned i = 0; i < lead.trailing; i++) {
        unsigned char t = p < end ? (unsigned char)*p : 0;
        if (t < lead.low || t > lead.high)
            return p;
        value = value << 6 | (t & 0x3Fu);
        lead.low = 0x80;
        lead.high = 0xBF;
        p++;
    }
    *c = value;
    return p;
}

size_t
cp_utf8_put(char *out, uint32_t c)
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = CP_REPLACEMENT;
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* Whether 32 bytes are all ASCII: no byte has its high bit set. */
static bool
is_ascii_32(const char *p)
{
    uint64_t w[4];

    memcpy(w, p, sizeof w);
    return ((w[0] | w[1] | w[2] | w[3]) & 0x8080808080808080u) == 0;
}

/* Bytes of the character at p (not ASCII), or 0 if it is not a valid one. */
static size_t
valid_length(const char *p, const char *end)
{
    const unsigned char *s = (const unsigned char *)p;
    struct lead lead = lead_of(s[0]);

    if (!lead.trailing || end - p <= lead.trailing || s[1] < lead.low || s[1] > lead.high)
        return 0;
    for (unsigned i = 2; i <= lead.trailing; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    return lead.trailing + 1u;
}

size_t
cp_utf8_valid_prefix(const char *p, size_t n)
{
    const char *at = p, *end = p + n;

    while (at < end) {
        if (!(*at & 0x80)) {
            while (end - at >= 32 && is_ascii_32(at))
                at += 32;
            while (at < end && !(*at & 0x80))
                at++;
        } else {
            size_t length = valid_length(at, end);
            if (!length)
                break;
            at += length;
        }
    }
    return (size_t)(at - p);
}

struct cp_slice
cp_utf8_keep(struct cp_arena *arena, struct cp_slice text)
{
    bool valid = !text.n || cp_utf8_valid_prefix(text.p, text.n) == text.n;
    const char *end = text.p + text.n;
    char *copy = cp_arena_alloc(arena, valid ? text.n : text.n * 3), *out = copy;

    if (!copy)
        return (struct cp_slice){ NULL, 0 };
    if (valid && text.n)
        memcpy(copy, text.p, text.n);
    if (valid)
        return (struct cp_slice){ copy, text.n };
    while (text.p < end) {
        uint32_t c;

        text.p = cp_utf8_next(text.p, end, &c);
        out += cp_utf8_put(out, c);
    }
    return (struct cp_slice){ copy, (size_t)(out - copy) };
}

size_t
cp_utf8_count(const char *p, size_t n)
{
    size_t count = 0;

    /* Every byte that does not continue a character starts one. */
    for (size_t i = 0; i < n; i++)
        count += ((unsigned char)p[i] & 0xC0) != 0x80;
    return count;
}

static unsigned
properties(uint32_t c)
{
    const struct utf8_run *run;

    /* Planes 2 and 3 are Han through and through; of the rest only the tags and variation
     * selectors of plane 14 matter here. */
    if (c >= UTF8_INDEXED)
        return c < 0x3FFFE ? UTF8_WORD | UTF8_UNSPACED | UTF8_WIDE
             : c >= 0xE0000 && c <= 0xE0FFF ? UTF8_ZERO : 0;
    /* The last of a block of many runs, and of some broken pages there are millions. */
    if (c == CP_REPLACEMENT)
        return 0;
    run = &utf8_runs[utf8_first_run[c / UTF8_BLOCK]];
    while (run->last < c % UTF8_BLOCK)
        run++;
    return run->properties;
}

uint32_t
cp_utf8_lower_wide(uint32_t c)
{
    size_t low = 0, high = sizeof utf8_lower_runs / sizeof *utf8_lower_runs;
    const struct utf8_lower_run *run;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (utf8_lower_runs[middle].last < c)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == sizeof utf8_lower_runs / sizeof *utf8_lower_runs)
        return c;
    run = &utf8_lower_runs[low];
    if (c < run->first || (c - run->first) % (uint32_t)run->step)
        return c;
    return (uint32_t)((int32_t)c + run->distance);
}

bool
cp_utf8_is_upper(uint32_t c)
{
    return cp_utf8_lower(c) != c;
}

bool
cp_utf8_is_word_wide(uint32_t c)
{
    return properties(c) & UTF8_WORD;
}

bool
cp_utf8_is_unspaced(uint32_t c)
{
    return c >= 0xE00 && properties(c) & UTF8_UNSPACED;
}

bool
cp_utf8_is_space_wide(uint32_t c)
{
    return properties(c) & UTF8_SPACE;
}

bool
cp_utf8_is_invisible_wide(uint32_t c)
{
    return properties(c) & UTF8_INVISIBLE;
}

int
cp_utf8_width(uint32_t c)
{
    unsigned p;

    if (c >= 0x20 && c < 0x7F)
        return 1;
    p = properties(c);
    return p & UTF8_ZERO ? 0 : p & UTF8_WIDE ? 2 : 1;
}
