#include "base/slice.h"

static bool
same_nocase(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (cp_lower((unsigned char)a[i]) != cp_lower((unsigned char)b[i]))
            return false;
    return true;
}

bool
cp_slice_eq_nocase(struct cp_slice a, struct cp_slice b)
{
    return a.n == b.n && same_nocase(a.p, b.p, a.n);
}

bool
cp_slice_starts_nocase(struct cp_slice s, struct cp_slice prefix)
{
    return s.n >= prefix.n && same_nocase(s.p, prefix.p, prefix.n);
}

const char *
cp_slice_find(struct cp_slice hay, struct cp_slice needle)
{
    const char *p = hay.p, *last;

    if (needle.n == 0)
        return hay.p;
    if (needle.n > hay.n)
        return NULL;
    last = hay.p + (hay.n - needle.n);
    while (p <= last && (p = memchr(p, needle.p[0], (size_t)(last - p) + 1))) {
        if (memcmp(p, needle.p, needle.n) == 0)
            return p;
        p++;
    }
    return NULL;
}

const char *
cp_slice_find_nocase(struct cp_slice hay, struct cp_slice needle)
{
    unsigned char lower, upper;
    const char *last;

    if (needle.n == 0)
        return hay.p;
    if (needle.n > hay.n)
        return NULL;
    lower = cp_lower((unsigned char)needle.p[0]);
    upper = cp_is_alpha(lower) ? lower & ~0x20 : lower;
    last = hay.p + (hay.n - needle.n);
    for (const char *p = hay.p; p <= last; p++)
        if (((unsigned char)*p == lower || (unsigned char)*p == upper) &&
            same_nocase(p, needle.p, needle.n))
            return p;
    return NULL;
}

struct cp_slice
cp_slice_trim(struct cp_slice s)
{
    while (s.n && cp_is_space((unsigned char)s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && cp_is_space((unsigned char)s.p[s.n - 1]))
        s.n--;
    return s;
}

bool
cp_slice_word(struct cp_slice *rest, struct cp_slice *word)
{
    while (rest->n && cp_is_space((unsigned char)rest->p[0])) {
        rest->p++;
        rest->n--;
    }
    *word = (struct cp_slice){ rest->p, 0 };
    while (word->n < rest->n && !cp_is_space((unsigned char)word->p[word->n]))
        word->n++;
    rest->p += word->n;
    rest->n -= word->n;
    return word->n > 0;
}
