/* What lies beside a lost database: see archive/found.h. */
#include "archive/found.h"

#include "archive/matter.h"
#include "archive/names.h"
#include "archive/walk.h"
#include "archive/when.h"
#include "base/arena.h"

#define FILE_MAX (CP_INPUT_MAX * 4)

/*
 * file: where its text lies, NULL if it is gone. raw_*: where its page lies; url: of that page.
 * The rest as the front matter or the record has it.
 */
static const char table[] =
    "CREATE TEMP TABLE found ("
    "  base TEXT NOT NULL, number INTEGER NOT NULL, file TEXT,"
    "  digest TEXT, feed TEXT, entry TEXT, fetched INTEGER,"
    "  source TEXT, url TEXT, title TEXT, author TEXT, published TEXT,"
    "  language TEXT, text_digest TEXT, raw_id TEXT, raw_file TEXT, raw_offset INTEGER,"
    "  fingerprint TEXT, duplicate_of TEXT,"
    "  PRIMARY KEY (base, number));"
    "CREATE INDEX temp.found_raw ON found (raw_id);"
    "CREATE INDEX temp.found_entry ON found (feed, entry);";

struct gathering {
    struct cp_archive *archive;
    const struct cp_rebuild_options *options;
    struct cp_rebuild_counts *counts;
    struct cp_arena arena;
};

static void
leave(struct gathering *g, struct cp_slice path, const char *why)
{
    g->counts->left++;
    if (g->options->tell)
        g->options->tell(g->options->user, path.p, why);
}

static int64_t
number_of(struct cp_slice text)
{
    int64_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        if (!cp_is_digit((unsigned char)text.p[i]) || n > INT32_MAX)
            return 0;
        n = n * 10 + (text.p[i] - '0');
    }
    return n;
}

/* ------------------------------------------------------------------ files */

/* "x/2026/rain.v1.md" is a version of "x/2026/rain.md". */
static void
put_base(struct cp_buf *base, struct cp_slice path)
{
    size_t dot = path.n, before;

    while (dot > 0 && path.p[dot - 1] != '.')
        dot--;
    before = dot ? dot - 1 : 0;
    while (before > 0 && cp_is_digit((unsigned char)path.p[before - 1]))
        before--;
    if (before >= 2 && dot && before < dot - 1 && path.p[before - 1] == 'v' &&
        path.p[before - 2] == '.') {
        cp_buf_put(base, path.p, before - 1);
        cp_buf_put(base, path.p + dot, path.n - dot);
    } else {
        cp_buf_put_slice(base, path);
    }
}

static struct cp_slice
or_null(struct cp_slice s)
{
    return s.n ? s : (struct cp_slice){ 0 };
}

static void
insert_file(struct gathering *g, struct cp_slice path, const struct cp_matter *m,
            const char *digest)
{
    struct cp_buf base = { 0 };

    put_base(&base, path);
    cp_sql_do(g->archive->db,
              "INSERT OR IGNORE INTO found (base, number, file, digest, feed, entry, fetched, "
              "source, url, title, author, published, language, text_digest, raw_id, "
              "fingerprint, duplicate_of) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
              "sistssissssssssss", cp_buf_slice(&base), number_of(m->version), path, digest,
              m->feed, m->entry, cp_when_parse(m->fetched), m->source, or_null(m->url),
              or_null(m->title), or_null(m->author), or_null(m->published),
              or_null(m->language), m->text, or_null(m->raw), or_null(m->fingerprint),
              or_null(m->duplicate_of));
    if (!cp_sql_status(g->archive->db) && !cp_sql_changes(g->archive->db))
        leave(g, path, "says that it is what another file is");
    cp_buf_clear(&base);
}

static cleanpage_status
on_text(void *user, struct cp_slice path)
{
    struct gathering *g = user;
    struct cp_buf place = { 0 }, text = { .max = FILE_MAX };
    char digest[CP_DIGEST_MAX];
    struct cp_matter matter;
    struct cp_slice body;
    struct cp_ctx cx = { 0 };

    cp_arena_reset(&g->arena);
    if (!cp_archive_path(g->archive, &place, path) || cp_buf_read_file(&cx, &text, place.p)) {
        leave(g, path, "cannot be read");
    } else if (!cp_matter_read(&g->arena, cp_buf_slice(&text), &matter, &body) ||
               !number_of(matter.version)) {
        leave(g, path, "is no text of an archive");
    } else {
        cp_digest(cp_buf_slice(&text), digest);
        insert_file(g, path, &matter, digest);
    }
    cp_buf_clear(&place);
    cp_buf_clear(&text);
    return cp_sql_status(g->archive->db);
}

/* ------------------------------------------------------------------ raw pages */

/* Of two records for a version, the one that its file names counts, else the later. */
static void
insert_record(struct gathering *g, struct cp_slice file, const struct cp_warc_found *record)
{
    struct cp_slice base = cp_warc_field_of(record, "Cleanpage-File");
    int64_t number = number_of(cp_warc_field_of(record, "Cleanpage-Version"));

    if (!cp_name_is_article(base) || !number || record->is_digest_wrong)
        return;
    cp_sql_do(g->archive->db,
              "INSERT INTO found (base, number, feed, entry, fetched, source, url, raw_id, "
              "raw_file, raw_offset, title, author, published) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) "
              "ON CONFLICT (base, number) DO UPDATE SET raw_id = ?8, raw_file = ?9, "
              "raw_offset = ?10, url = ?7 WHERE file IS NULL OR raw_id = ?8",
              "sississssisss", base, number, cp_warc_field_of(record, "Cleanpage-Feed"),
              cp_warc_field_of(record, "Cleanpage-Entry"), cp_when_parse(record->date),
              cp_slice_eq(record->type, CP_LIT("resource")) ? CP_LIT("feed") : CP_LIT("page"),
              record->target, record->id, file, (int64_t)record->offset,
              cp_warc_field_of(record, "Cleanpage-Title"),
              cp_warc_field_of(record, "Cleanpage-Author"),
              cp_warc_field_of(record, "Cleanpage-Published"));
}

static cleanpage_status
on_raw(void *user, struct cp_slice path)
{
    struct gathering *g = user;
    struct cp_warc_reader *reader = NULL;
    struct cp_warc_found record;
    struct cp_buf place = { 0 };
    bool found = true;
    cleanpage_status st = CLEANPAGE_NOMEM;

    if (cp_archive_path(g->archive, &place, path))
        st = cp_warc_reader_open(g->archive->cx, place.p, CP_INPUT_MAX, &reader);
    while (!st && found && !cp_sql_status(g->archive->db)) {
        st = cp_warc_next(g->archive->cx, reader, &record, &found);
        if (st == CLEANPAGE_READ) {
            leave(g, path, g->archive->cx->message);
            st = CLEANPAGE_OK;
        } else if (!st && found) {
            insert_record(g, path, &record);
        }
    }
    cp_warc_reader_close(reader);
    cp_buf_clear(&place);
    return st == CLEANPAGE_NOMEM ? st : cp_sql_status(g->archive->db);
}

/*
 * A run that was ended before its commit leaves records of pages that the next one fetched
 * again, perhaps under another name: of an entry's articles those with files count, else the
 * latest.
 */
static void
drop_unfinished(struct cp_archive *archive)
{
    cp_sql_do(archive->db,
              "DELETE FROM found WHERE file IS NULL AND entry <> '' AND NOT EXISTS "
              "(SELECT 1 FROM found s WHERE s.base = found.base AND s.file IS NOT NULL) "
              "AND EXISTS (SELECT 1 FROM found o WHERE o.feed = found.feed "
              "AND o.entry = found.entry AND o.base <> found.base AND (o.file IS NOT NULL OR "
              "(o.fetched, o.raw_file, o.raw_offset) > "
              "(found.fetched, found.raw_file, found.raw_offset)))",
              "");
}

/* ------------------------------------------------------------------ all of it */

cleanpage_status
cp_found_gather(struct cp_archive *archive, const struct cp_rebuild_options *options,
                struct cp_rebuild_counts *counts)
{
    struct gathering g = { .archive = archive, .options = options, .counts = counts };
    cleanpage_status st;

    cp_arena_init(&g.arena, 0);
    cp_sql_script(archive->db, table);
    cp_sql_begin(archive->db);
    st = cp_walk_texts(archive, on_text, &g);
    if (!st)
        st = cp_walk_raw(archive, on_raw, &g);
    drop_unfinished(archive);
    cp_sql_commit(archive->db);
    cp_arena_clear(&g.arena);
    return st ? st : cp_sql_status(archive->db);
}

void
cp_found_drop(struct cp_archive *archive)
{
    if (!cp_sql_status(archive->db))
        cp_sql_script(archive->db, "DROP TABLE IF EXISTS temp.found");
}
