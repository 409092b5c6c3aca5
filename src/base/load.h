/*
 * Eight bytes of a text as one number, the same on every machine: the first byte is the lowest.
 * Tables that are made on one machine with it can be read on another.
 */
#ifndef CP_BASE_LOAD_H
#define CP_BASE_LOAD_H

#include <stdint.h>
#include <string.h>

static inline uint64_t
cp_load_8(const char *p)
{
    uint64_t w;

    memcpy(&w, p, sizeof w);
#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    w = __builtin_bswap64(w);
#endif
    return w;
}

static inline uint32_t
cp_load_4(const char *p)
{
    uint32_t w;

    memcpy(&w, p, sizeof w);
#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    w = __builtin_bswap32(w);
#endif
    return w;
}

#endif
