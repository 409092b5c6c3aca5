/* Strict numbers: see cli/numbers.h. */
#include "cli/numbers.h"

#include "base/slice.h"

#define SECONDS_MAX (366 * 86400L)

/* Moves *text behind its digits; false if there are none or they pass most. */
static bool
read_digits(const char **text, uint64_t most, uint64_t *n)
{
    const char *p = *text;

    *n = 0;
    for (; cp_is_digit((unsigned char)*p); p++) {
        unsigned digit = (unsigned)(*p - '0');

        if (*n > (most - digit) / 10)
            return false;
        *n = *n * 10 + digit;
    }
    if (p == *text)
        return false;
    *text = p;
    return true;
}

bool
cp_parse_count(const char *text, long least, long most, long *n)
{
    uint64_t value;

    if (!read_digits(&text, (uint64_t)most, &value) || *text || (long)value < least)
        return false;
    *n = (long)value;
    return true;
}

bool
cp_parse_seconds(const char *text, long *ms)
{
    uint64_t seconds;
    long fraction = 0, unit = 100;

    if (!read_digits(&text, SECONDS_MAX, &seconds))
        return false;
    if (*text == '.')
        for (text++; cp_is_digit((unsigned char)*text); text++, unit /= 10)
            fraction += unit * (*text - '0');
    if (*text || (seconds == 0 && fraction == 0))
        return false;
    *ms = (long)seconds * 1000 + fraction;
    return true;
}

bool
cp_parse_bytes(const char *text, uint64_t *bytes)
{
    uint64_t n;
    unsigned shift = 0;

    /* 2^33 gigabytes fit 64 bits. */
    if (!read_digits(&text, (uint64_t)1 << 33, &n) || n == 0)
        return false;
    switch (*text) {
    case 'g':
    case 'G':
        shift += 10;
        /* fall through */
    case 'm':
    case 'M':
        shift += 10;
        /* fall through */
    case 'k':
    case 'K':
        shift += 10;
        text++;
        break;
    default:
        break;
    }
    if (*text)
        return false;
    *bytes = n << shift;
    return true;
}
