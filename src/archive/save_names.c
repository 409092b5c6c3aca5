/* Which article a page is, and what it is called: see archive/saving.h. */
#include "archive/saving.h"

#include <unistd.h>

#include "archive/address.h"
#include "archive/names.h"
#include "archive/simhash.h"
#include "archive/when.h"

/* Bits in which two versions of an article may differ and still be taken for one that moved. */
#define VERSION_BITS 12
/* Words from which on equal texts of a feed are one article. */
#define SAME_WORDS 30

/* ------------------------------------------------------------------ which article it is */

/* A page may name another article as its own address only if it says much the same. */
static int64_t
find_by_canonical(struct cp_saving *s)
{
    const char *canonical = cp_page_field(s->in->page, CP_PAGE_CANONICAL_URL);
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
 * A page that moved under an entry that has no other id than its address: the same feed, the
 * same title and the same text to the letter. Short notes may well repeat.
 */
static int64_t
find_by_text(struct cp_saving *s)
{
    if (s->in->page->words < SAME_WORDS)
        return 0;
    return cp_sql_int(s->archive->db, 0,
                      "SELECT a.id FROM version v JOIN article a ON a.id = v.article AND "
                      "a.number = v.number WHERE v.text_digest = ? AND a.feed = ? LIMIT 1",
                      "ti", s->in->page->digest, s->in->entry->feed);
}

void
cp_saving_find_article(struct cp_saving *s)
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

bool
cp_saving_is_there(struct cp_saving *s)
{
    struct cp_rows *rows =
        cp_sql_query(s->archive->db,
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
is_taken(struct cp_saving *s)
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
choose_path(struct cp_saving *s)
{
    struct cp_buf now = { 0 };
    const char *date = s->published;
    int64_t at = cp_when_parse(cp_slice_of(date));
    struct cp_rows *rows;
    size_t base;

    if (!at || at > s->now) {
        cp_when_put(&now, s->now);
        date = cp_buf_str(&now);
    }
    if (!date) {
        s->path.no_memory = true;
        cp_buf_clear(&now);
        return;
    }
    rows = cp_sql_query(s->archive->db, "SELECT name FROM feed WHERE id = ?", "i",
                        s->in->entry->feed);
    if (cp_rows_next(rows)) {
        cp_buf_put_slice(&s->path, cp_rows_text(rows, 0));
        cp_rows_end(rows);
    }
    cp_buf_putc(&s->path, '/');
    cp_buf_put(&s->path, date, 4);
    cp_buf_putc(&s->path, '/');
    cp_name_put_article(&s->path, (struct cp_slice){ date, 10 }, cp_slice_of(s->title),
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
}

/* An entry that leads nowhere is known by its feed and key. */
static void
choose_url(struct cp_saving *s)
{
    const char *url = s->in->url;

    if (*url && cp_address_put_canonical(s->in->cp, &s->url, url))
        return;
    cp_buf_put_slice(&s->url, cp_buf_slice(&s->feed_url));
    cp_buf_putc(&s->url, '#');
    cp_buf_puts(&s->url, s->in->entry->key);
}

void
cp_saving_load_names(struct cp_saving *s)
{
    struct cp_rows *rows = cp_sql_query(
        s->archive->db, "SELECT url, path FROM article WHERE id = ?", "i", s->article);

    if (!cp_rows_next(rows))
        return;
    cp_buf_put_slice(&s->url, cp_rows_text(rows, 0));
    cp_buf_put_slice(&s->path, cp_rows_text(rows, 1));
    cp_rows_end(rows);
}

void
cp_saving_add_addresses(struct cp_saving *s)
{
    const struct cp_save *in = s->in;
    const char *canonical = cp_page_field(in->page, CP_PAGE_CANONICAL_URL);

    if (*in->url)
        cp_address_add(s->archive, in->cp, in->url, s->article);
    else if (s->url.n && cp_buf_str(&s->url))
        cp_address_add(s->archive, in->cp, s->url.p, s->article);
    if (*in->entry->url)
        cp_address_add(s->archive, in->cp, in->entry->url, s->article);
    if (*canonical && !in->from_feed && cp_address_may_be(in->url, canonical))
        cp_address_add(s->archive, in->cp, canonical, s->article);
}

void
cp_saving_choose_names(struct cp_saving *s)
{
    choose_url(s);
    choose_path(s);
}
