/* SQLite, as little of it as the program needs: see sql/sql.h. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "sql/sql.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/lazy.h"

#ifdef CP_LAZY_SQLITE
#define FUNCTIONS(X)                                                                           \
    X(sqlite3_bind_blob64)                                                                     \
    X(sqlite3_bind_int64)                                                                      \
    X(sqlite3_bind_null)                                                                       \
    X(sqlite3_bind_text64)                                                                     \
    X(sqlite3_busy_timeout)                                                                    \
    X(sqlite3_changes64)                                                                       \
    X(sqlite3_clear_bindings)                                                                  \
    X(sqlite3_close)                                                                           \
    X(sqlite3_column_bytes)                                                                    \
    X(sqlite3_column_int64)                                                                    \
    X(sqlite3_column_text)                                                                     \
    X(sqlite3_column_type)                                                                     \
    X(sqlite3_errcode)                                                                         \
    X(sqlite3_errmsg)                                                                          \
    X(sqlite3_errstr)                                                                          \
    X(sqlite3_exec)                                                                            \
    X(sqlite3_extended_result_codes)                                                           \
    X(sqlite3_finalize)                                                                        \
    X(sqlite3_get_autocommit)                                                                  \
    X(sqlite3_last_insert_rowid)                                                               \
    X(sqlite3_open_v2)                                                                         \
    X(sqlite3_prepare_v3)                                                                      \
    X(sqlite3_reset)                                                                           \
    X(sqlite3_step)                                                                            \
    X(sqlite3_system_errno)
CP_LAZY_FUNCTIONS(FUNCTIONS, CP_LAZY_SQLITE)

#define sqlite3_bind_blob64 (*lazy_sqlite3_bind_blob64)
#define sqlite3_bind_int64 (*lazy_sqlite3_bind_int64)
#define sqlite3_bind_null (*lazy_sqlite3_bind_null)
#define sqlite3_bind_text64 (*lazy_sqlite3_bind_text64)
#define sqlite3_busy_timeout (*lazy_sqlite3_busy_timeout)
#define sqlite3_changes64 (*lazy_sqlite3_changes64)
#define sqlite3_clear_bindings (*lazy_sqlite3_clear_bindings)
#define sqlite3_close (*lazy_sqlite3_close)
#define sqlite3_column_bytes (*lazy_sqlite3_column_bytes)
#define sqlite3_column_int64 (*lazy_sqlite3_column_int64)
#define sqlite3_column_text (*lazy_sqlite3_column_text)
#define sqlite3_column_type (*lazy_sqlite3_column_type)
#define sqlite3_errcode (*lazy_sqlite3_errcode)
#define sqlite3_errmsg (*lazy_sqlite3_errmsg)
#define sqlite3_errstr (*lazy_sqlite3_errstr)
#define sqlite3_exec (*lazy_sqlite3_exec)
#define sqlite3_extended_result_codes (*lazy_sqlite3_extended_result_codes)
#define sqlite3_finalize (*lazy_sqlite3_finalize)
#define sqlite3_get_autocommit (*lazy_sqlite3_get_autocommit)
#define sqlite3_last_insert_rowid (*lazy_sqlite3_last_insert_rowid)
#define sqlite3_open_v2 (*lazy_sqlite3_open_v2)
#define sqlite3_prepare_v3 (*lazy_sqlite3_prepare_v3)
#define sqlite3_reset (*lazy_sqlite3_reset)
#define sqlite3_step (*lazy_sqlite3_step)
#define sqlite3_system_errno (*lazy_sqlite3_system_errno)
#else
CP_LAZY_LINKED
#endif

/* Another program may hold the database for a moment (sqlite3, a backup). */
#define BUSY_MS 10000

struct cp_rows {
    struct cp_sql *db;
    struct cp_rows *next;
    const char *sql; /* its address is the key */
    sqlite3_stmt *st;
};

struct cp_sql {
    struct cp_ctx *cx;
    char *path;
    sqlite3 *handle;
    struct cp_rows *statements;
    enum cp_sql_mode mode;
    cleanpage_status st;
};

static bool
writes(const struct cp_sql *db)
{
    return db->mode == CP_SQL_WRITE || db->mode == CP_SQL_CREATE || db->mode == CP_SQL_ALONE;
}

/* ------------------------------------------------------------------ failures */

static cleanpage_status
status_of(const struct cp_sql *db, int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
        return CLEANPAGE_OK;
    case SQLITE_NOMEM:
        return CLEANPAGE_NOMEM;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return CLEANPAGE_WRITE;
    case SQLITE_BUSY: /* another program holds it: it is not damaged */
    case SQLITE_LOCKED:
    case SQLITE_CANTOPEN: /* its log, if the database itself is there */
        return writes(db) ? CLEANPAGE_WRITE : CLEANPAGE_READ;
    default:
        return CLEANPAGE_READ;
    }
}

/* What to do about it, where that is known: of archives. */
static const char *
advice_of(const struct cp_sql *db, int code)
{
    code &= 0xff;
    return db->mode <= CP_SQL_CREATE && (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
               ? "; \"cleanpage archive rebuild\" makes it anew from files and raw pages"
               : "";
}

/* Why no file can be made beside the database; 0 if one can. */
static int
try_to_write(const struct cp_sql *db)
{
    struct cp_buf path = { 0 };
    int error = ENOMEM;

    cp_buf_puts(&path, db->path);
    cp_buf_puts(&path, "-try");
    if (cp_buf_str(&path)) {
        error = cp_file_put(path.p, CP_LIT("can this be written?"));
        unlink(path.p);
    }
    cp_buf_clear(&path);
    return error;
}

/*
 * SQLite does not keep the errno of every failure, and none of a full disk. Where a file cannot
 * be made it tries others, and knows only what is wrong with the last.
 */
static int
errno_of(const struct cp_sql *db, int code)
{
    int last = errno;

    if (db->handle && sqlite3_system_errno(db->handle))
        last = sqlite3_system_errno(db->handle);
    switch (code & 0xff) {
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
        return writes(db) ? try_to_write(db) : last;
    case SQLITE_FULL:
        return ENOSPC;
    default:
        return last;
    }
}

static void
fail(struct cp_sql *db, int code)
{
    int error = db->st ? 0 : errno_of(db, code);
    const char *words = db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code);
    bool told = status_of(db, code) == CLEANPAGE_WRITE && error;

    if (db->st)
        return;
    db->st = cp_fail(db->cx, status_of(db, code), "%s: %s%s%s%s", db->path, words,
                     told ? ": " : "", told ? strerror(error) : "", advice_of(db, code));
}

cleanpage_status
cp_sql_status(const struct cp_sql *db)
{
    return db->st;
}

void
cp_sql_starve(struct cp_sql *db)
{
    if (!db->st)
        db->st = cp_fail(db->cx, CLEANPAGE_NOMEM, "%s: out of memory", db->path);
}

/* ------------------------------------------------------------------ opening */

static int
open_handle(struct cp_sql *db, const char *name, int flags)
{
    int code;

    sqlite3_close(db->handle);
    db->handle = NULL;
    code = sqlite3_open_v2(name, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code)
        return code;
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, BUSY_MS);
    /* Opening alone reads nothing yet. */
    return sqlite3_exec(db->handle, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
}

/* As it is: without a look at other files, and without a lock. */
static int
open_frozen(struct cp_sql *db)
{
    struct cp_buf uri = { 0 };
    int code = SQLITE_NOMEM;
    const char *p;

    cp_buf_puts(&uri, "file:");
    for (p = db->path; *p; p++) {
        char escaped[4];

        if (strchr("%?#", *p) && snprintf(escaped, sizeof escaped, "%%%02X", *p) == 3)
            cp_buf_puts(&uri, escaped);
        else
            cp_buf_putc(&uri, *p);
    }
    cp_buf_puts(&uri, "?immutable=1");
    if (cp_buf_str(&uri))
        code = open_handle(db, uri.p, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
    cp_buf_clear(&uri);
    return code;
}

/* A database in a directory that cannot be written to has no place for its shared memory: it is
 * frozen. Nobody can change it there, either. */
static int
open_any(struct cp_sql *db, enum cp_sql_mode mode)
{
    bool makes = mode == CP_SQL_CREATE || mode == CP_SQL_ALONE;
    int code;

    if (mode == CP_SQL_FROZEN)
        return open_frozen(db);
    code = open_handle(db, db->path,
                       makes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                             : SQLITE_OPEN_READWRITE);
    if (mode == CP_SQL_STILL && (code & 0xff) == SQLITE_BUSY)
        return code;
    if (!writes(db) && code != SQLITE_OK && access(db->path, R_OK) == 0 &&
        status_of(db, code) != CLEANPAGE_NOMEM && (code & 0xff) != SQLITE_NOTADB &&
        (code & 0xff) != SQLITE_CORRUPT)
        code = open_frozen(db);
    return code;
}

/*
 * FULL: a commit is on the disk when it returns, whatever happens to the power. Size of a page
 * cache in KiB, below what the archive promises for the whole process.
 */
static const char configuration[] = "PRAGMA foreign_keys = ON;"
                                    "PRAGMA synchronous = FULL;"
                                    "PRAGMA cache_size = -8192;"
                                    "PRAGMA trusted_schema = OFF;";

/* What each mode does besides. A transaction that has begun to read holds a lock that others may
 * share; temporary files would be other files. */
static const char *const of_modes[] = {
    [CP_SQL_READ] = "",
    [CP_SQL_WRITE] = "PRAGMA journal_mode = WAL;",
    [CP_SQL_CREATE] = "PRAGMA journal_mode = WAL;",
    [CP_SQL_ALONE] = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;",
    [CP_SQL_STILL] = "PRAGMA temp_store = MEMORY; BEGIN; SELECT count(*) FROM sqlite_schema;",
    [CP_SQL_FROZEN] = "PRAGMA temp_store = MEMORY;",
};

cleanpage_status
cp_sql_open(struct cp_ctx *cx, const char *path, enum cp_sql_mode mode, struct cp_sql **opened)
{
    struct cp_sql *db = calloc(1, sizeof *db);
    cleanpage_status st;
    int code;

    *opened = NULL;
    if (!db || !(db->path = strdup(path))) {
        free(db);
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    }
    if (!lazy_is_there()) {
        free(db->path);
        free(db);
        return cp_fail(cx, CLEANPAGE_READ, "%s: SQLite is not here", path);
    }
    db->cx = cx;
    db->mode = mode;
    code = open_any(db, mode);
    if (code)
        fail(db, code);
    cp_sql_script(db, configuration);
    cp_sql_script(db, of_modes[mode]);
    st = db->st;
    if (st)
        cp_sql_close(db);
    else
        *opened = db;
    return st;
}

void
cp_sql_close(struct cp_sql *db)
{
    struct cp_rows *rows, *next;

    if (!db)
        return;
    for (rows = db->statements; rows; rows = next) {
        next = rows->next;
        sqlite3_finalize(rows->st);
        free(rows);
    }
    sqlite3_close(db->handle);
    free(db->path);
    free(db);
}

/* ------------------------------------------------------------------ statements */

void
cp_sql_script(struct cp_sql *db, const char *script)
{
    int code;

    if (db->st)
        return;
    errno = 0;
    code = sqlite3_exec(db->handle, script, NULL, NULL, NULL);
    if (code)
        fail(db, code);
}

static struct cp_rows *
add_statement(struct cp_sql *db, const char *sql)
{
    struct cp_rows *rows = calloc(1, sizeof *rows);
    int code = rows ? sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                         &rows->st, NULL)
                    : SQLITE_NOMEM;

    if (code) {
        fail(db, code);
        free(rows);
        return NULL;
    }
    rows->db = db;
    rows->sql = sql;
    rows->next = db->statements;
    db->statements = rows;
    return rows;
}

/* There are a hundred at most, and what each costs is nothing beside its work. */
static struct cp_rows *
find_statement(struct cp_sql *db, const char *sql)
{
    struct cp_rows *rows;

    for (rows = db->statements; rows; rows = rows->next)
        if (rows->sql == sql)
            return rows;
    return add_statement(db, sql);
}

static int
bind_slice(sqlite3_stmt *st, int i, struct cp_slice value, char type)
{
    if (!value.p)
        return sqlite3_bind_null(st, i);
    if (type == 'b')
        return sqlite3_bind_blob64(st, i, value.p, value.n, SQLITE_STATIC);
    return sqlite3_bind_text64(st, i, value.p, value.n, SQLITE_STATIC, SQLITE_UTF8);
}

static int
bind_all(sqlite3_stmt *st, const char *types, va_list arguments)
{
    int code = SQLITE_OK;

    for (int i = 1; code == SQLITE_OK && *types; types++, i++) {
        if (*types == 'i')
            code = sqlite3_bind_int64(st, i, va_arg(arguments, int64_t));
        else if (*types == 't')
            code = bind_slice(st, i, cp_slice_of(va_arg(arguments, const char *)), 't');
        else
            code = bind_slice(st, i, va_arg(arguments, struct cp_slice), *types);
    }
    return code;
}

static struct cp_rows *
start(struct cp_sql *db, const char *sql, const char *types, va_list arguments)
{
    struct cp_rows *rows = db->st ? NULL : find_statement(db, sql);
    int code = rows ? bind_all(rows->st, types, arguments) : SQLITE_OK;

    if (code == SQLITE_OK)
        return rows;
    fail(db, code);
    return NULL;
}

void
cp_rows_end(struct cp_rows *rows)
{
    if (!rows)
        return;
    sqlite3_reset(rows->st);
    sqlite3_clear_bindings(rows->st);
}

bool
cp_rows_next(struct cp_rows *rows)
{
    int code;

    errno = 0;
    code = rows && !rows->db->st ? sqlite3_step(rows->st) : SQLITE_DONE;
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        fail(rows->db, code);
    cp_rows_end(rows);
    return false;
}

struct cp_rows *
cp_sql_query(struct cp_sql *db, const char *sql, const char *types, ...)
{
    struct cp_rows *rows;
    va_list arguments;

    va_start(arguments, types);
    rows = start(db, sql, types, arguments);
    va_end(arguments);
    return rows;
}

void
cp_sql_do(struct cp_sql *db, const char *sql, const char *types, ...)
{
    struct cp_rows *rows;
    va_list arguments;

    va_start(arguments, types);
    rows = start(db, sql, types, arguments);
    va_end(arguments);
    while (cp_rows_next(rows))
        ;
}

int64_t
cp_sql_int(struct cp_sql *db, int64_t otherwise, const char *sql, const char *types, ...)
{
    struct cp_rows *rows;
    va_list arguments;

    va_start(arguments, types);
    rows = start(db, sql, types, arguments);
    va_end(arguments);
    if (!cp_rows_next(rows))
        return otherwise;
    if (!cp_rows_is_null(rows, 0))
        otherwise = cp_rows_int(rows, 0);
    cp_rows_end(rows);
    return otherwise;
}

/* ------------------------------------------------------------------ columns */

int64_t
cp_rows_int(const struct cp_rows *rows, int column)
{
    return sqlite3_column_int64(rows->st, column);
}

bool
cp_rows_is_null(const struct cp_rows *rows, int column)
{
    return sqlite3_column_type(rows->st, column) == SQLITE_NULL;
}

struct cp_slice
cp_rows_text(const struct cp_rows *rows, int column)
{
    /* Of a blob, too, which has no NUL behind it otherwise: in a database that somebody damaged
     * or made, one may stand where text is expected. An empty one has no address, but is no
     * NULL; nor has a text for whose NUL there is no memory, and it is NULL from then on. */
    bool is_null = cp_rows_is_null(rows, column);
    const void *p = sqlite3_column_text(rows->st, column);
    size_t n = p ? (size_t)sqlite3_column_bytes(rows->st, column) : 0;

    if (!p && !is_null) {
        if (sqlite3_errcode(rows->db->handle) == SQLITE_NOMEM)
            cp_sql_starve(rows->db);
        p = "";
    }
    return (struct cp_slice){ p, n };
}

const char *
cp_rows_keep(const struct cp_rows *rows, int column, struct cp_arena *arena, bool *failed)
{
    struct cp_slice text = cp_rows_text(rows, column);
    const char *copy = text.n ? cp_arena_strndup(arena, text.p, text.n) : "";

    *failed |= !copy;
    return copy ? copy : "";
}

/* ------------------------------------------------------------------ transactions */

bool
cp_sql_is_open(const struct cp_sql *db)
{
    return !sqlite3_get_autocommit(db->handle);
}

void
cp_sql_begin(struct cp_sql *db)
{
    if (!cp_sql_is_open(db))
        cp_sql_script(db, "BEGIN IMMEDIATE");
}

void
cp_sql_commit(struct cp_sql *db)
{
    if (cp_sql_is_open(db))
        cp_sql_script(db, "COMMIT");
}

void
cp_sql_rollback(struct cp_sql *db)
{
    struct cp_rows *rows;

    for (rows = db->statements; rows; rows = rows->next)
        cp_rows_end(rows);
    if (cp_sql_is_open(db))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    db->st = CLEANPAGE_OK;
}

int64_t
cp_sql_last_id(const struct cp_sql *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

int64_t
cp_sql_changes(const struct cp_sql *db)
{
    return sqlite3_changes64(db->handle);
}
