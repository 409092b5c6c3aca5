/* The tables of archive.db: see archive/schema.h. */
#include "archive/schema.h"

#include <stdio.h>

/*
 * Times are Unix seconds. Paths are relative to the archive. What can be read from the files
 * again is told in archive/rebuild.h.
 *
 * feed: what is followed.
 *   name     its directory
 *   due      it is not asked before
 *   retired  it is not asked any more: gone or removed
 *   told     when its failing was last reported
 *
 * entry: what a feed has shown.
 *   key      its id, or link, or digest
 *   digest   of what the feed says, to see that it changed
 *   content  the feed's own text, kept until the page is stored
 *   state    enum cp_entry_state
 *
 * article:
 *   url      canonical, the one address that it is known by
 *   path     of its newest version
 *   near     the article that it is a copy of
 *
 * version: its text lies in staging/ under its id until it has its name (archive/staging.h).
 *   path     its file; the newest one's is that of the article
 *   source   page or feed
 *   digest   of the file; text_digest: of title and text alone
 *   raw_...  where its page lies
 *
 * alias: every address that led to an article, canonical.
 *
 * part: parts of fingerprints (archive/simhash.h), each with the whole, so that finding near ones
 * reads this table alone.
 *
 * gone: files that are to be removed, as their rows are (archive/gone.h).
 *
 * raw: bytes of each WARC file that are known to be whole.
 *
 * search: the texts, by the article's id. Between characters of scripts without spaces stands
 * U+200B, which parts words (archive/search.h).
 */
static const char version_1[] =
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE feed ("
    "  id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,"
    "  title TEXT, site TEXT, added INTEGER NOT NULL,"
    "  etag TEXT, last_modified TEXT, digest TEXT,"
    "  ttl INTEGER NOT NULL DEFAULT 0, skip_hours INTEGER NOT NULL DEFAULT 0,"
    "  skip_days INTEGER NOT NULL DEFAULT 0, tried INTEGER, succeeded INTEGER, due INTEGER NOT "
    "NULL DEFAULT 0,"
    "  failing_since INTEGER, failures INTEGER NOT NULL DEFAULT 0, error TEXT, told INTEGER,"
    "  retired INTEGER);"
    "CREATE TABLE article ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, feed INTEGER NOT NULL REFERENCES feed,"
    "  url TEXT NOT NULL UNIQUE, path TEXT NOT NULL UNIQUE,"
    "  title TEXT, author TEXT, published TEXT, language TEXT, words INTEGER NOT NULL,"
    "  stored INTEGER NOT NULL, number INTEGER NOT NULL,"
    "  simhash INTEGER, near INTEGER REFERENCES article ON DELETE SET NULL);"
    "CREATE INDEX article_feed ON article (feed);"
    "CREATE INDEX article_stored ON article (stored);"
    "CREATE INDEX article_near ON article (near) WHERE near IS NOT NULL;"
    "CREATE TABLE entry ("
    "  id INTEGER PRIMARY KEY, feed INTEGER NOT NULL REFERENCES feed ON DELETE CASCADE,"
    "  key TEXT NOT NULL, url TEXT, title TEXT, author TEXT, published TEXT, updated TEXT,"
    "  digest TEXT NOT NULL, content TEXT, base TEXT, language TEXT,"
    "  seen INTEGER NOT NULL, state INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0,"
    "  due INTEGER NOT NULL DEFAULT 0, error TEXT,"
    "  article INTEGER REFERENCES article ON DELETE SET NULL, UNIQUE (feed, key));"
    "CREATE INDEX entry_waiting ON entry (due) WHERE state = 0;"
    "CREATE INDEX entry_article ON entry (article);"
    "CREATE TABLE version ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,"
    "  number INTEGER NOT NULL, path TEXT NOT NULL, fetched INTEGER NOT NULL,"
    "  url TEXT, source TEXT NOT NULL, digest TEXT NOT NULL, text_digest TEXT NOT NULL,"
    "  etag TEXT, last_modified TEXT,"
    "  raw_id TEXT, raw_file TEXT, raw_offset INTEGER, UNIQUE (article, number));"
    "CREATE INDEX version_text ON version (text_digest);"
    "CREATE TABLE alias ("
    "  url TEXT PRIMARY KEY, article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE"
    ") WITHOUT ROWID;"
    "CREATE INDEX alias_article ON alias (article);"
    "CREATE TABLE part ("
    "  part INTEGER NOT NULL, article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,"
    "  simhash INTEGER NOT NULL, PRIMARY KEY (part, article)) WITHOUT ROWID;"
    "CREATE INDEX part_article ON part (article);"
    "CREATE TABLE host ("
    "  origin TEXT PRIMARY KEY, robots BLOB, robots_until INTEGER NOT NULL,"
    "  wait_until INTEGER NOT NULL, failures INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE gone (path TEXT PRIMARY KEY) WITHOUT ROWID;"
    "CREATE TABLE raw (file TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE VIRTUAL TABLE search USING fts5("
    "  title, body, tokenize = 'unicode61 remove_diacritics 2');";

const char *const cp_schema_steps[] = { version_1, NULL };

static int64_t
newest(const char *const *steps)
{
    int64_t n = 0;

    while (steps[n])
        n++;
    return n;
}

/* The version; -1 and a message if this program cannot go on. */
static int64_t
read_version(struct cp_ctx *cx, struct cp_sql *db, const char *path, const char *const *steps)
{
    int64_t id = cp_sql_int(db, 0, "PRAGMA application_id", "");
    int64_t version = cp_sql_int(db, 0, "PRAGMA user_version", "");
    int64_t tables = cp_sql_int(db, 0, "SELECT count(*) FROM sqlite_schema", "");

    if (cp_sql_status(db))
        return -1;
    if (id != CP_SCHEMA_ID && (id || version || tables)) {
        cp_fail(cx, CLEANPAGE_BADARG, "%s: not a database of a cleanpage archive", path);
        return -1;
    }
    if (version > newest(steps)) {
        cp_fail(cx, CLEANPAGE_BADARG,
                "%s: made by a newer cleanpage (version %d of the tables, this one knows %d)",
                path, (int)version, (int)newest(steps));
        return -1;
    }
    return version;
}

static void
set_version(struct cp_sql *db, int64_t version)
{
    char pragma[96];

    snprintf(pragma, sizeof pragma, "PRAGMA application_id = %d; PRAGMA user_version = %d",
             CP_SCHEMA_ID, (int)version);
    cp_sql_script(db, pragma);
}

cleanpage_status
cp_schema_update(struct cp_ctx *cx, struct cp_sql *db, const char *path,
                 const char *const *steps)
{
    int64_t version;
    cleanpage_status st;

    cp_sql_begin(db);
    version = read_version(cx, db, path, steps);
    if (version < 0) {
        st = cp_sql_status(db) ? cp_sql_status(db) : CLEANPAGE_BADARG;
        cp_sql_rollback(db);
        return st;
    }
    if (steps[version]) {
        for (int64_t i = version; steps[i]; i++)
            cp_sql_script(db, steps[i]);
        set_version(db, newest(steps));
    }
    cp_sql_commit(db);
    st = cp_sql_status(db);
    if (st)
        cp_sql_rollback(db);
    return st;
}

cleanpage_status
cp_schema_check(struct cp_ctx *cx, struct cp_sql *db, const char *path,
                const char *const *steps)
{
    int64_t version = read_version(cx, db, path, steps);

    if (version < 0)
        return cp_sql_status(db) ? cp_sql_status(db) : CLEANPAGE_BADARG;
    if (version < newest(steps))
        return cp_fail(
            cx, CLEANPAGE_BADARG,
            "%s: made by an older cleanpage; the next \"archive run\" brings it forward", path);
    return CLEANPAGE_OK;
}
