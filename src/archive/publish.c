/* Articles of an archive, handed to an export: see archive/publish.h. */
#include "archive/publish.h"

#include "archive/matter.h"
#include "archive/page.h"
#include "archive/rawpage.h"
#include "archive/when.h"
#include "archive/xhtml.h"
#include "base/arena.h"
#include "base/utf8.h"

/* Bytes of a text that stand for it where a summary is shown. */
#define SUMMARY_BYTES 300

struct publishing {
    struct cp_archive *archive;
    cleanpage *cp;
    struct cp_export *export;
    struct cp_arena arena; /* of the article at hand */
    struct cp_page page;
    struct cp_buf file, html;
    uint64_t count;
    const volatile sig_atomic_t *stop;
    cleanpage_status st;
};

/* Rows and files may have been changed by others: an export is valid UTF-8 nevertheless. */
static struct cp_slice
keep(struct publishing *p, struct cp_slice text)
{
    struct cp_slice copy = cp_utf8_keep(&p->arena, text);

    if (!copy.p && !p->st)
        p->st = cp_fail(p->archive->cx, CLEANPAGE_NOMEM, "out of memory");
    return copy;
}

static struct cp_slice
keep_string(struct publishing *p, const char *string)
{
    return keep(p, cp_slice_of(string));
}

/* ------------------------------------------------------------------ the text */

/* Cleans the page of the newest version; false if it was not kept or gives nothing. */
static bool
clean_raw(struct publishing *p, int64_t article)
{
    struct cp_rows *rows =
        cp_sql_query(p->archive->db,
                     "SELECT raw_file, raw_offset, raw_id, url, source = 'feed' FROM version "
                     "WHERE article = ? AND raw_id IS NOT NULL ORDER BY number DESC LIMIT 1",
                     "i", article);
    struct cp_rawpage raw;
    cleanpage_status st;

    if (!cp_rows_next(rows))
        return false;
    raw = (struct cp_rawpage){ .file = cp_rows_text(rows, 0),
                               .offset = (uint64_t)cp_rows_int(rows, 1),
                               .id = cp_rows_text(rows, 2),
                               .url = cp_rows_text(rows, 3).n ? cp_rows_text(rows, 3).p : "",
                               .from_feed = cp_rows_int(rows, 4) != 0 };
    st = cp_rawpage_clean(p->archive, p->cp, &raw, CLEANPAGE_HTML, &p->page);
    cp_rows_end(rows);
    if (st == CLEANPAGE_NOMEM)
        p->st = st;
    return !st && p->page.words;
}

static void
put_cleaned(struct publishing *p, struct cp_export_article *article)
{
    p->st = cp_xhtml_put_html(p->archive->cx, &p->html, cp_buf_slice(&p->page.file));
    article->text = cp_buf_slice(&p->page.text);
}

/* Without a page the file's own text is all there is. */
static void
put_file(struct publishing *p, struct cp_export_article *article)
{
    struct cp_matter matter;
    struct cp_slice body;

    cp_buf_clear(&p->file);
    p->st = cp_article_read(p->archive, article->id, 0, &p->file);
    if (p->st)
        return;
    body = cp_buf_slice(&p->file);
    cp_matter_read(&p->arena, body, &matter, &body);
    article->text = keep(p, body);
    cp_xhtml_put_text(&p->html, article->text);
}

/* The first words of the text, whole ones. */
static struct cp_slice
summary_of(struct cp_slice text)
{
    size_t n = text.n;

    if (n <= SUMMARY_BYTES)
        return text;
    for (n = SUMMARY_BYTES; n > 0 && !cp_is_space((unsigned char)text.p[n]); n--)
        continue;
    /* A script without spaces: between two characters. */
    if (n < SUMMARY_BYTES / 2)
        for (n = SUMMARY_BYTES; n > 0 && ((unsigned char)text.p[n] & 0xc0) == 0x80; n--)
            continue;
    return (struct cp_slice){ text.p, n };
}

/* ------------------------------------------------------------------ articles */

static void
set_updated(struct publishing *p, struct cp_export_article *article)
{
    struct cp_buf when = { 0 };
    int64_t fetched = cp_sql_int(p->archive->db, 0,
                                 "SELECT fetched FROM version WHERE article = ? "
                                 "ORDER BY number DESC LIMIT 1",
                                 "i", article->id);

    cp_when_put(&when, fetched);
    article->updated.p = cp_arena_strndup(&p->arena, when.n ? when.p : "", when.n);
    article->updated.n = article->updated.p ? when.n : 0;
    if (when.no_memory || !article->updated.p)
        p->st = cp_fail(p->archive->cx, CLEANPAGE_NOMEM, "out of memory");
    cp_buf_clear(&when);
}

static bool
is_stopped(const struct publishing *p)
{
    return p->stop && *p->stop;
}

static bool
on_article(void *user, const struct cp_article_row *row)
{
    struct publishing *p = user;
    struct cp_export_article article;

    cp_arena_reset(&p->arena);
    article = (struct cp_export_article){ .id = row->id,
                                          .title = keep_string(p, row->title),
                                          .author = keep_string(p, row->author),
                                          .published = keep_string(p, row->published),
                                          .url = keep_string(p, row->url),
                                          .feed_title = keep_string(p, row->feed_title),
                                          .feed_name = keep_string(p, row->feed),
                                          .language = keep_string(p, row->language),
                                          .path = keep_string(p, row->path) };
    p->html.n = 0;
    if (p->st)
        return false;
    set_updated(p, &article);
    if (!article.published.n)
        article.published = article.updated;
    if (!p->st && clean_raw(p, row->id))
        put_cleaned(p, &article);
    else if (!p->st)
        put_file(p, &article);
    article.html = cp_buf_slice(&p->html);
    article.summary = summary_of(article.text);
    if (!p->st)
        p->st = cp_export_add(p->archive->cx, p->export, &article);
    p->count += !p->st;
    return !p->st && !is_stopped(p);
}

static void
add_all(struct publishing *p, const struct cp_publish_options *options)
{
    cleanpage_status st;

    if (!options->article_count) {
        st = cp_list_articles(p->archive, &options->list, on_article, p);
        p->st = p->st ? p->st : st;
    }
    for (size_t i = 0; !p->st && !is_stopped(p) && i < options->article_count; i++) {
        struct cp_list_options one = { .article = options->articles[i], .most = 1 };
        uint64_t before = p->count;

        st = cp_list_articles(p->archive, &one, on_article, p);
        p->st = p->st ? p->st : st;
        if (!p->st && p->count == before)
            p->st = cp_fail(p->archive->cx, CLEANPAGE_READ, "%lld: no such article",
                            (long long)options->articles[i]);
    }
}

/* ------------------------------------------------------------------ what the whole is */

struct whole {
    struct cp_buf title, id, date;
};

static void
put_setting(struct cp_archive *archive, const char *sql, int64_t argument, struct cp_buf *out)
{
    struct cp_rows *rows = cp_sql_query(archive->db, sql, "i", argument);
    struct cp_arena arena = { 0 };

    if (!cp_rows_next(rows))
        return;
    cp_buf_put_slice(out, cp_utf8_keep(&arena, cp_rows_text(rows, 0)));
    cp_rows_end(rows);
    cp_arena_clear(&arena);
}

static void
describe_whole(struct cp_archive *archive, const struct cp_publish_options *options,
               struct whole *whole)
{
    int64_t newest = cp_sql_int(archive->db, 0, "SELECT max(stored) FROM article", "");

    if (options->list.feed)
        put_setting(archive, "SELECT coalesce(title, name) FROM feed WHERE id = ?",
                    options->list.feed, &whole->title);
    else
        cp_buf_puts(&whole->title, "Archive");
    put_setting(archive, "SELECT value FROM setting WHERE name = 'id' AND ? = 0", 0,
                &whole->id);
    cp_when_put(&whole->date, newest ? newest : cp_archive_now(archive));
}

cleanpage_status
cp_publish(struct cp_archive *archive, cleanpage *cp, const struct cp_publish_options *options,
           uint64_t *count)
{
    struct publishing p = { .archive = archive, .cp = cp, .stop = options->stop };
    struct whole whole = { 0 };
    struct cp_export_about about;
    cleanpage_status st;
    bool was_stopped;

    describe_whole(archive, options, &whole);
    about = (struct cp_export_about){ .title = cp_buf_slice(&whole.title),
                                      .id = cp_buf_slice(&whole.id),
                                      .date = cp_buf_slice(&whole.date) };
    cp_arena_init(&p.arena, 0);
    st = cp_export_begin(archive->cx, options->format, options->path, &about, &p.export);
    if (!st)
        add_all(&p, options);
    was_stopped = is_stopped(&p);
    if (!st && (p.st || was_stopped))
        cp_export_drop(p.export);
    else if (!st)
        st = cp_export_end(archive->cx, p.export);
    *count = was_stopped ? 0 : p.count;
    cp_page_clear(&p.page);
    cp_buf_clear(&p.file);
    cp_buf_clear(&p.html);
    cp_buf_clear(&whole.title);
    cp_buf_clear(&whole.id);
    cp_buf_clear(&whole.date);
    cp_arena_clear(&p.arena);
    return st ? st : p.st;
}
