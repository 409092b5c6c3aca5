/* From what was found to rows: see archive/restore.h. */
#include "archive/restore.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "archive/address.h"
#include "archive/article.h"
#include "archive/entry.h"
#include "archive/follow.h"
#include "archive/matter.h"
#include "archive/page.h"
#include "archive/rawpage.h"
#include "archive/simhash.h"
#include "archive/staging.h"
#include "archive/when.h"
#include "base/arena.h"

#define FILE_MAX (CP_INPUT_MAX * 4)
#define BATCH 32

/* A version that was found; strings lie in the arena, "" is not known. */
struct version {
    int64_t number, fetched, offset;
    const char *file, *digest, *feed, *entry, *source, *url, *title, *author, *published;
    const char *language, *raw_id, *raw_file, *text_digest, *fingerprint;
};

struct restoring {
    struct cp_archive *archive;
    cleanpage *cp;
    const struct cp_rebuild_options *options;
    struct cp_rebuild_counts *counts;
    struct cp_arena arena;
    struct cp_buf base; /* path of the article at hand */
    int64_t article, newest;
    struct cp_buf text;  /* of the version at hand, a whole file */
    struct cp_page page; /* of a version whose file is gone */
    bool no_memory;      /* for what a row says */
};

static void
tell(struct restoring *r, const char *event)
{
    if (r->options->tell)
        r->options->tell(r->options->user, cp_buf_str(&r->base), event);
}

/* ------------------------------------------------------------------ texts */

static cleanpage_status
read_file(struct restoring *r, const struct version *v)
{
    struct cp_buf path = { 0 };
    cleanpage_status st = CLEANPAGE_NOMEM;

    if (cp_archive_path(r->archive, &path, cp_slice_of(v->file)))
        st = cp_buf_read_file(r->archive->cx, &r->text, path.p);
    cp_buf_clear(&path);
    return st;
}

static cleanpage_status
clean_raw(struct restoring *r, const struct version *v)
{
    struct cp_rawpage raw = { .file = cp_slice_of(v->raw_file),
                              .id = cp_slice_of(v->raw_id),
                              .offset = (uint64_t)v->offset,
                              .url = v->url,
                              .from_feed = strcmp(v->source, "feed") == 0 };

    return cp_rawpage_clean(r->archive, r->cp, &raw, r->archive->format, &r->page);
}

static void
make_text(struct restoring *r, const struct version *v)
{
    struct cp_buf fetched = { 0 };
    char number[24], fingerprint[CP_SIMHASH_TEXT];
    struct cp_matter matter = { .title = cp_slice_of(v->title),
                                .author = cp_slice_of(v->author),
                                .published = cp_slice_of(v->published),
                                .feed = cp_slice_of(v->feed),
                                .entry = cp_slice_of(v->entry),
                                .source = cp_slice_of(v->source),
                                .raw = cp_slice_of(v->raw_id) };

    snprintf(number, sizeof number, "%lld", (long long)v->number);
    cp_when_put(&fetched, v->fetched);
    matter.fetched = cp_buf_slice(&fetched);
    matter.version = cp_slice_of(number);
    matter.text = cp_slice_of(r->page.digest);
    cp_simhash_write(r->page.simhash, r->page.words, fingerprint);
    matter.fingerprint = cp_slice_of(fingerprint);
    cp_matter_put(&r->text, cp_buf_slice(&r->page.file), &matter);
    cp_buf_clear(&fetched);
}

static const char *
first_of(const char *a, const char *b)
{
    return a && *a ? a : b;
}

/* The version's whole text, from its file or else its raw page. */
static cleanpage_status
get_text(struct restoring *r, struct version *v)
{
    cleanpage_status st;

    cp_buf_clear(&r->text);
    r->text.max = FILE_MAX;
    cp_page_clear(&r->page);
    if (*v->file)
        return read_file(r, v);
    st = clean_raw(r, v);
    if (st)
        return st;
    v->title = first_of(cp_page_field(&r->page, CP_PAGE_TITLE), v->title);
    v->author = first_of(r->page.author.p, v->author);
    v->published = first_of(v->published, cp_page_field(&r->page, CP_PAGE_PUBLISHED));
    v->language = cp_page_field(&r->page, CP_PAGE_LANGUAGE);
    make_text(r, v);
    return CLEANPAGE_OK;
}

/* ------------------------------------------------------------------ rows */

/* The feed of an article; one that feeds.opml does not have keeps its directory. */
static cleanpage_status
find_feed(struct restoring *r, const struct version *v, int64_t *id)
{
    size_t n = 0;
    char *name;
    bool fresh;

    while (n < r->base.n && r->base.p[n] != '/')
        n++;
    *id = cp_sql_int(r->archive->db, 0, "SELECT id FROM feed WHERE name = ?", "s",
                     (struct cp_slice){ r->base.p, n });
    if (*id)
        return CLEANPAGE_OK;
    name = cp_arena_strndup(&r->arena, r->base.p, n);
    r->counts->feeds++;
    return name ? cp_follow(r->archive, v->feed, NULL, NULL, name, id, &fresh)
                : CLEANPAGE_NOMEM;
}

static cleanpage_status
insert_article(struct restoring *r, const struct version *v)
{
    struct cp_sql *db = r->archive->db;
    struct cp_buf url = { 0 };
    int64_t feed;
    cleanpage_status st = find_feed(r, v, &feed);

    if (st)
        return st;
    if (!*v->url || !cp_address_put_canonical(r->cp, &url, v->url) ||
        cp_sql_int(db, 0, "SELECT 1 FROM article WHERE url = ?", "s", cp_buf_slice(&url))) {
        url.n = 0;
        cp_buf_puts(&url, v->feed);
        cp_buf_putc(&url, '#');
        cp_buf_puts(&url, v->entry);
    }
    if (cp_buf_failed(&url))
        cp_sql_starve(db);
    cp_sql_do(db,
              "INSERT INTO article (feed, url, path, words, stored, number) "
              "VALUES (?, ?, ?, 0, ?, 0)",
              "issi", feed, cp_buf_slice(&url), cp_buf_slice(&r->base), v->fetched);
    r->article = cp_sql_last_id(db);
    cp_address_add(r->archive, r->cp, *v->url ? v->url : cp_buf_str(&url), r->article);
    /* No digest: the next look at the feed takes what it says for what it said before. */
    cp_sql_do(db,
              "INSERT OR IGNORE INTO entry (feed, key, url, title, published, digest, seen, "
              "state, article) VALUES (?, ?, ?, ?, ?, '', ?, ?, ?)",
              "ittttiii", feed, v->entry, v->url, v->title, v->published, v->fetched,
              (int64_t)CP_ENTRY_STORED, r->article);
    r->counts->articles++;
    cp_buf_clear(&url);
    return cp_sql_status(db);
}

/*
 * The text of a Markdown file is for search alone: its marks do no harm there, but the
 * addresses and the title in it would be taken for words of the article.
 */
static void
describe(struct restoring *r, const struct version *v)
{
    struct cp_matter matter;
    struct cp_slice body = cp_buf_slice(&r->text);
    struct cp_article_facts facts = { .title = v->title,
                                      .author = v->author,
                                      .published = v->published,
                                      .language = v->language,
                                      .number = v->number };

    cp_matter_read(&r->arena, body, &matter, &body);
    facts.text = r->page.is_clean ? cp_buf_slice(&r->page.text) : body;
    if (r->page.is_clean ||
        !cp_simhash_read(cp_slice_of(v->fingerprint), &facts.simhash, &facts.words))
        facts.simhash = cp_simhash(facts.text, &facts.words);
    cp_article_describe(r->archive, r->article, &facts);
}

static void
put_path(const struct restoring *r, const struct version *v, struct cp_buf *path)
{
    if (v->number == r->newest)
        cp_buf_put_slice(path, cp_buf_slice(&r->base));
    else
        cp_article_put_old_path(path, cp_buf_slice(&r->base), v->number);
}

/* A run that was cut off may have left a version under the name of another. */
static cleanpage_status
move_file(struct restoring *r, const struct version *v, const char *path)
{
    struct cp_buf from = { 0 }, to = { 0 };
    int error = ENOMEM;

    if (strcmp(v->file, path) == 0)
        return CLEANPAGE_OK;
    if (cp_archive_path(r->archive, &from, cp_slice_of(v->file)) &&
        cp_archive_path(r->archive, &to, cp_slice_of(path)))
        error = access(to.p, F_OK) == 0 ? EEXIST : rename(from.p, to.p) == 0 ? 0 : errno;
    cp_buf_clear(&from);
    cp_buf_clear(&to);
    return error ? cp_archive_fail(r->archive, cp_slice_of(path), error) : CLEANPAGE_OK;
}

static cleanpage_status
insert_version(struct restoring *r, const struct version *v)
{
    struct cp_buf path = { 0 };
    char digest[CP_DIGEST_MAX];
    bool has_raw = *v->raw_id && *v->raw_file;
    cleanpage_status st = CLEANPAGE_OK;

    put_path(r, v, &path);
    cp_digest(cp_buf_slice(&r->text), digest);
    if (!cp_buf_str(&path))
        return cp_fail(r->archive->cx, CLEANPAGE_NOMEM, "out of memory");
    cp_sql_do(r->archive->db,
              "INSERT INTO version (article, number, path, fetched, url, source, digest, "
              "text_digest, raw_id, raw_file, raw_offset) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
              "iititttttti", r->article, v->number, path.p, v->fetched, v->url, v->source,
              digest, r->page.is_clean ? r->page.digest : v->text_digest, has_raw ? v->raw_id : NULL,
              has_raw ? v->raw_file : NULL, v->offset);
    st = cp_sql_status(r->archive->db);
    if (!st && *v->file)
        st = move_file(r, v, path.p);
    else if (!st)
        st = cp_staging_put(r->archive, cp_sql_last_id(r->archive->db), cp_buf_slice(&r->text));
    if (!st && !*v->file) {
        r->counts->restored++;
        tell(r, "restored from its raw page");
    }
    r->counts->versions++;
    cp_buf_clear(&path);
    return st;
}

/* ------------------------------------------------------------------ one article */

/* The version of the article at hand with the least number above `after`; false at the end. */
static bool
next_version(struct restoring *r, int64_t after, struct version *v)
{
    struct cp_rows *rows = cp_sql_query(
        r->archive->db,
        "SELECT number, fetched, raw_offset, file, digest, feed, entry, source, url, title, "
        "author, published, language, raw_id, raw_file, text_digest, fingerprint FROM found "
        "WHERE base = ? AND number > ? ORDER BY number LIMIT 1",
        "si", cp_buf_slice(&r->base), after);

    if (!cp_rows_next(rows))
        return false;
    *v = (struct version){ .number = cp_rows_int(rows, 0),
                           .fetched = cp_rows_int(rows, 1),
                           .offset = cp_rows_int(rows, 2),
                           .file = cp_rows_keep(rows, 3, &r->arena, &r->no_memory),
                           .digest = cp_rows_keep(rows, 4, &r->arena, &r->no_memory),
                           .feed = cp_rows_keep(rows, 5, &r->arena, &r->no_memory),
                           .entry = cp_rows_keep(rows, 6, &r->arena, &r->no_memory),
                           .source = cp_rows_keep(rows, 7, &r->arena, &r->no_memory),
                           .url = cp_rows_keep(rows, 8, &r->arena, &r->no_memory),
                           .title = cp_rows_keep(rows, 9, &r->arena, &r->no_memory),
                           .author = cp_rows_keep(rows, 10, &r->arena, &r->no_memory),
                           .published = cp_rows_keep(rows, 11, &r->arena, &r->no_memory),
                           .language = cp_rows_keep(rows, 12, &r->arena, &r->no_memory),
                           .raw_id = cp_rows_keep(rows, 13, &r->arena, &r->no_memory),
                           .raw_file = cp_rows_keep(rows, 14, &r->arena, &r->no_memory),
                           .text_digest = cp_rows_keep(rows, 15, &r->arena, &r->no_memory),
                           .fingerprint = cp_rows_keep(rows, 16, &r->arena, &r->no_memory) };
    cp_rows_end(rows);
    return !r->no_memory;
}

static cleanpage_status
restore_version(struct restoring *r, struct version *v)
{
    cleanpage_status st = get_text(r, v);

    if (st == CLEANPAGE_NOMEM)
        return st;
    if (st) {
        r->counts->left++;
        tell(r, r->archive->cx->message);
        return CLEANPAGE_OK;
    }
    if (!r->article)
        st = insert_article(r, v);
    if (!st)
        st = insert_version(r, v);
    if (!st && v->number == r->newest)
        describe(r, v);
    return st ? st : cp_sql_status(r->archive->db);
}

static cleanpage_status
restore_article(struct restoring *r)
{
    struct version v = { 0 };
    cleanpage_status st = CLEANPAGE_OK;

    cp_arena_reset(&r->arena);
    cp_sql_begin(r->archive->db);
    r->article = 0;
    r->newest = cp_sql_int(r->archive->db, 0, "SELECT max(number) FROM found WHERE base = ?",
                           "s", cp_buf_slice(&r->base));
    while (!st && next_version(r, v.number, &v))
        st = restore_version(r, &v);
    if (!st && r->no_memory)
        st = cp_fail(r->archive->cx, CLEANPAGE_NOMEM, "out of memory");
    if (!st && r->archive->staged_count >= BATCH)
        st = cp_archive_commit(r->archive);
    return st;
}

static bool
next_base(struct restoring *r)
{
    struct cp_rows *rows = cp_sql_query(
        r->archive->db, "SELECT base FROM found WHERE base > ? ORDER BY base LIMIT 1", "s",
        (struct cp_slice){ r->base.n ? r->base.p : "", r->base.n });

    if (!cp_rows_next(rows))
        return false;
    r->base.n = 0;
    cp_buf_put_slice(&r->base, cp_rows_text(rows, 0));
    cp_rows_end(rows);
    return cp_buf_str(&r->base) != NULL;
}

/* A text whose file is gone is compared with those that have a lower number. */
static void
find_original(struct restoring *r, int64_t id)
{
    struct cp_sql *db = r->archive->db;
    struct cp_buf path = { 0 };
    struct cp_article_facts facts = {
        .words = (size_t)cp_sql_int(db, 0, "SELECT words FROM article WHERE id = ?", "i", id),
        .simhash =
            (uint64_t)cp_sql_int(db, 0, "SELECT simhash FROM article WHERE id = ?", "i", id),
        .feed = cp_sql_int(db, 0, "SELECT feed FROM article WHERE id = ?", "i", id),
    };
    int64_t near = cp_article_find_near(r->archive, &facts, id, &path);

    if (near)
        cp_sql_do(db, "UPDATE article SET near = ? WHERE id = ?", "ii", near, id);
    cp_buf_clear(&path);
}

/* Which article is a copy of which: the files tell. */
static cleanpage_status
link_copies(struct restoring *r)
{
    struct cp_sql *db = r->archive->db;
    int64_t id = 0;

    cp_sql_begin(db);
    cp_sql_do(db,
              "UPDATE article SET near = (SELECT o.id FROM found f JOIN article o "
              "ON o.path = f.duplicate_of WHERE f.base = article.path "
              "AND f.number = article.number AND o.id <> article.id)",
              "");
    while ((id = cp_sql_int(db, 0, "SELECT min(id) FROM article WHERE id > ?", "i", id)))
        if (cp_sql_int(db, 0,
                       "SELECT f.file IS NULL FROM article a JOIN found f ON f.base = a.path "
                       "AND f.number = a.number WHERE a.id = ?",
                       "i", id))
            find_original(r, id);
    return cp_sql_status(db);
}

cleanpage_status
cp_restore_all(struct cp_archive *archive, cleanpage *cp,
               const struct cp_rebuild_options *options, struct cp_rebuild_counts *counts)
{
    struct restoring r = { .archive = archive, .cp = cp, .options = options, .counts = counts };
    cleanpage_status st = CLEANPAGE_OK;

    cp_arena_init(&r.arena, 0);
    while (!st && next_base(&r))
        st = restore_article(&r);
    if (!st)
        st = cp_sql_status(archive->db);
    if (!st)
        st = link_copies(&r);
    cp_page_clear(&r.page);
    cp_buf_clear(&r.text);
    cp_buf_clear(&r.base);
    cp_arena_clear(&r.arena);
    return st;
}
