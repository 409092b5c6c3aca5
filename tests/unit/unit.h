/* What every unit test includes: CMocka with the headers it wants before it, and two helpers. */
#ifndef CP_TESTS_UNIT_H
#define CP_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/fail.h"
#include "base/slice.h"

#define COUNT_OF(a) (sizeof(a) / sizeof *(a))

/* Compares bytes and says which case of a table it was. */
static inline void
expect_slice(const char *name, struct cp_slice got, struct cp_slice expected)
{
    if (!cp_slice_eq(got, expected))
        fail_msg("%s: got \"%.*s\", expected \"%.*s\"", name, (int)got.n, got.p ? got.p : "",
                 (int)expected.n, expected.p ? expected.p : "");
}

static inline void
expect_number(const char *name, unsigned long long got, unsigned long long expected)
{
    if (got != expected)
        fail_msg("%s: got %llu, expected %llu", name, got, expected);
}

#endif
