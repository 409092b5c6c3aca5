/*
 * An archive's database that somebody damaged or made: rows of any values in each of its
 * tables, given to whatever reads them and writes no rows. The first byte chooses the format of
 * an export, the others are rows (fuzz_rows.h), each behind a byte that says of which table.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "archive/article.h"
#include "archive/entry.h"
#include "archive/feedlist.h"
#include "archive/follow.h"
#include "archive/list.h"
#include "archive/publish.h"
#include "archive/schema.h"
#include "archive/search.h"
#include "archive/verify.h"
#include "base/utf8.h"
#include "fuzz_rows.h"

#define ROWS_MAX 40

static const struct table {
    const char *name, *columns;
} tables[] = {
    { "feed", "ivvvvvvvvvvvvvvvvvvv" },
    { "article", "ivvvvvvvvvvvv" },
    { "entry", "ivvvvvvvvvvvvvvvvv" },
    { "version", "ivvvvvvvvvvvvv" },
    { "alias", "vv" },
    { "part", "vvv" },
    { "host", "vvvvv" },
    { "gone", "v" },
    { "raw", "vv" },
    { "setting", "vv" },
    { "search (rowid, title, body)", "ivv" },
};

/* ------------------------------------------------------------ the database */

/* The tables as they are, but that NULL may be anywhere: a damaged page of a file asks nobody.
 */
static void
make_tables(struct cp_sql *db)
{
    static const char constraint[] = " NOT NULL";

    for (size_t i = 0; cp_schema_steps[i]; i++) {
        char *script = strdup(cp_schema_steps[i]);

        require(script != NULL);
        for (char *p = script; (p = strstr(p, constraint)) != NULL; p++)
            if (p[-1] != 'S') /* "near IS NOT NULL" is a condition */
                memset(p, ' ', sizeof constraint - 1);
        cp_sql_script(db, script);
        free(script);
    }
}

/* Made once: each input's rows are rolled back. */
static struct cp_archive *
open_archive(struct cp_ctx *cx, const char *dir)
{
    static struct cp_archive archive;

    archive.cx = cx;
    archive.dir = (char *)dir;
    archive.lock = -1;
    archive.clock = 1795000000;
    if (!archive.db) {
        require(cp_sql_open(cx, ":memory:", CP_SQL_CREATE, &archive.db) == CLEANPAGE_OK);
        cp_sql_script(archive.db, "PRAGMA foreign_keys = OFF;");
        make_tables(archive.db);
        require(cp_sql_status(archive.db) == CLEANPAGE_OK);
    }
    return &archive;
}

static bool
put_rows(struct cp_archive *archive, struct cp_slice in)
{
    struct cp_buf sql = { 0 };

    for (int i = 0; i < ROWS_MAX && in.n; i++) {
        const struct table *t = &tables[fuzz_byte(&in) % (sizeof tables / sizeof *tables)];

        fuzz_put_row(&sql, &in, t->name, t->columns);
    }
    cp_sql_script(archive->db, cp_buf_str(&sql) ? sql.p : "");
    cp_buf_clear(&sql);
    return cp_sql_status(archive->db) == CLEANPAGE_OK;
}

/* ------------------------------------------------------------ its readers */

static size_t total;

/* Whatever a row says, its file is in the archive or nowhere. */
static void
require_inside(const struct cp_archive *archive, const char *name)
{
    struct cp_buf path = { 0 };
    const char *place = cp_archive_path(archive, &path, cp_slice_of(name)), *at;
    size_t n = strlen(archive->dir);

    require(place && strncmp(place, archive->dir, n) == 0);
    for (at = place + n; (at = strstr(at, "..")) != NULL; at++)
        require(strncmp(place + n, "archive.db/", 11) == 0 ||
                (at > place + n && at[-1] != '/') || (at[2] && at[2] != '/'));
    cp_buf_clear(&path);
}

static void
read_string(const char *s)
{
    total += s ? strlen(s) : 0;
}

static bool
on_feed(void *user, const struct cp_feed_row *row)
{
    (void)user;
    read_string(row->url);
    read_string(row->name);
    read_string(row->title);
    read_string(row->site);
    read_string(row->error);
    return true;
}

static bool
on_article(void *user, const struct cp_article_row *row)
{
    struct cp_buf text = { 0 };

    require_inside(user, row->path);
    read_string(row->title);
    read_string(row->feed_title);
    cp_article_read(user, row->id, 0, &text);
    cp_buf_clear(&text);
    return true;
}

static bool
on_found(void *user, const struct cp_found *found)
{
    (void)user;
    read_string(found->title);
    read_string(found->path);
    read_string(found->snippet);
    return true;
}

static void
on_trouble(void *user, const char *name, const char *trouble)
{
    (void)user;
    read_string(name);
    read_string(trouble);
    require(name && trouble && *trouble);
}

static void
read_feeds(struct cp_archive *archive, struct cp_arena *arena)
{
    struct cp_buf opml = { 0 };
    struct cp_followed feed;
    int64_t *ids;
    size_t n = 0;

    cp_list_feeds(archive, on_feed, NULL);
    cp_feedlist_put(archive, &opml);
    require(cp_utf8_valid_prefix(opml.n ? opml.p : "", opml.n) == opml.n);
    cp_buf_clear(&opml);
    cp_followed_find(archive, "1");
    cp_followed_find(archive, "https://example.org/feed");
    if (cp_followed_due(archive, arena, true, &ids, &n) == CLEANPAGE_OK)
        for (size_t i = 0; i < n; i++)
            cp_followed_load(archive, arena, ids[i], &feed);
}

static void
read_articles(struct cp_archive *archive, struct cp_arena *arena)
{
    static const struct cp_list_options lists[] = {
        { .most = -1 },
        { .most = 3, .feed = 1, .oldest_first = true },
        { .most = -1, .without_copies = true, .since = 5 },
    };
    struct cp_article_facts facts = { .text = CP_LIT("a text"), .words = 900, .simhash = 77 };
    struct cp_buf path = { 0 };
    struct cp_entry entry;

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        cp_list_articles(archive, &lists[i], on_article, archive);
    for (int64_t id = 0; id < 8; id++)
        if (cp_entry_load(archive, arena, id, &entry) == CLEANPAGE_OK)
            cp_entry_is_due(&entry, archive->clock);
    cp_article_find_near(archive, &facts, 0, &path);
    cp_buf_clear(&path);
    cp_search(archive, "a \"b c\" d* -e", 0, 10, "[", "]", on_found, NULL);
    cp_search(archive, "\xe9\x9b\xa8", 1, -1, "", "", on_found, NULL);
}

/* ------------------------------------------------------------ exports */

static void
require_valid(const char *path)
{
    struct cp_ctx cx = { 0 };
    struct cp_buf file = { 0 };

    require(cp_buf_read_file(&cx, &file, path) == CLEANPAGE_OK);
    require(cp_utf8_valid_prefix(file.n ? file.p : "", file.n) == file.n);
    cp_buf_clear(&file);
}

/* To one file; the directory of EPUB and HTML would take longer than all the rest. */
static void
publish(struct cp_archive *archive, cleanpage *cp, unsigned choice, const char *path)
{
    static const enum cp_export_format formats[] = { CP_EXPORT_ATOM, CP_EXPORT_JSONL,
                                                     CP_EXPORT_MBOX };
    struct cp_publish_options options = { .format = formats[choice % 3],
                                          .path = path,
                                          .list = { .most = -1, .feed = choice / 3 % 3 } };
    uint64_t count = 0;

    if (cp_publish(archive, cp, &options, &count) == CLEANPAGE_OK)
        require_valid(path);
    else
        require(archive->cx->message[0]);
    unlink(path);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static cleanpage *cp; /* for all inputs: reading the rules takes longer than rows */
    static struct cp_ctx cx;
    struct cp_slice in = { (const char *)data, size };
    struct cp_verify_counts counts = { 0 };
    struct cp_arena arena = { 0 };
    unsigned choice = fuzz_byte(&in);
    struct cp_archive *archive;
    char dir[64], file[80];

    snprintf(dir, sizeof dir, "fuzz_sql.%ld/", (long)getpid());
    snprintf(file, sizeof file, "fuzz_sql.%ld.out", (long)getpid());
    cx.message[0] = '\0';
    if (!cp)
        cp = cleanpage_new();
    archive = open_archive(&cx, dir);
    cp_sql_begin(archive->db);
    if (cp && put_rows(archive, in)) {
        read_feeds(archive, &arena);
        read_articles(archive, &arena);
        cp_verify(archive, on_trouble, NULL, &counts);
        require(cp_sql_status(archive->db) == CLEANPAGE_OK || cx.message[0]);
        publish(archive, cp, choice, file);
    }
    cp_sql_rollback(archive->db);
    cp_arena_clear(&arena);
    return 0;
}
