/* The signatures of the texts that were kept so far: see batch/seen.h. */
#include "batch/seen.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "sql/sql.h"

/* Bits of the filter, 32 MiB, and those that a key has in it. */
#define FILTER_BITS ((uint64_t)1 << 28)
#define FILTER_PROBES 3
/* Keys that are kept in memory until they go to the disk in one go, in their order, and places
 * of the table for them: 4 MiB. */
#define RECENT_MAX ((size_t)128 << 10)
#define RECENT_ROOM ((size_t)256 << 10)

struct key {
    uint64_t key; /* 0: none */
    uint64_t number;
};

struct cp_seen {
    struct cp_sql *db;
    char *path; /* "": of a database without a name, which nobody resumes */
    enum cp_dedup kind;
    uint64_t *filter;
    struct key *recent; /* open addressing */
    size_t n_recent;
    uint64_t done; /* as last committed */
};

/* Statements are known by their addresses. */
static const char find_key[] = "SELECT number FROM seen WHERE key = ?";
static const char find_id[] = "SELECT id FROM kept WHERE number = ?";
static const char add_key[] = "INSERT OR IGNORE INTO seen (key, number) VALUES (?, ?)";
static const char add_kept[] = "INSERT INTO kept (number, id, keys) VALUES (?, ?, ?)";
static const char set_done[] = "UPDATE state SET done = ?";
static const char set_indexed[] = "UPDATE state SET indexed = ?";

/* One process alone has it: no memory is shared, which not all file systems can. A commit may
 * be lost with the electricity, but not its order. */
static const char configuration[] = "PRAGMA locking_mode = EXCLUSIVE;"
                                    "PRAGMA journal_mode = WAL;"
                                    "PRAGMA synchronous = NORMAL;"
                                    "PRAGMA cache_size = -32768;";
static const char configuration_unnamed[] = "PRAGMA journal_mode = OFF;"
                                            "PRAGMA synchronous = OFF;"
                                            "PRAGMA cache_size = -32768;";

/*
 * kept: texts in the order of their records, with their keys, appended; seen: their keys, in
 * the order of these, where they are looked up. Keys go there later: those of records from
 * `indexed` on are not there yet.
 */
static const char tables[] =
    "CREATE TABLE kept (number INTEGER PRIMARY KEY, id TEXT NOT NULL, keys BLOB NOT NULL);"
    "CREATE TABLE seen (key INTEGER PRIMARY KEY, number INTEGER NOT NULL);"
    "CREATE TABLE state (kind INTEGER NOT NULL, done INTEGER NOT NULL,"
    " indexed INTEGER NOT NULL);";

/* ------------------------------------------------------------------ in memory */

static uint64_t
probe(uint64_t key, unsigned i)
{
    /* A key is a hash: its halves are independent. */
    return (key + i * (key >> 32 | 1)) & (FILTER_BITS - 1);
}

static bool
filter_may_have(const struct cp_seen *seen, uint64_t key)
{
    for (unsigned i = 0; i < FILTER_PROBES; i++) {
        uint64_t bit = probe(key, i);

        if (!(seen->filter[bit / 64] >> bit % 64 & 1))
            return false;
    }
    return true;
}

static void
filter_add(struct cp_seen *seen, uint64_t key)
{
    for (unsigned i = 0; i < FILTER_PROBES; i++) {
        uint64_t bit = probe(key, i);

        seen->filter[bit / 64] |= (uint64_t)1 << bit % 64;
    }
}

/* The key's place, or the free one for it. */
static struct key *
recent_place(const struct cp_seen *seen, uint64_t key)
{
    size_t i = (size_t)key & (RECENT_ROOM - 1);

    while (seen->recent[i].key && seen->recent[i].key != key)
        i = (i + 1) & (RECENT_ROOM - 1);
    return &seen->recent[i];
}

static void
recent_add(struct cp_seen *seen, uint64_t key, uint64_t number)
{
    struct key *place = recent_place(seen, key);

    if (place->key)
        return;
    *place = (struct key){ key, number };
    seen->n_recent++;
    filter_add(seen, key);
}

static int
compare_keys(const void *a, const void *b)
{
    int64_t x = (int64_t)((const struct key *)a)->key,
            y = (int64_t)((const struct key *)b)->key;

    return x < y ? -1 : x > y;
}

/* Moves the keys to the disk; all of them are of records before `next`. */
static void
flush_recent(struct cp_seen *seen, uint64_t next)
{
    size_t n = 0;

    for (size_t i = 0; i < RECENT_ROOM; i++)
        if (seen->recent[i].key)
            seen->recent[n++] = seen->recent[i];
    qsort(seen->recent, n, sizeof *seen->recent, compare_keys);
    cp_sql_begin(seen->db);
    for (size_t i = 0; i < n; i++)
        cp_sql_do(seen->db, add_key, "ii", (int64_t)seen->recent[i].key,
                  (int64_t)seen->recent[i].number);
    cp_sql_do(seen->db, set_indexed, "i", (int64_t)next);
    memset(seen->recent, 0, RECENT_ROOM * sizeof *seen->recent);
    seen->n_recent = 0;
}

/* ------------------------------------------------------------------ going on */

static uint64_t
key_at(struct cp_slice keys, size_t i)
{
    uint64_t key;

    memcpy(&key, keys.p + i * sizeof key, sizeof key);
    return key;
}

static void
forget_keys(struct cp_seen *seen, struct cp_slice keys, int64_t number)
{
    for (size_t i = 0; i < keys.n / sizeof(uint64_t); i++)
        cp_sql_do(seen->db, "DELETE FROM seen WHERE key = ? AND number = ?", "ii",
                  (int64_t)key_at(keys, i), number);
}

/* Of records whose output is not there after all. */
static void
forget_from(struct cp_seen *seen, uint64_t done)
{
    struct cp_rows *rows;

    cp_sql_begin(seen->db);
    rows = cp_sql_query(seen->db, "SELECT number, keys FROM kept WHERE number >= ?", "i",
                        (int64_t)done);
    while (cp_rows_next(rows))
        forget_keys(seen, cp_rows_text(rows, 1), cp_rows_int(rows, 0));
    cp_sql_do(seen->db, "DELETE FROM kept WHERE number >= ?", "i", (int64_t)done);
    cp_sql_do(seen->db, "UPDATE state SET done = ?, indexed = min(indexed, ?)", "ii",
              (int64_t)done, (int64_t)done);
    cp_sql_commit(seen->db);
}

/* The filter, and what is not among the keys on disk yet. */
static void
load(struct cp_seen *seen)
{
    struct cp_rows *rows = cp_sql_query(seen->db, "SELECT key FROM seen", "");

    while (cp_rows_next(rows))
        filter_add(seen, (uint64_t)cp_rows_int(rows, 0));
    rows = cp_sql_query(seen->db,
                        "SELECT number, keys FROM kept"
                        " WHERE number >= (SELECT indexed FROM state)",
                        "");
    while (cp_rows_next(rows)) {
        struct cp_slice keys = cp_rows_text(rows, 1);

        for (size_t i = 0; i < keys.n / sizeof(uint64_t) && seen->n_recent < RECENT_MAX; i++)
            recent_add(seen, key_at(keys, i), (uint64_t)cp_rows_int(rows, 0));
    }
}

static cleanpage_status
go_on(struct cp_ctx *cx, struct cp_seen *seen, const struct cp_seen_options *o)
{
    int64_t kind = cp_sql_int(seen->db, 0, "SELECT kind FROM state", "");
    int64_t done = cp_sql_int(seen->db, 0, "SELECT done FROM state", "");

    if (cp_sql_status(seen->db) || (uint64_t)done < o->done)
        return cp_fail(cx, CLEANPAGE_READ,
                       "%s: does not know all that is in the output; begin anew, without "
                       "--resume",
                       seen->path);
    if (kind != (int64_t)o->kind)
        return cp_fail(cx, CLEANPAGE_BADARG, "%s: was made with another --dedup", seen->path);
    forget_from(seen, o->done);
    load(seen);
    return cp_sql_status(seen->db);
}

static cleanpage_status
begin(struct cp_seen *seen)
{
    cp_sql_script(seen->db, tables);
    cp_sql_do(seen->db, "INSERT INTO state (kind, done, indexed) VALUES (?, 0, 0)", "i",
              (int64_t)seen->kind);
    return cp_sql_status(seen->db);
}

/* ------------------------------------------------------------------ opening and closing */

static char *
path_beside(const char *output)
{
    struct cp_buf path = { 0 };
    struct stat st;

    if (output && strcmp(output, "-") != 0 && (stat(output, &st) != 0 || S_ISREG(st.st_mode))) {
        cp_buf_puts(&path, output);
        cp_buf_puts(&path, ".part.seen");
    }
    cp_buf_putc(&path, '\0');
    return path.no_memory ? NULL : path.p;
}

static void
remove_files(const char *path)
{
    static const char *const ends[] = { "", "-wal", "-shm", "-journal" };

    for (size_t i = 0; *path && i < sizeof ends / sizeof *ends; i++) {
        struct cp_buf name = { 0 };

        cp_buf_puts(&name, path);
        cp_buf_puts(&name, ends[i]);
        if (cp_buf_str(&name))
            unlink(name.p);
        cp_buf_clear(&name);
    }
}

static cleanpage_status
open_database(struct cp_ctx *cx, struct cp_seen *seen, const struct cp_seen_options *o)
{
    cleanpage_status st;

    if (!o->done)
        remove_files(seen->path);
    st = cp_sql_open(cx, seen->path, o->done ? CP_SQL_WRITE : CP_SQL_CREATE, &seen->db);
    if (st && o->done)
        return cp_fail(cx, CLEANPAGE_READ, "%s: cannot be read; begin anew, without --resume",
                       seen->path);
    if (st)
        return st;
    cp_sql_script(seen->db, *seen->path ? configuration : configuration_unnamed);
    return o->done ? go_on(cx, seen, o) : begin(seen);
}

cleanpage_status
cp_seen_open(struct cp_ctx *cx, const struct cp_seen_options *options, struct cp_seen **opened)
{
    struct cp_seen *seen = calloc(1, sizeof *seen);
    cleanpage_status st;

    *opened = NULL;
    if (!seen)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    seen->kind = options->kind;
    seen->done = options->done;
    seen->path = path_beside(options->output);
    seen->filter = calloc(FILTER_BITS / 64, sizeof *seen->filter);
    seen->recent = calloc(RECENT_ROOM, sizeof *seen->recent);
    st = seen->path && seen->filter && seen->recent
             ? open_database(cx, seen, options)
             : cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    if (st)
        cp_seen_close(seen);
    else
        *opened = seen;
    return st;
}

void
cp_seen_close(struct cp_seen *seen)
{
    if (!seen)
        return;
    cp_sql_close(seen->db);
    free(seen->path);
    free(seen->filter);
    free(seen->recent);
    free(seen);
}

void
cp_seen_finish(struct cp_seen *seen)
{
    cp_sql_close(seen->db);
    seen->db = NULL;
    remove_files(seen->path);
}

void
cp_seen_remove(const char *output)
{
    char *path = path_beside(output);

    if (path)
        remove_files(path);
    free(path);
}

/* ------------------------------------------------------------------ looking and adding */

/* The number of the text that has the key; false if none has. */
static bool
find(struct cp_seen *seen, uint64_t key, uint64_t *number)
{
    const struct key *recent;
    int64_t row;

    if (!filter_may_have(seen, key))
        return false;
    recent = recent_place(seen, key);
    row = recent->key ? (int64_t)recent->number
                      : cp_sql_int(seen->db, -1, find_key, "i", (int64_t)key);
    *number = (uint64_t)row;
    return row >= 0;
}

cleanpage_status
cp_seen_find(struct cp_seen *seen, const uint64_t *keys, size_t n, struct cp_buf *id,
             bool *found)
{
    struct cp_rows *rows;
    uint64_t number = 0, least = 0;

    *found = false;
    /* Of several the first, whatever band it is of. */
    for (size_t i = 0; i < n; i++)
        if (find(seen, keys[i], &number)) {
            least = !*found || number < least ? number : least;
            *found = true;
        }
    if (!*found)
        return cp_sql_status(seen->db);
    rows = cp_sql_query(seen->db, find_id, "i", (int64_t)least);
    if (cp_rows_next(rows)) {
        cp_buf_put_slice(id, cp_rows_text(rows, 0));
        cp_rows_end(rows);
    }
    return cp_sql_status(seen->db);
}

cleanpage_status
cp_seen_add(struct cp_seen *seen, uint64_t number, struct cp_slice id, const uint64_t *keys,
            size_t n)
{
    struct cp_slice blob = { (const char *)keys, n * sizeof *keys };

    cp_sql_begin(seen->db);
    cp_sql_do(seen->db, add_kept, "isb", (int64_t)number, id, blob);
    for (size_t i = 0; i < n; i++)
        recent_add(seen, keys[i], number);
    if (seen->n_recent >= RECENT_MAX)
        flush_recent(seen, number + 1);
    return cp_sql_status(seen->db);
}

cleanpage_status
cp_seen_commit(struct cp_seen *seen, uint64_t done)
{
    if (done == seen->done || !*seen->path)
        return CLEANPAGE_OK;
    cp_sql_begin(seen->db);
    cp_sql_do(seen->db, set_done, "i", (int64_t)done);
    cp_sql_commit(seen->db);
    seen->done = done;
    return cp_sql_status(seen->db);
}
