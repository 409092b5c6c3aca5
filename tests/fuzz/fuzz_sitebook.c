/*
 * What was learned of hosts, read back from a database that somebody damaged or made: rows of
 * any values. The host of the first row is asked for, and a page cleaned with what comes of it.
 */
#include <unistd.h>

#include "fuzz_rows.h"
#include "site/sitebook.h"
#include "sql/sql.h"

#define ROWS_MAX 40

/* The tables without what keeps values to their types, and the marks that they are ours. */
static const char empty_book[] =
    "PRAGMA synchronous = OFF; PRAGMA application_id = 1668051059; PRAGMA user_version = 1;"
    "CREATE TABLE IF NOT EXISTS page (host TEXT, number INTEGER, digest INTEGER, keys BLOB,"
    "  texts TEXT, UNIQUE (host, number));"
    "DELETE FROM page;";

static const char page[] =
    "<!doctype html><title>Rain</title><div class=menu><a href=/>All of the news of today</a>"
    "</div><h1>Rain</h1><p>It rained all night, and the river came over the road by the "
    "mill.</p>"
    "<p>Subscribe to the letter that we send on Fridays.</p>";

static int
count_bytes(void *user, const char *data, size_t len)
{
    size_t *total = user;

    (void)data;
    *total += len;
    return 0;
}

/* False if SQLite would not take the rows: a text that ends the statement, for one. */
static bool
make_book(const char *path, struct cp_slice in)
{
    struct cp_ctx cx = { 0 };
    struct cp_buf rows = { 0 };
    struct cp_sql *db;
    bool is;

    for (int i = 0; i < ROWS_MAX && in.n; i++)
        fuzz_put_row(&rows, &in, "page", "vvvvv");
    require(cp_sql_open(&cx, path, CP_SQL_ALONE, &db) == CLEANPAGE_OK);
    cp_sql_script(db, empty_book);
    cp_sql_begin(db);
    cp_sql_script(db, cp_buf_str(&rows) ? rows.p : "");
    cp_sql_commit(db);
    is = cp_sql_status(db) == CLEANPAGE_OK;
    cp_sql_close(db);
    cp_buf_clear(&rows);
    return is;
}

static void
require_told(cleanpage_status st, const struct cp_ctx *cx)
{
    require(st == CLEANPAGE_OK || cx->message[0]);
}

/* ------------------------------------------------------------ its readers */

/* The lines come in the order of their keys, each once, and on two pages at least. */
static void
read_host(struct cp_ctx *cx, struct cp_sitedb *db, struct cp_slice name)
{
    struct cp_sitehost host;

    require_told(cp_sitedb_host(db, name, &host), cx);
    require(host.pages <= host.n_numbers);
    for (size_t i = 0; i < host.n_lines; i++) {
        require(host.lines[i].pages > 1);
        require(!i || host.lines[i - 1].key < host.lines[i].key);
    }
    cp_sitehost_clear(&host);
}

struct hosts {
    struct cp_ctx *cx;
    struct cp_sitedb *other; /* open beside, to ask while the list is under way */
    char url[256];
};

static void
on_host(void *user, struct cp_slice host, int64_t pages)
{
    struct hosts *h = user;

    require(pages > 0);
    read_host(h->cx, h->other, host);
    if (!h->url[0] && host.n && host.n < 200)
        snprintf(h->url, sizeof h->url, "https://%.*s/rain", (int)host.n, host.p);
}

static void
clean_with(struct cp_ctx *cx, const char *path, cleanpage *cp, const char *url)
{
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;
    struct cp_sitebook *book;
    cleanpage_doc *doc = NULL;
    size_t total = 0;

    options.url = url;
    require(cp_sitebook_open(cx, path, CP_SITEDB_BESIDE, &book) == CLEANPAGE_OK);
    require_told(cp_sitebook_look_up(book, cp, url, &options), cx);
    require(cleanpage_clean(cp, page, strlen(page), &options, &doc) == CLEANPAGE_OK);
    require_told(cp_sitebook_clean_again(book, cp, &options, &doc), cx);
    require(cleanpage_render(doc, CLEANPAGE_TEXT, NULL, count_bytes, &total) == CLEANPAGE_OK);
    /* Lines may go, the text must not. */
    require(total > 4);
    cleanpage_doc_free(doc);
    cp_sitebook_close(book);
}

static void
merge(struct cp_ctx *cx, struct cp_sitedb *from)
{
    struct cp_sitedb *into;

    require(cp_sitedb_open(cx, ":memory:", CP_SITEDB_LEARN, &into) == CLEANPAGE_OK);
    if (cp_sitedb_merge(into, from) == CLEANPAGE_OK)
        require_told(cp_sitedb_finish(into), cx);
    else
        require(cx->message[0]);
    cp_sitedb_close(into);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static cleanpage *cp; /* for all inputs: reading the rules takes longer than a page */
    struct cp_ctx cx = { 0 };
    struct hosts hosts = { .cx = &cx };
    struct cp_sitedb *db;
    char path[64];

    if (!cp)
        cp = cleanpage_new();
    snprintf(path, sizeof path, "fuzz_sitebook.%ld", (long)getpid());
    if (cp && make_book(path, (struct cp_slice){ (const char *)data, size })) {
        require(cp_sitedb_open(&cx, path, CP_SITEDB_BESIDE, &db) == CLEANPAGE_OK);
        require(cp_sitedb_open(&cx, path, CP_SITEDB_BESIDE, &hosts.other) == CLEANPAGE_OK);
        require_told(cp_sitedb_list(db, on_host, &hosts), &cx);
        merge(&cx, hosts.other);
        cp_sitedb_close(hosts.other);
        cp_sitedb_close(db);
        clean_with(&cx, path, cp, hosts.url[0] ? hosts.url : "https://example.org/");
    }
    unlink(path);
    return 0;
}
