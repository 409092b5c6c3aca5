/*
 * Rows of a database as nobody would have written them: any value in any column.
 *
 * A row of the input is a byte for each column, which says what stands there, and what that
 * needs of the bytes behind.
 */
#ifndef TESTS_FUZZ_ROWS_H
#define TESTS_FUZZ_ROWS_H

#include <inttypes.h>

#include "base/buf.h"
#include "fuzz.h"

static inline void
fuzz_put_hex(struct cp_buf *sql, struct cp_slice bytes)
{
    char hex[3];

    for (size_t i = 0; i < bytes.n; i++) {
        snprintf(hex, sizeof hex, "%02X", (unsigned char)bytes.p[i]);
        cp_buf_puts(sql, hex);
    }
}

/* Text or a blob of so many bytes of the input, as an expression of SQL. */
static inline void
fuzz_put_bytes(struct cp_buf *sql, struct cp_slice *in, size_t n, bool is_text)
{
    n = n < in->n ? n : in->n;
    cp_buf_puts(sql, is_text ? "CAST(X'" : "X'");
    fuzz_put_hex(sql, (struct cp_slice){ in->p, n });
    cp_buf_puts(sql, is_text ? "' AS TEXT)" : "'");
    in->p += n;
    in->n -= n;
}

static inline void
fuzz_put_number(struct cp_buf *sql, struct cp_slice *in)
{
    char number[32];
    uint64_t v = 0;

    for (int i = 0; i < 8; i++)
        v = v << 8 | fuzz_byte(in);
    /* The least one has no literal of its own. */
    snprintf(number, sizeof number, "%" PRId64, v == (uint64_t)1 << 63 ? 0 : (int64_t)v);
    cp_buf_puts(sql, number);
}

/* What the next value is: small numbers are most, as they are what rows have in common. */
static inline void
fuzz_put_value(struct cp_buf *sql, struct cp_slice *in)
{
    unsigned kind = fuzz_byte(in);
    char number[8];

    if (kind < 128)
        fuzz_put_bytes(sql, in, kind, true);
    else if (kind < 160)
        fuzz_put_bytes(sql, in, (kind - 128) * 8u, false);
    else if (kind < 164)
        fuzz_put_number(sql, in);
    else if (kind < 166)
        cp_buf_puts(sql, "NULL");
    else if (kind < 168)
        cp_buf_puts(sql, "1e300");
    else {
        snprintf(number, sizeof number, "%u", kind - 168);
        cp_buf_puts(sql, number);
    }
}

/*
 * "INSERT OR IGNORE INTO TABLE VALUES (...);", a value for each letter: v is any, i a small
 * number, for SQLite's own keys that can be nothing else.
 */
static inline void
fuzz_put_row(struct cp_buf *sql, struct cp_slice *in, const char *table, const char *columns)
{
    char number[8];

    cp_buf_puts(sql, "INSERT OR IGNORE INTO ");
    cp_buf_puts(sql, table);
    cp_buf_puts(sql, " VALUES (");
    for (const char *c = columns; *c; c++) {
        cp_buf_puts(sql, c > columns ? ", " : "");
        if (*c == 'i') {
            snprintf(number, sizeof number, "%u", fuzz_byte(in) % 64);
            cp_buf_puts(sql, number);
        } else {
            fuzz_put_value(sql, in);
        }
    }
    cp_buf_puts(sql, ");");
}

#endif
