/* Keeping a page: see archive/save.h. */
#include "archive/save.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "archive/address.h"
#include "archive/article.h"
#include "archive/matter.h"
#include "archive/names.h"
#include "archive/raw.h"
#include "archive/simhash.h"
#include "archive/staging.h"
#include "archive/when.h"

/* Bits in which two versions of an article may differ and still be taken for one that moved. */
#define VERSION_BITS 12
/* Words from which on equal texts of a feed are one article. */
#define SAME_WORDS 30

/* What is found out about a page before anything is written. */
struct saving {
    struct cp_archive *archive;
    const struct cp_save *in;
    int64_t article;   /* 0: a new one */
    int64_t number;    /* of the version to be written */
    int64_t now;
    struct cp_buf url; /* the article's, canonical */
    struct cp_buf path;
    struct cp_buf near_path; /* empty: no copy of another */
    int64_t near;
    struct cp_article_facts facts;
    struct cp_buf feed_url;
    struct cp_raw_place raw;
};

static const char *
first_of(const char *a, const char *b)
{
    return a && *a ? a : b;
}

static const char *
or_empty(const char *text)
{
    return text ? text : "";
}

static const char *
title_of(const struct cp_save *in)
{
    const char *title = cleanpage_title(in->page->doc);

    return first_of(title, in->entry->title);
}

/* The feed knows best when its entry was published. */
static const char *
published_of(const struct cp_save *in)
{
    return first_of(in->entry->published, cp_page_field(in->page, "published"));
}

/* ------------------------------------------------------------------ which article it is */

/* A page may name another article as its own address only if it says much the same. */
static int64_t
find_by_canonical(struct saving *s)
{
    const char *canonical = cp_page_field(s->in->page, "canonical_url");
    int64_t article = 0;
    uint64_t hash;

    if (!*canonical || s->in->from_feed || !cp_address_may_be(s->in->url, canonical))
        return 0;
    article = cp_address_find(s->archive, s->in->cp, canonical);
    hash = (uint64_t)cp_sql_int(s->archive->db, 0, "SELECT simhash FROM article WHERE id = ?",
                                "i", article);
    return article && cp_simhash_distance(hash, s->in->page->simhash) <= VERSION_BITS ? article
                                                                                       : 0;
}

/*
 * A page that moved under an entry that has no other id than its address: the same feed, the same
 * title and the same text to the letter. Short notes may well repeat.
 */
static int64_t
find_by_text(struct saving *s)
{
    if (s->in->page->words < SAME_WORDS)
        return 0;
    return cp_sql_int(s->archive->db, 0,
                      "SELECT a.id FROM version v JOIN article a ON a.id = v.article AND "
                      "a.number = v.number WHERE v.text_digest = ? AND a.feed = ? LIMIT 1",
                      "ti", s->in->page->digest, s->in->entry->feed);
}

static void
find_article(struct saving *s)
{
    s->article = s->in->entry->article;
    if (!s->article && *s->in->url)
        s->article = cp_address_find(s->archive, s->in->cp, s->in->url);
    if (!s->article && *s->in->entry->url)
        s->article = cp_address_find(s->archive, s->in->cp, s->in->entry->url);
    if (!s->article)
        s->article = find_by_canonical(s);
    if (!s->article)
        s->article = find_by_text(s);
}

/* Whether the newest version says the same, or what only the feed says would replace the page. */
static bool
is_there(struct saving *s)
{
    struct cp_rows *rows = cp_sql_query(
        s->archive->db,
        "SELECT number, text_digest, source, id FROM version WHERE article = ? "
        "ORDER BY number DESC LIMIT 1",
        "i", s->article);
    bool same;

    s->number = 1;
    if (!s->article || !cp_rows_next(rows)) {
        cp_rows_end(s->article ? NULL : rows);
        return false;
    }
    s->number = cp_rows_int(rows, 0) + 1;
    same = cp_slice_eq(cp_rows_text(rows, 1), cp_slice_of(s->in->page->digest)) ||
           (s->in->from_feed && cp_slice_eq(cp_rows_text(rows, 2), CP_LIT("page")));
    cp_rows_end(rows);
    return same;
}

/* ------------------------------------------------------------------ what it is called */

static bool
is_taken(struct saving *s)
{
    struct cp_buf path = { 0 };
    bool is = cp_sql_int(s->archive->db, 0, "SELECT 1 FROM article WHERE path = ?", "s",
                         cp_buf_slice(&s->path)) != 0;

    /* A file that somebody else put there is not ours to replace. */
    if (!is && cp_archive_path(s->archive, &path, cp_buf_slice(&s->path)))
        is = access(path.p, F_OK) == 0;
    cp_buf_clear(&path);
    return is;
}

static const char *
extension_of(const struct cp_archive *archive)
{
    return archive->format == CLEANPAGE_TEXT ? ".txt" : ".md";
}

/* FEED/2026/2026-11-21-title.md, -2, -3 ... behind the title if there is one already. */
static void
choose_path(struct saving *s)
{
    struct cp_buf now = { 0 }, directory = { 0 };
    const char *date = published_of(s->in);
    int64_t at = cp_when_parse(cp_slice_of(date));
    struct cp_rows *rows;
    size_t base;

    if (!at || at > s->now) {
        cp_when_put(&now, s->now);
        date = cp_buf_str(&now);
    }
    rows = cp_sql_query(s->archive->db, "SELECT name FROM feed WHERE id = ?", "i",
                        s->in->entry->feed);
    if (cp_rows_next(rows)) {
        cp_buf_put_slice(&directory, cp_rows_text(rows, 0));
        cp_rows_end(rows);
    }
    cp_buf_put_slice(&s->path, cp_buf_slice(&directory));
    cp_buf_putc(&s->path, '/');
    cp_buf_put(&s->path, date, 4);
    cp_buf_putc(&s->path, '/');
    cp_name_put_article(&s->path, (struct cp_slice){ date, 10 }, cp_slice_of(title_of(s->in)),
                        cp_slice_of(s->in->url));
    base = s->path.n;
    cp_buf_puts(&s->path, extension_of(s->archive));
    for (unsigned i = 2; i < 100000 && is_taken(s) && !cp_sql_status(s->archive->db); i++) {
        s->path.n = base;
        cp_buf_putc(&s->path, '-');
        cp_buf_put_u64(&s->path, i);
        cp_buf_puts(&s->path, extension_of(s->archive));
    }
    cp_buf_clear(&now);
    cp_buf_clear(&directory);
}

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

/* An entry that leads nowhere is known by its feed and key. */
static void
choose_url(struct saving *s)
{
    const char *url = s->in->url;

    if (*url && cleanpage_canonical_url(s->in->cp, url, append, &s->url) == CLEANPAGE_OK)
        return;
    s->url.n = 0;
    cp_buf_put_slice(&s->url, cp_buf_slice(&s->feed_url));
    cp_buf_putc(&s->url, '#');
    cp_buf_puts(&s->url, s->in->entry->key);
}

/* What is known of the article that gets another version. */
static void
load_article(struct saving *s)
{
    struct cp_rows *rows = cp_sql_query(
        s->archive->db,
        "SELECT url, path FROM article WHERE id = ?", "i", s->article);

    if (!cp_rows_next(rows))
        return;
    cp_buf_put_slice(&s->url, cp_rows_text(rows, 0));
    cp_buf_put_slice(&s->path, cp_rows_text(rows, 1));
    cp_rows_end(rows);
}

/* ------------------------------------------------------------------ writing */

#define FIELDS 7

/*
 * What "rebuild" has to know of a version whose file is gone; the page may not tell the last ones.
 * Nobody misses a title of many kilobytes, but a head that is too long cannot be read again.
 */
static size_t
fill_fields(struct saving *s, struct cp_warc_field fields[FIELDS], char number[24])
{
    const struct cp_warc_field all[FIELDS] = {
        { "Cleanpage-Feed", cp_buf_slice(&s->feed_url) },
        { "Cleanpage-Entry", cp_slice_of(s->in->entry->key) },
        { "Cleanpage-File", cp_buf_slice(&s->path) },
        { "Cleanpage-Version", cp_slice_of(number) },
        { "Cleanpage-Title", cp_slice_of(or_empty(s->facts.title)) },
        { "Cleanpage-Author", cp_slice_of(or_empty(s->facts.author)) },
        { "Cleanpage-Published", cp_slice_of(or_empty(s->facts.published)) },
    };
    size_t n = 0;

    for (size_t i = 0; i < FIELDS; i++)
        if (all[i].value.n && all[i].value.n <= CP_ENTRY_KEY_MAX)
            fields[n++] = all[i];
    return n;
}

/* The redirects on the way are records of their own. */
static cleanpage_status
write_hops(struct saving *s, const struct cp_crawl_result *answer)
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
write_raw(struct saving *s)
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
make_file(struct saving *s, struct cp_buf *file)
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
insert_article(struct saving *s)
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
rename_before(struct saving *s)
{
    struct cp_buf old = { 0 };

    cp_article_put_old_path(&old, cp_buf_slice(&s->path), s->number - 1);
    cp_sql_do(s->archive->db, "UPDATE version SET path = ? WHERE article = ? AND path = ?",
              "sis", cp_buf_slice(&old), s->article, cp_buf_slice(&s->path));
    cp_buf_clear(&old);
}

static int64_t
insert_version(struct saving *s, struct cp_slice file)
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
              raw ? s->raw.id : NULL,
              raw ? cp_buf_slice(&s->raw.file) : (struct cp_slice){ 0 },
              (int64_t)s->raw.offset);
    return cp_sql_last_id(s->archive->db);
}

static void
add_addresses(struct saving *s)
{
    const struct cp_save *in = s->in;
    const char *canonical = cp_page_field(in->page, "canonical_url");

    if (*in->url)
        cp_address_add(s->archive, in->cp, in->url, s->article);
    else if (s->url.n && cp_buf_str(&s->url))
        cp_address_add(s->archive, in->cp, s->url.p, s->article);
    if (*in->entry->url)
        cp_address_add(s->archive, in->cp, in->entry->url, s->article);
    if (*canonical && !in->from_feed && cp_address_may_be(in->url, canonical))
        cp_address_add(s->archive, in->cp, canonical, s->article);
}

/* The same text under a new tag or date: the next question must be about that. */
static void
keep_validators(struct saving *s)
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
write_all(struct saving *s)
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
        add_addresses(s);
        st = cp_sql_status(s->archive->db);
        if (!st)
            st = cp_staging_put(s->archive, version, cp_buf_slice(&file));
    }
    cp_buf_clear(&file);
    return st;
}

/* ------------------------------------------------------------------ all of it */

static void
load_feed_url(struct saving *s)
{
    struct cp_rows *rows = cp_sql_query(s->archive->db, "SELECT url FROM feed WHERE id = ?",
                                        "i", s->in->entry->feed);

    if (!cp_rows_next(rows))
        return;
    cp_buf_put_slice(&s->feed_url, cp_rows_text(rows, 0));
    cp_rows_end(rows);
}

static void
gather_facts(struct saving *s)
{
    const struct cp_page *page = s->in->page;
    const struct cp_entry *entry = s->in->entry;

    s->facts = (struct cp_article_facts){
        .title = title_of(s->in),
        .author = page->author.n ? page->author.p : entry->author,
        .published = published_of(s->in),
        .language = first_of(cp_page_field(page, "language"), entry->language),
        .text = cp_buf_slice(&page->text),
        .words = page->words,
        .simhash = page->simhash,
        .number = s->number,
        .feed = entry->feed,
    };
}

static void
clear(struct saving *s)
{
    cp_buf_clear(&s->url);
    cp_buf_clear(&s->path);
    cp_buf_clear(&s->near_path);
    cp_buf_clear(&s->feed_url);
    cp_buf_clear(&s->raw.file);
}

cleanpage_status
cp_save(struct cp_archive *archive, const struct cp_save *save, enum cp_saved *saved,
        int64_t *article)
{
    struct saving s = { .archive = archive, .in = save, .now = cp_archive_now(archive) };
    cleanpage_status st = CLEANPAGE_OK;

    cp_sql_begin(archive->db);
    load_feed_url(&s);
    find_article(&s);
    if (is_there(&s)) {
        *saved = CP_SAVED_SAME;
        add_addresses(&s);
        keep_validators(&s);
        st = cp_sql_status(archive->db);
    } else {
        *saved = s.article ? CP_SAVED_VERSION : CP_SAVED_ARTICLE;
        gather_facts(&s);
        if (s.article) {
            load_article(&s);
        } else {
            choose_url(&s);
            choose_path(&s);
        }
        s.near = cp_article_find_near(archive, &s.facts, s.article, &s.near_path);
        st = cp_sql_status(archive->db);
        if (!st)
            st = write_all(&s);
    }
    *article = s.article;
    clear(&s);
    return st;
}
