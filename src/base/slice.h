/*
 * A view of bytes that somebody else owns.
 *
 * A page may hold NUL, so a length always travels with its pointer. The empty slice may
 * have a NULL pointer. Comparisons are bytewise; the _nocase ones fold A-Z only and never
 * look at the locale.
 */
#ifndef CP_BASE_SLICE_H
#define CP_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct cp_slice {
    const char *p;
    size_t n;
};

/* A slice of a string literal. */
#define CP_LIT(s) ((struct cp_slice){ "" s "", sizeof(s) - 1 })

static inline struct cp_slice
cp_slice_of(const char *s)
{
    return (struct cp_slice){ s, s ? strlen(s) : 0 };
}

static inline bool
cp_is_space(unsigned char c)
{
    const uint64_t spaces = 1ull << ' ' | 1 << '\t' | 1 << '\n' | 1 << '\f' | 1 << '\r';

    return c <= ' ' && spaces >> c & 1;
}

static inline bool
cp_is_alpha(unsigned char c)
{
    c |= 0x20;
    return c >= 'a' && c <= 'z';
}

static inline bool
cp_is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* What a hexadecimal digit of either case stands for; -1 if c is none. */
static inline int
cp_hex_digit(char c)
{
    if (cp_is_digit((unsigned char)c))
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* What four of them stand for; -1 if one is none. */
static inline int32_t
cp_hex4(const char *p)
{
    int32_t n = 0;

    for (int i = 0; i < 4; i++) {
        int digit = cp_hex_digit(p[i]);
        if (digit < 0)
            return -1;
        n = n << 4 | digit;
    }
    return n;
}

/* Whether there may be a digit in eight bytes: there is, or a byte above ASCII. */
static inline bool
cp_has_digit_of_eight(const char *p)
{
    uint64_t w, digits;

    memcpy(&w, p, 8);
    digits = w ^ 0x3030303030303030u;   /* these are below 10 now */
    return (((digits - 0x0A0A0A0A0A0A0A0Au) & ~digits) | w) & 0x8080808080808080u;
}

static inline unsigned char
cp_lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static inline bool
cp_slice_eq(struct cp_slice a, struct cp_slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool cp_slice_eq_nocase(struct cp_slice a, struct cp_slice b);
bool cp_slice_starts_nocase(struct cp_slice s, struct cp_slice prefix);

/* First place of needle in hay, or NULL. An empty needle is found at the start. */
const char *cp_slice_find(struct cp_slice hay, struct cp_slice needle);
const char *cp_slice_find_nocase(struct cp_slice hay, struct cp_slice needle);

/* Without ASCII white space at both ends. */
struct cp_slice cp_slice_trim(struct cp_slice s);

/*
 * Cuts the next word (a run without ASCII white space) off the front of *rest.
 * Returns false, with *word empty, when none is left.
 */
bool cp_slice_word(struct cp_slice *rest, struct cp_slice *word);

#endif
