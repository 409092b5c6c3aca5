/*
 * SQLite, as little of it as the program needs.
 *
 * Statements are text literals: they are compiled once and known by their address. Errors
 * stick: after the first one every later call does nothing, so that a row of calls is asked
 * about once, by cp_sql_status. A rollback forgets the error.
 *
 * Arguments of a statement are named by letters: i int64_t, t const char * (NULL is
 * NULL), s struct cp_slice (p NULL is NULL), b the same as a blob. They must live as long as
 * the call.
 */
#ifndef CP_SQL_H
#define CP_SQL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/fail.h"
#include "base/slice.h"

struct cp_sql;

enum cp_sql_mode {
    CP_SQL_READ,  /* must be there; works on a file system that cannot be written to */
    CP_SQL_WRITE, /* must be there */
    CP_SQL_CREATE, /* made if it is not there */
    /* Of databases that one process writes at a time, and nobody reads meanwhile: */
    CP_SQL_ALONE, /* made if it is not there; others fail until it is closed */
    CP_SQL_STILL, /* must be there; who wants it alone fails until it is closed */
    CP_SQL_FROZEN /* must be there, and is not written to: opens no file besides, locks nothing */
};

/* CLEANPAGE_READ or CLEANPAGE_WRITE with the path and the cause. Messages of later failures go
 * to cx. */
cleanpage_status cp_sql_open(struct cp_ctx *cx, const char *path, enum cp_sql_mode mode,
                             struct cp_sql **db);
/* What was not committed is not there. NULL is fine. */
void cp_sql_close(struct cp_sql *db);

/* CLEANPAGE_OK, or the first failure since the last rollback, with its message in the context.
 */
cleanpage_status cp_sql_status(const struct cp_sql *db);

/* What is done with the database lacks memory: a failure like those of statements. */
void cp_sql_starve(struct cp_sql *db);

/* Several statements without arguments, with a semicolon behind each. */
void cp_sql_script(struct cp_sql *db, const char *script);

/* One statement that gives no rows. */
void cp_sql_do(struct cp_sql *db, const char *sql, const char *types, ...);

/* Transactions: begin does nothing in one that is open. */
void cp_sql_begin(struct cp_sql *db);
void cp_sql_commit(struct cp_sql *db);
void cp_sql_rollback(struct cp_sql *db);
bool cp_sql_is_open(const struct cp_sql *db);

/* Of the last INSERT; and rows that the last statement changed. */
int64_t cp_sql_last_id(const struct cp_sql *db);
int64_t cp_sql_changes(const struct cp_sql *db);

/* Rows of a query. The same statement cannot be under way twice. */
struct cp_rows;
struct cp_rows *cp_sql_query(struct cp_sql *db, const char *sql, const char *types, ...);
/* The next row; false at the end and after a failure: then the rows are gone, do not touch
 * them. */
bool cp_rows_next(struct cp_rows *rows);
/* Ends a query before its last row. NULL is fine. */
void cp_rows_end(struct cp_rows *rows);
int64_t cp_rows_int(const struct cp_rows *rows, int column);
bool cp_rows_is_null(const struct cp_rows *rows, int column);
/* Text or blob, valid until the next row; a NUL stands behind it. NULL is p NULL. Text is UTF-8
 * as far as whoever wrote it saw to that. Without memory it is empty, which is a failure. */
struct cp_slice cp_rows_text(const struct cp_rows *rows, int column);

/* The same as a string in the arena; NULL is "". *failed becomes true without memory. */
const char *cp_rows_keep(const struct cp_rows *rows, int column, struct cp_arena *arena,
                         bool *failed);

/* First column of the first row; `otherwise` if there is none or it is NULL. */
int64_t cp_sql_int(struct cp_sql *db, int64_t otherwise, const char *sql, const char *types,
                   ...);

#endif
