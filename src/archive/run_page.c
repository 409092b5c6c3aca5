/* What becomes of an entry whose page was answered: see archive/running.h. */
#include "archive/running.h"

#include <string.h>

#include "archive/address.h"
#include "archive/page.h"
#include "archive/save.h"
#include "fetch/media.h"

#define HOUR 3600
/* Of a page that cannot be had: doubled with each try, up to the longest, which a nightly run
 * keeps to. */
#define RETRY_MIN HOUR
#define RETRY_MAX (18 * HOUR)
/* Tries of a page whose server is in trouble, and of one that is not to be had: some feeds are
 * ahead of their pages. */
#define TRIES_MAX 8
#define TRIES_MISSING 3
/* Of one that took too much memory or time, or whose reader crashed: it may have been the system
 * that was short of them. */
#define TRIES_HUNGRY 3

/* ------------------------------------------------------------------ storing */

static void
count_saved(struct cp_run_state *run, enum cp_saved saved, bool from_feed)
{
    struct cp_run_counts *counts = run->counts;

    counts->articles += saved == CP_SAVED_ARTICLE;
    counts->versions += saved == CP_SAVED_VERSION;
    counts->same += saved == CP_SAVED_SAME;
    counts->from_feed += saved != CP_SAVED_SAME && from_feed;
}

static void
tell_saved(struct cp_run_state *run, const struct cp_save *save, enum cp_saved saved)
{
    static const char *const events[] = { [CP_SAVED_SAME] = "unchanged",
                                          [CP_SAVED_ARTICLE] = "stored",
                                          [CP_SAVED_VERSION] = "stored, as a new version" };
    const char *name = *save->url ? save->url : save->entry->key;

    cp_run_tell(run, name,
                save->from_feed && saved != CP_SAVED_SAME ? "stored with the feed's own text"
                                                          : events[saved]);
}

static cleanpage_status
save(struct cp_run_state *run, const struct cp_save *save, int64_t *article)
{
    enum cp_saved saved;
    cleanpage_status st = cp_save(run->archive, save, &saved, article);

    if (st)
        return st;
    count_saved(run, saved, save->from_feed);
    tell_saved(run, save, saved);
    return CLEANPAGE_OK;
}

/* ------------------------------------------------------------------ the feed's own text */

static struct cp_pagemaker
maker_of(const struct cp_run_state *run)
{
    return (struct cp_pagemaker){ .cx = run->archive->cx,
                                  .cp = run->cp,
                                  .sandbox = run->archive->sandbox,
                                  .format = run->archive->format };
}

/* Makes the page of the feed's text; its words are 0 if the feed has none. */
static cleanpage_status
clean_feed_text(struct cp_run_state *run, const struct cp_entry *entry, struct cp_buf *html,
                struct cp_page *page)
{
    struct cp_feed_text text = { .title = entry->title,
                                 .author = entry->author,
                                 .published = entry->published,
                                 .language = entry->language,
                                 .base = entry->base,
                                 .html = cp_slice_of(entry->content) };
    struct cp_pagemaker maker = maker_of(run);

    if (!*entry->content)
        return CLEANPAGE_OK;
    cp_page_of_feed(&text, html);
    return cp_page_clean_feed(&maker, cp_buf_slice(html), *entry->url ? entry->url : NULL,
                              page);
}

static cleanpage_status
save_feed_page(struct cp_run_state *run, const struct cp_entry *entry, struct cp_slice html,
               const struct cp_page *page, int64_t *article)
{
    struct cp_save in = { .cp = run->cp,
                          .entry = entry,
                          .page = page,
                          .url = entry->url,
                          .from_feed = true,
                          .raw_html = html };

    return save(run, &in, article);
}

/* Keeps the feed's text, if it has one; *article is 0 if not, or if *cleaned is a failure. */
static cleanpage_status
keep_feed_text(struct cp_run_state *run, const struct cp_entry *entry, int64_t *article,
               cleanpage_status *cleaned)
{
    struct cp_buf html = { 0 };
    struct cp_page page = { 0 };
    cleanpage_status st = clean_feed_text(run, entry, &html, &page);

    *article = 0;
    *cleaned = st;
    if (!st && page.words)
        st = save_feed_page(run, entry, cp_buf_slice(&html), &page, article);
    cp_page_clear(&page);
    cp_buf_clear(&html);
    return st == CLEANPAGE_NOMEM || st == CLEANPAGE_WRITE || cp_sql_status(run->archive->db)
               ? st
               : CLEANPAGE_OK;
}

/* ------------------------------------------------------------------ no page */

static int64_t
next_try(const struct cp_run_state *run, const struct cp_entry *entry, int64_t retry_at)
{
    int64_t wait = RETRY_MIN, now = cp_archive_now(run->archive);

    for (int64_t i = 0; i < entry->tries && wait < RETRY_MAX; i++)
        wait *= 2;
    if (wait > RETRY_MAX)
        wait = RETRY_MAX;
    return retry_at > now + wait ? retry_at : now + wait;
}

/* 404 may be a page that is yet to come, 403 a server that is in a mood; a robots.txt changes, and
 * libcurl has other names for a lack of memory, too. What is no page remains none. */
static int64_t
tries_of(const struct cp_crawl_result *answer)
{
    if (answer->may_pass)
        return TRIES_MAX;
    return answer->outcome == CP_CRAWL_UNWANTED ? 0 : TRIES_MISSING;
}

static int64_t
tries_after(cleanpage_status cleaned)
{
    return cleaned == CLEANPAGE_LIMIT ? TRIES_HUNGRY : 0;
}

/* Tried again, up to so many times in all, else ended with the article that it has, or given up. */
static cleanpage_status
end_without_page(struct cp_run_state *run, const struct cp_entry *entry, int64_t retry_at,
                 int64_t tries, int64_t article, const char *why)
{
    if (entry->tries + 1 < tries) {
        cp_entry_wait(run->archive, entry->id, next_try(run, entry, retry_at), true, article,
                      why);
        run->counts->put_off++;
    } else if (article) {
        cp_entry_done(run->archive, entry->id, article);
    } else {
        cp_entry_give_up(run->archive, entry->id, why);
        run->counts->given_up++;
    }
    return cp_sql_status(run->archive->db);
}

/*
 * The page cannot be had, perhaps for now. What the feed says is kept meanwhile: the next issue
 * of the feed may not have it any more.
 */
static cleanpage_status
take_none(struct cp_run_state *run, const struct cp_entry *entry,
          const struct cp_crawl_result *answer, int64_t tries, const char *why)
{
    int64_t article = entry->article;
    cleanpage_status cleaned = CLEANPAGE_OK, st = CLEANPAGE_OK;

    if (!article)
        st = keep_feed_text(run, entry, &article, &cleaned);
    if (st)
        return st;
    cp_run_tell(run, entry->url, why);
    if (tries < tries_after(cleaned))
        tries = tries_after(cleaned);
    return end_without_page(run, entry, answer->retry_at, tries, article, why);
}

cleanpage_status
cp_run_take_text(struct cp_run_state *run, const struct cp_entry *entry)
{
    const char *why = "neither an address nor a text";
    int64_t article;
    cleanpage_status cleaned, st = keep_feed_text(run, entry, &article, &cleaned);

    if (st)
        return st;
    if (cleaned) {
        why = run->archive->cx->message;
        cp_run_tell(run, entry->key, why);
    }
    return end_without_page(run, entry, 0, tries_after(cleaned), article, why);
}

/* ------------------------------------------------------------------ a page */

/* Whether the feed's own text is the better one; then it is in *feed. */
static cleanpage_status
compare(struct cp_run_state *run, const struct cp_entry *entry, const struct cp_page *page,
        struct cp_buf *html, struct cp_page *feed, bool *better)
{
    cleanpage_status st = clean_feed_text(run, entry, html, feed);

    *better = !st && feed->words && (page->words == 0 || cp_page_is_thinner(page, feed));
    return st == CLEANPAGE_NOMEM ? st : CLEANPAGE_OK;
}

static cleanpage_status
keep_page(struct cp_run_state *run, const struct cp_entry *entry, const struct cp_page *page,
          const struct cp_crawl_result *answer)
{
    struct cp_save in = { .cp = run->cp,
                          .entry = entry,
                          .page = page,
                          .url = answer->hops[answer->hop_count - 1].url,
                          .answer = answer };
    struct cp_buf html = { 0 };
    struct cp_page feed = { 0 };
    int64_t article = 0;
    bool better;
    cleanpage_status st = compare(run, entry, page, &html, &feed, &better);

    if (!st && better)
        st = save_feed_page(run, entry, cp_buf_slice(&html), &feed, &article);
    else if (!st)
        st = save(run, &in, &article);
    if (!st)
        cp_entry_done(run->archive, entry->id, article);
    cp_page_clear(&feed);
    cp_buf_clear(&html);
    return st ? st : cp_sql_status(run->archive->db);
}

/* Dead links are sent to the front page by many sites. */
static bool
is_sent_home(const struct cp_entry *entry, const struct cp_crawl_result *answer)
{
    return answer->hop_count > 1 && !cp_address_is_front(entry->url) &&
           cp_address_is_front(answer->hops[answer->hop_count - 1].url);
}

static cleanpage_status
take_answer(struct cp_run_state *run, const struct cp_entry *entry,
            const struct cp_crawl_result *answer)
{
    const struct cp_crawl_hop *hop = &answer->hops[answer->hop_count - 1];
    struct cp_pagemaker maker = maker_of(run);
    struct cp_page page = { 0 };
    cleanpage_status st;

    if (is_sent_home(entry, answer))
        return take_none(run, entry, answer, TRIES_MISSING, "leads to the site's front page");
    st = cp_page_clean(&maker, hop->body, hop->url,
                       cp_media_charset(&run->arena, cp_slice_of(answer->content_type)), &page);
    if (st == CLEANPAGE_NOMEM)
        return st;
    if (st)
        st = take_none(run, entry, answer, tries_after(st), run->archive->cx->message);
    else if (!page.words && !*entry->content)
        st = take_none(run, entry, answer, 0, "no main content");
    else
        st = keep_page(run, entry, &page, answer);
    cp_page_clear(&page);
    return st;
}

static cleanpage_status
put_off(struct cp_run_state *run, const struct cp_entry *entry,
        const struct cp_crawl_result *answer)
{
    cp_entry_wait(run->archive, entry->id, answer->retry_at, false, 0, answer->message);
    run->counts->put_off++;
    return cp_sql_status(run->archive->db);
}

cleanpage_status
cp_run_take_page(struct cp_run_state *run, int64_t id, const struct cp_crawl_result *answer)
{
    struct cp_entry entry;
    cleanpage_status st = cp_entry_load(run->archive, &run->arena, id, &entry);

    if (st)
        return st;
    cp_sql_begin(run->archive->db);
    run->counts->pages++;
    switch (answer->outcome) {
    case CP_CRAWL_PAGE:
        return take_answer(run, &entry, answer);
    case CP_CRAWL_UNCHANGED:
        run->counts->same++;
        cp_run_tell(run, entry.url, "unchanged");
        cp_entry_done(run->archive, id, entry.article);
        return cp_sql_status(run->archive->db);
    case CP_CRAWL_PUT_OFF:
        return put_off(run, &entry, answer);
    default:
        return take_none(run, &entry, answer, tries_of(answer), answer->message);
    }
}
