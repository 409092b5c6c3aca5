#include "base/refs.h"

#include "base/utf8.h"

/* Arrays, not pointers, so that the table needs no relocation when the library is loaded. */
static const struct {
    char name[33];
    char utf8[CP_REF_MAX + 1];
} refs[] = {
#define CP_REF(name, utf8) { name, utf8 },
#include "base/refs.def"
#undef CP_REF
};

#define N_REFS (sizeof refs / sizeof refs[0])

#define NO_BREAK_SPACE "\xC2\xA0"

/* What numeric references to the C1 controls mean: they were written for windows-1252. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

static int
digit_value(unsigned char c, int base)
{
    if (cp_is_digit(c))
        return c - '0';
    c = cp_lower(c);
    return base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static uint32_t
numeric_meaning(uint32_t c)
{
    if (c >= 0x80 && c < 0xA0)
        return windows_1252[c - 0x80];
    return c ? c : CP_REPLACEMENT;
}

/* The reference after "&#". */
static size_t
decode_numeric(struct cp_slice at, char *out, size_t *n)
{
    size_t i = 2, first;
    int base = 10, digit;
    uint32_t c = 0;

    if (i < at.n && cp_lower((unsigned char)at.p[i]) == 'x') {
        base = 16;
        i++;
    }
    for (first = i; i < at.n; i++) {
        digit = digit_value((unsigned char)at.p[i], base);
        if (digit < 0)
            break;
        if (c < 0x110000)   /* past the end of Unicode it can only stay there */
            c = c * (uint32_t)base + (uint32_t)digit;
    }
    if (i == first)
        return 0;
    if (i < at.n && at.p[i] == ';')
        i++;
    *n = cp_utf8_put(out, numeric_meaning(c));
    return i;
}

/* The first of refs[low..high) whose name has at least (or more than) c at place i. */
static size_t
first_with(size_t low, size_t high, size_t i, unsigned char c, bool above)
{
    while (low < high) {
        size_t mid = (low + high) / 2;
        unsigned char d = (unsigned char)refs[mid].name[i];
        if (d < c || (above && d == c))
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Nearly all references of most pages: no longer name begins with one of these. */
static const struct cp_slice frequent[] = {
    { "amp;", 4 }, { "nbsp;", 5 }, { "quot;", 5 }, { "lt;", 3 }, { "gt;", 3 },
};

static size_t
decode_frequent(struct cp_slice at, char *out, size_t *n)
{
    static const char meanings[][3] = { "&", NO_BREAK_SPACE, "\"", "<", ">" };

    for (size_t i = 0; i < sizeof frequent / sizeof *frequent; i++) {
        const struct cp_slice *name = &frequent[i];

        if (at.p[1] != name->p[0] || at.n <= name->n ||
            memcmp(at.p + 1, name->p, name->n) != 0)
            continue;
        *n = strlen(meanings[i]);
        memcpy(out, meanings[i], *n);
        return name->n + 1;
    }
    return 0;
}

/* The longest name that stands behind the '&', narrowing the table letter by letter. */
static size_t
find_named(struct cp_slice at, size_t *length)
{
    size_t low = 0, high = N_REFS, best = N_REFS;

    for (size_t i = 0; i + 1 < at.n && low < high; i++) {
        unsigned char c = (unsigned char)at.p[i + 1];
        if (!cp_is_alpha(c) && !cp_is_digit(c) && c != ';')
            break;
        low = first_with(low, high, i, c, false);
        high = first_with(low, high, i, c, true);
        if (low < high && !refs[low].name[i + 1]) {
            best = low;
            *length = i + 1;
        }
    }
    return best;
}

static size_t
decode_named(struct cp_slice at, bool in_attribute, char *out, size_t *n)
{
    size_t length = decode_frequent(at, out, n), ref;

    if (length)
        return length;
    ref = find_named(at, &length);
    if (ref == N_REFS)
        return 0;
    if (in_attribute && at.p[length] != ';' && length + 1 < at.n) {
        unsigned char next = (unsigned char)at.p[length + 1];
        if (next == '=' || cp_is_alpha(next) || cp_is_digit(next))
            return 0;
    }
    *n = strlen(refs[ref].utf8);
    memcpy(out, refs[ref].utf8, *n);
    return length + 1;
}

size_t
cp_ref_decode(struct cp_slice at, bool in_attribute, char *out, size_t *n)
{
    if (at.n < 2)
        return 0;
    if (at.p[1] == '#')
        return decode_numeric(at, out, n);
    return cp_is_alpha((unsigned char)at.p[1]) ? decode_named(at, in_attribute, out, n) : 0;
}

static bool
has(struct cp_slice s, char c)
{
    return s.n && memchr(s.p, c, s.n);
}

size_t
cp_text_room(struct cp_slice raw, enum cp_text_kind kind)
{
    if (kind != CP_TEXT_BODY && has(raw, '\0'))
        return raw.n * 3;
    /* The reference that gains most is "&nGt;": five bytes become six. */
    return raw.n + raw.n / 5 + 1;
}

static bool
is_plain(struct cp_slice raw, enum cp_text_kind kind)
{
    return (kind == CP_TEXT_RAW || !has(raw, '&')) && !has(raw, '\r') && !has(raw, '\0');
}

/* Bytes before the next one that decoding may change; if only references are left, by memchr. */
static size_t
plain_prefix(struct cp_slice s, bool only_references)
{
    const char *found;
    size_t i = 0;

    if (only_references) {
        found = memchr(s.p, '&', s.n);
        return found ? (size_t)(found - s.p) : s.n;
    }
    while (i < s.n && s.p[i] != '&' && s.p[i] != '\r' && s.p[i] != '\0')
        i++;
    return i;
}

/* Decodes the one thing at the start of *rest that plain_prefix stopped at. */
static char *
decode_one(char *out, struct cp_slice *rest, enum cp_text_kind kind)
{
    size_t taken = 1, n = 1;

    if (*rest->p == '\0') {
        n = kind == CP_TEXT_BODY ? 0 : cp_utf8_put(out, CP_REPLACEMENT);
    } else if (*rest->p == '\r') {
        *out = '\n';
        taken = rest->n > 1 && rest->p[1] == '\n' ? 2 : 1;
    } else {
        if (kind != CP_TEXT_RAW)
            taken = cp_ref_decode(*rest, kind == CP_TEXT_ATTRIBUTE, out, &n);
        if (kind == CP_TEXT_RAW || !taken) {
            *out = '&';
            taken = n = 1;
        } else if (kind != CP_TEXT_ATTRIBUTE && n == 2 && memcmp(out, NO_BREAK_SPACE, 2) == 0) {
            *out = ' ';
            n = 1;
        }
    }
    rest->p += taken;
    rest->n -= taken;
    return out + n;
}

char *
cp_text_decode_to(char *out, struct cp_slice raw, enum cp_text_kind kind)
{
    bool only_references = !has(raw, '\r') && !has(raw, '\0');

    while (raw.n) {
        size_t n = plain_prefix(raw, only_references);
        memcpy(out, raw.p, n);
        out += n;
        raw.p += n;
        raw.n -= n;
        if (raw.n)
            out = decode_one(out, &raw, kind);
    }
    return out;
}

bool
cp_text_decode(struct cp_arena *arena, struct cp_slice raw, enum cp_text_kind kind,
               struct cp_slice *text)
{
    size_t room;
    char *out;

    *text = raw;
    if (is_plain(raw, kind))
        return true;
    room = cp_text_room(raw, kind);
    out = cp_arena_alloc(arena, room);
    if (!out)
        return false;
    text->p = out;
    text->n = (size_t)(cp_text_decode_to(out, raw, kind) - out);
    cp_arena_shrink(arena, out, room, text->n);
    return true;
}
