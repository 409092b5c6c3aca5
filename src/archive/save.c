/* Keeping a page: see archive/save.h. */
#include "archive/saving.h"

#include <stdio.h>
#include <string.h>

#include "archive/matter.h"
#include "archive/simhash.h"
#include "archive/staging.h"
#include "archive/when.h"

static const char *
first_of(const char *a, const char *b)
{
    return a && *a ? a : b;
}

/* ------------------------------------------------------------------ writing */

#define FIELDS 7

/*
 * What "rebuild" has to know of a version whose file is gone; the page may not tell the last
 * ones. Nobody misses a title of many kilobytes, but a head that is too long cannot be read
 * again.
 */
static size_t
fill_fields(struct cp_saving *s, struct cp_warc_field fields[FIELDS], char number[24])
{
    const struct cp_warc_field all[FIELDS] = {
        { "Cleanpage-Feed", cp_buf_slice(&s->feed_url) },
        { "Cleanpage-Entry", cp_slice_of(s->in->entry->key) },
        { "Cleanpage-File", cp_buf_slice(&s->path) },
        { "Cleanpage-Version", cp_slice_of(number) },
        { "Cleanpage-Title", cp_slice_of(s->title) },
        { "Cleanpage-Author", cp_slice_of(s->facts.author) },
        { "Cleanpage-Published", cp_slice_of(s->published) },
    };
    size_t n = 0;

    for (size_t i = 0; i < FIELDS; i++)
        if (all[i].value.n && all[i].value.n <= CP_ENTRY_KEY_MAX)
            fields[n++] = all[i];
    return n;
}

/* The redirects on the way are records of their own. */
static cleanpage_status
write_hops(struct cp_saving *s, const struct cp_crawl_result *answer)
{
    cleanpage_status st = CLEANPAGE_OK;

    for (size_t i = 0; !st && i + 1 < answer->hop_count; i++) {
        struct cp_warc_record record = {
            .type = "response",
            .target = answer->hops[i].url,
            .date = s->now,
            .content_type = "application/http;msgtype=response",
            .head = answer->hops[i].head,
            .payload = answer->hops[i].body,
        };
        st = cp_raw_write(s->archive, &record, &s->raw);
    }
    return st;
}

static cleanpage_status
write_raw(struct cp_saving *s)
{
    const struct cp_crawl_result *answer = s->in->answer;
    struct cp_warc_field fields[FIELDS];
    char number[24];
    struct cp_warc_record record = { .date = s->now, .fields = fields };
    cleanpage_status st = CLEANPAGE_OK;

    if (!s->archive->keeps_raw)
        return CLEANPAGE_OK;
    snprintf(number, sizeof number, "%lld", (long long)s->number);
    record.field_count = fill_fields(s, fields, number);
    if (s->in->from_feed || !answer || !answer->hop_count) {
        record.type = "resource";
        record.target = *s->in->url ? s->in->url : cp_buf_str(&s->url);
        record.content_type = "text/html;charset=utf-8";
        record.payload = s->in->raw_html;
    } else {
        const struct cp_crawl_hop *hop = &answer->hops[answer->hop_count - 1];

        record.type = "response";
        record.target = hop->url;
        record.content_type = "application/http;msgtype=response";
        record.head = hop->head;
        record.payload = hop->body;
        st = write_hops(s, answer);
    }
    return st ? st : cp_raw_write(s->archive, &record, &s->raw);
}

static void
make_file(struct cp_saving *s, struct cp_buf *file)
{
    char number[24], fingerprint[CP_SIMHASH_TEXT];
    struct cp_buf fetched = { 0 };
    struct cp_matter matter = { 0 };

    snprintf(number, sizeof number, "%lld", (long long)s->number);
    cp_simhash_write(s->facts.simhash, s->facts.words, fingerprint);
    cp_when_put(&fetched, s->now);
    matter.title = cp_slice_of(s->facts.title);
    matter.author = cp_slice_of(s->facts.author);
    matter.published = cp_slice_of(s->facts.published);
    matter.feed = cp_buf_slice(&s->feed_url);
    matter.entry = cp_slice_of(s->in->entry->key);
    matter.fetched = cp_buf_slice(&fetched);
    matter.version = cp_slice_of(number);
    matter.source = s->in->from_feed ? CP_LIT("feed") : CP_LIT("page");
    matter.text = cp_slice_of(s->in->page->digest);
    matter.fingerprint = cp_slice_of(fingerprint);
    matter.raw = s->archive->keeps_raw ? cp_slice_of(s->raw.id) : (struct cp_slice){ 0 };
    matter.duplicate_of = cp_buf_slice(&s->near_path);
    cp_matter_put(file, cp_buf_slice(&s->in->page->file), &matter);
    cp_buf_clear(&fetched);
}

static void
insert_article(struct cp_saving *s)
{
    cp_sql_do(s->archive->db,
              "INSERT INTO article (feed, url, path, words, stored, number) "
              "VALUES (?, ?, ?, 0, ?, 0)",
              "issi", s->in->entry->feed, cp_buf_slice(&s->url), cp_buf_slice(&s->path),
              s->now);
    s->article = cp_sql_last_id(s->archive->db);
}

/* The version before gets a name of its own: the plain one is the newest's. */
static void
rename_before(struct cp_saving *s)
{
    struct cp_buf old = { 0 };

    cp_article_put_old_path(&old, cp_buf_slice(&s->path), s->number - 1);
    if (cp_buf_failed(&old))
        cp_sql_starve(s->archive->db);
    cp_sql_do(s->archive->db, "UPDATE version SET path = ? WHERE article = ? AND path = ?",
              "sis", cp_buf_slice(&old), s->article, cp_buf_slice(&s->path));
    cp_buf_clear(&old);
}

static int64_t
insert_version(struct cp_saving *s, struct cp_slice file)
{
    const struct cp_crawl_result *answer = s->in->from_feed ? NULL : s->in->answer;
    bool raw = s->archive->keeps_raw;
    char digest[CP_DIGEST_MAX];

    cp_digest(file, digest);
    cp_sql_do(s->archive->db,
              "INSERT INTO version (article, number, path, fetched, url, source, digest, "
              "text_digest, etag, last_modified, raw_id, raw_file, raw_offset) "
              "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
              "iisitttttttsi", s->article, s->number, cp_buf_slice(&s->path), s->now,
              s->in->url, s->in->from_feed ? "feed" : "page", digest, s->in->page->digest,
              answer ? answer->etag : NULL, answer ? answer->last_modified : NULL,
              raw ? s->raw.id : NULL, raw ? cp_buf_slice(&s->raw.file) : (struct cp_slice){ 0 },
              (int64_t)s->raw.offset);
    return cp_sql_last_id(s->archive->db);
}

/* The same text under a new tag or date: the next question must be about that. */
static void
keep_validators(struct cp_saving *s)
{
    const struct cp_crawl_result *answer = s->in->answer;

    if (!answer || s->in->from_feed)
        return;
    cp_sql_do(s->archive->db,
              "UPDATE version SET etag = ?, last_modified = ? WHERE article = ? AND number = ? "
              "AND source = 'page'",
              "ttii", answer->etag, answer->last_modified, s->article, s->number - 1);
}

static cleanpage_status
write_all(struct cp_saving *s)
{
    struct cp_buf file = { 0 };
    cleanpage_status st = write_raw(s);
    int64_t version;

    if (st)
        return st;
    make_file(s, &file);
    if (cp_buf_failed(&file) || cp_buf_failed(&s->path) || cp_buf_failed(&s->url)) {
        st = cp_fail(s->archive->cx, CLEANPAGE_NOMEM, "out of memory");
    } else {
        if (s->number == 1)
            insert_article(s);
        else
            rename_before(s);
        version = insert_version(s, cp_buf_slice(&file));
        cp_article_describe(s->archive, s->article, &s->facts);
        cp_sql_do(s->archive->db, "UPDATE article SET near = nullif(?, 0) WHERE id = ?", "ii",
                  s->near, s->article);
        cp_saving_add_addresses(s);
        st = cp_sql_status(s->archive->db);
        if (!st)
            st = cp_staging_put(s->archive, version, cp_buf_slice(&file));
    }
    cp_buf_clear(&file);
    return st;
}

/* ------------------------------------------------------------------ all of it */

static void
load_feed_url(struct cp_saving *s)
{
    struct cp_rows *rows = cp_sql_query(s->archive->db, "SELECT url FROM feed WHERE id = ?",
                                        "i", s->in->entry->feed);

    if (!cp_rows_next(rows))
        return;
    cp_buf_put_slice(&s->feed_url, cp_rows_text(rows, 0));
    cp_rows_end(rows);
}

static void
gather_facts(struct cp_saving *s)
{
    const struct cp_page *page = s->in->page;
    const struct cp_entry *entry = s->in->entry;

    s->facts = (struct cp_article_facts){
        .title = s->title,
        .author = page->author.n ? page->author.p : entry->author,
        .published = s->published,
        .language = first_of(cp_page_field(page, CP_PAGE_LANGUAGE), entry->language),
        .text = cp_buf_slice(&page->text),
        .words = page->words,
        .simhash = page->simhash,
        .number = s->number,
        .feed = entry->feed,
    };
}

static void
clear(struct cp_saving *s)
{
    cp_buf_clear(&s->url);
    cp_buf_clear(&s->path);
    cp_buf_clear(&s->near_path);
    cp_buf_clear(&s->feed_url);
    cp_buf_clear(&s->raw.file);
}

/* As a new article, or as a new version of one. */
static cleanpage_status
keep(struct cp_saving *s)
{
    cleanpage_status st;

    gather_facts(s);
    if (s->article)
        cp_saving_load_names(s);
    else
        cp_saving_choose_names(s);
    s->near = cp_article_find_near(s->archive, &s->facts, s->article, &s->near_path);
    st = cp_sql_status(s->archive->db);
    return st ? st : write_all(s);
}

cleanpage_status
cp_save(struct cp_archive *archive, const struct cp_save *save, enum cp_saved *saved,
        int64_t *article)
{
    const struct cp_entry *entry = save->entry;
    struct cp_saving s = {
        .archive = archive,
        .in = save,
        .title = first_of(cp_page_field(save->page, CP_PAGE_TITLE), entry->title),
        /* The feed knows best when its entry was published. */
        .published = first_of(entry->published, cp_page_field(save->page, CP_PAGE_PUBLISHED)),
        .now = cp_archive_now(archive),
    };
    cleanpage_status st;

    cp_sql_begin(archive->db);
    load_feed_url(&s);
    cp_saving_find_article(&s);
    if (cp_saving_is_there(&s)) {
        *saved = CP_SAVED_SAME;
        cp_saving_add_addresses(&s);
        keep_validators(&s);
        st = cp_sql_status(archive->db);
    } else {
        *saved = s.article ? CP_SAVED_VERSION : CP_SAVED_ARTICLE;
        st = keep(&s);
    }
    *article = s.article;
    clear(&s);
    return st;
}
