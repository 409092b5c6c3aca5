/*
 * What the fuzz targets share. A target is one function over any bytes; it ends the program
 * when a promise is broken, and sanitizers do when memory is. docs/fuzzing.md says how they are
 * run.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/slice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise; says which one was broken. */
#define require(condition) fuzz_require(condition, #condition, __FILE__, __LINE__)

static inline void
fuzz_require(bool holds, const char *what, const char *file, int line)
{
    if (holds)
        return;
    fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
    abort();
}

/* Cuts the next byte off the front, for a choice; 0 past the end. */
static inline unsigned
fuzz_byte(struct cp_slice *in)
{
    unsigned byte;

    if (!in->n)
        return 0;
    byte = (unsigned char)in->p[0];
    in->p++;
    in->n--;
    return byte;
}

/* Cuts the next line off the front, without its line feed; all of it if it has none. */
static inline struct cp_slice
fuzz_line(struct cp_slice *in)
{
    const char *feed = in->n ? memchr(in->p, '\n', in->n) : NULL;
    struct cp_slice line = { in->p, feed ? (size_t)(feed - in->p) : in->n };

    in->p += line.n + (feed != NULL);
    in->n -= line.n + (feed != NULL);
    return line;
}

#endif
