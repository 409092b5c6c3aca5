/* Cleaning the kept pages again: see archive/reclean.h. */
#include "archive/reclean.h"

#include <string.h>
#include <unistd.h>

#include "archive/article.h"
#include "archive/matter.h"
#include "archive/page.h"
#include "archive/rawpage.h"
#include "archive/simhash.h"
#include "archive/staging.h"
#include "base/arena.h"

#define FILE_MAX (CP_INPUT_MAX * 4)
/* Texts of one transaction. */
#define BATCH 32

/* A version at hand; strings lie in the arena. */
struct version {
    int64_t id, article, number, newest;
    uint64_t offset;
    const char *path, *url, *raw_id, *raw_file, *digest, *title, *author, *published;
    bool from_feed;
};

struct recleaning {
    struct cp_archive *archive;
    cleanpage *cp;
    const struct cp_reclean_options *options;
    struct cp_reclean_counts *counts;
    struct cp_arena arena;
    struct cp_buf old, fresh;
    struct cp_page page;
    bool no_memory; /* for what a row says */
};

static void
tell(struct recleaning *r, const struct version *v, const char *event, bool is_trouble)
{
    if (r->options->tell)
        r->options->tell(r->options->user, v->path, event, is_trouble);
}

/* ------------------------------------------------------------------ one version */

/* The file as the archive wrote it; if it is another, or gone, it is not ours to change. */
static cleanpage_status
read_old(struct recleaning *r, const struct version *v, bool *is_ours)
{
    struct cp_ctx *cx = r->archive->cx;
    struct cp_buf path = { 0 };
    char digest[CP_DIGEST_MAX];
    cleanpage_status st = CLEANPAGE_NOMEM;
    bool is_there;

    *is_ours = false;
    cp_buf_clear(&r->old);
    r->old.max = FILE_MAX;
    if (!cp_archive_path(r->archive, &path, cp_slice_of(v->path)))
        return cp_fail(cx, st, "out of memory");
    is_there = access(path.p, F_OK) == 0;
    st = is_there ? cp_buf_read_file(cx, &r->old, path.p) : CLEANPAGE_OK;
    if (is_there && !st) {
        cp_digest(cp_buf_slice(&r->old), digest);
        *is_ours = strcmp(digest, v->digest) == 0;
    }
    cp_buf_clear(&path);
    return st;
}

static cleanpage_status
clean(struct recleaning *r, const struct version *v)
{
    struct cp_rawpage raw = { .file = cp_slice_of(v->raw_file),
                              .id = cp_slice_of(v->raw_id),
                              .offset = v->offset,
                              .url = v->url,
                              .from_feed = v->from_feed };

    return cp_rawpage_clean(r->archive, r->cp, &raw, r->archive->format, &r->page);
}

static const char *
first_of(const char *a, const char *b)
{
    return a && *a ? a : b;
}

static cleanpage_status
write_version(struct recleaning *r, const struct version *v)
{
    char digest[CP_DIGEST_MAX];
    struct cp_article_facts facts = {
        .title = first_of(cp_page_field(&r->page, CP_PAGE_TITLE), v->title),
        .author = r->page.author.n ? r->page.author.p : v->author,
        .published = v->published,
        .language = cp_page_field(&r->page, CP_PAGE_LANGUAGE),
        .text = cp_buf_slice(&r->page.text),
        .words = r->page.words,
        .simhash = r->page.simhash,
        .number = v->number,
    };
    cleanpage_status st;

    cp_digest(cp_buf_slice(&r->fresh), digest);
    cp_sql_begin(r->archive->db);
    cp_sql_do(r->archive->db, "UPDATE version SET digest = ?, text_digest = ? WHERE id = ?",
              "tti", digest, r->page.digest, v->id);
    if (v->number == v->newest)
        cp_article_describe(r->archive, v->article, &facts);
    st = cp_sql_status(r->archive->db);
    if (!st)
        st = cp_staging_put(r->archive, v->id, cp_buf_slice(&r->fresh));
    if (!st && r->archive->staged_count >= BATCH)
        st = cp_archive_commit(r->archive);
    return st;
}

/* The new text, with what the old one says of its place in the archive. */
static bool
make_fresh(struct recleaning *r)
{
    char fingerprint[CP_SIMHASH_TEXT];
    struct cp_matter matter;
    struct cp_slice body;

    r->fresh.n = 0;
    if (!cp_matter_read(&r->arena, cp_buf_slice(&r->old), &matter, &body))
        return false;
    cp_simhash_write(r->page.simhash, r->page.words, fingerprint);
    matter.text = cp_slice_of(r->page.digest);
    matter.fingerprint = cp_slice_of(fingerprint);
    cp_matter_put(&r->fresh, cp_buf_slice(&r->page.file), &matter);
    return !cp_buf_failed(&r->fresh);
}

static cleanpage_status
leave(struct recleaning *r, const struct version *v, uint64_t *count, const char *why)
{
    ++*count;
    tell(r, v, why, true);
    return CLEANPAGE_OK;
}

static cleanpage_status
reclean_one(struct recleaning *r, const struct version *v)
{
    struct cp_reclean_counts *counts = r->counts;
    cleanpage_status st;
    bool is_ours;

    counts->versions++;
    if (!*v->raw_id)
        return leave(r, v, &counts->without_raw, "its page was not kept");
    st = read_old(r, v, &is_ours);
    if (!st && !is_ours)
        return leave(r, v, &counts->edited, "edited or gone: left as it is");
    if (!st)
        st = clean(r, v);
    if (st == CLEANPAGE_NOMEM)
        return st;
    if (st)
        return leave(r, v, &counts->failed, r->archive->cx->message);
    if (!r->page.words || !make_fresh(r))
        return leave(r, v, &counts->failed, "would have no text: left as it is");
    if (cp_slice_eq(cp_buf_slice(&r->fresh), cp_buf_slice(&r->old))) {
        counts->same++;
        return CLEANPAGE_OK;
    }
    counts->changed++;
    tell(r, v, r->options->dry_run ? "would change" : "changed", false);
    return r->options->dry_run ? CLEANPAGE_OK : write_version(r, v);
}

/* ------------------------------------------------------------------ all of them */

/* The version of the least id above `after`; false at the end. */
static bool
next_version(struct recleaning *r, int64_t after, struct version *v)
{
    struct cp_rows *rows = cp_sql_query(
        r->archive->db,
        "SELECT v.id, v.article, v.number, a.number, v.raw_offset, v.source = 'feed', v.path, "
        "v.url, v.raw_id, v.raw_file, v.digest, a.title, a.author, a.published FROM version v "
        "JOIN article a ON a.id = v.article WHERE v.id > ?1 AND (?2 = 0 OR a.feed = ?2) "
        "ORDER BY v.id LIMIT 1",
        "ii", after, r->options->feed);

    cp_arena_reset(&r->arena);
    if (!cp_rows_next(rows))
        return false;
    *v = (struct version){ .id = cp_rows_int(rows, 0),
                           .article = cp_rows_int(rows, 1),
                           .number = cp_rows_int(rows, 2),
                           .newest = cp_rows_int(rows, 3),
                           .offset = (uint64_t)cp_rows_int(rows, 4),
                           .from_feed = cp_rows_int(rows, 5) != 0,
                           .path = cp_rows_keep(rows, 6, &r->arena, &r->no_memory),
                           .url = cp_rows_keep(rows, 7, &r->arena, &r->no_memory),
                           .raw_id = cp_rows_keep(rows, 8, &r->arena, &r->no_memory),
                           .raw_file = cp_rows_keep(rows, 9, &r->arena, &r->no_memory),
                           .digest = cp_rows_keep(rows, 10, &r->arena, &r->no_memory),
                           .title = cp_rows_keep(rows, 11, &r->arena, &r->no_memory),
                           .author = cp_rows_keep(rows, 12, &r->arena, &r->no_memory),
                           .published = cp_rows_keep(rows, 13, &r->arena, &r->no_memory) };
    cp_rows_end(rows);
    return !r->no_memory;
}

cleanpage_status
cp_reclean(struct cp_archive *archive, cleanpage *cp, const struct cp_reclean_options *options,
           struct cp_reclean_counts *counts)
{
    struct recleaning r = {
        .archive = archive, .cp = cp, .options = options, .counts = counts
    };
    struct version v = { 0 };
    cleanpage_status st = CLEANPAGE_OK;

    *counts = (struct cp_reclean_counts){ 0 };
    cp_arena_init(&r.arena, 0);
    while (!st && !(options->stop && *options->stop) && next_version(&r, v.id, &v))
        st = reclean_one(&r, &v);
    if (!st && r.no_memory)
        st = cp_fail(archive->cx, CLEANPAGE_NOMEM, "out of memory");
    if (!st)
        st = cp_sql_status(archive->db);
    if (st)
        cp_archive_undo(archive);
    else
        st = cp_archive_commit(archive);
    cp_page_clear(&r.page);
    cp_buf_clear(&r.old);
    cp_buf_clear(&r.fresh);
    cp_arena_clear(&r.arena);
    return st;
}
