/* The pages of a feed's entries: see archive/fulltext.h. */
#include "archive/fulltext.h"

#include <string.h>

#include "archive/address.h"
#include "archive/entry.h"
#include "archive/filling.h"
#include "archive/when.h"
#include "base/table.h"

/* A reader shows some dozens; feeds of thousands would mean thousands of pages. */
#define LIMIT 100
/* A page is asked for once in so long at most, in seconds, whatever the feed says of it: some
 * change with each look. One that cannot be had is asked for after twice the time each time. */
#define AGAIN_SECONDS 3600
#define DOUBLINGS_MAX 5

/* An entry, and which page it leads to. */
struct place {
    size_t first;   /* the first entry that leads there */
    bool is_shared; /* of the first: entries of several titles lead there */
    bool has_page;  /* of the first: its content is the page's */
};

/* A page that is asked for. */
struct job {
    struct cp_fulltext_asking base;
    struct cp_feed_entry *entry;
    struct place *place;
    unsigned failures; /* in a row until now */
    char digest[CP_DIGEST_MAX];
};

static const char *
text_of(struct cp_fulltext *f, struct cp_slice s)
{
    const char *p = cp_fulltext_copy(f, s).p;

    return p ? p : "";
}

static void
tell(struct job *job, const char *event)
{
    struct cp_fulltext *f = job->base.fulltext;

    if (f->options.tell)
        f->options.tell(f->options.user, text_of(f, job->entry->url), event);
}

/* ------------------------------------------------------------------ a page that came */

/* What is between <article> and </article> of our own HTML. */
static struct cp_slice
fragment_of(struct cp_slice html)
{
    static const char begin[] = "<article>\n", end[] = "</article>";
    const char *from = NULL, *to = NULL;

    for (size_t i = 0; !from && i + sizeof begin <= html.n; i++)
        if (memcmp(html.p + i, begin, sizeof begin - 1) == 0)
            from = html.p + i + sizeof begin - 1;
    for (size_t i = html.n; from && !to && i-- > 0;)
        if (html.n - i >= sizeof end - 1 && memcmp(html.p + i, end, sizeof end - 1) == 0)
            to = html.p + i;
    return from && to > from ? (struct cp_slice){ from, (size_t)(to - from) }
                             : (struct cp_slice){ 0 };
}

static void
use_page(struct cp_fulltext *f, struct cp_feed_entry *entry, struct place *place,
         const struct cp_cached_page *page)
{
    place->has_page = page->html.n > 0;
    if (place->has_page)
        entry->content = cp_fulltext_copy(f, page->html);
    if (!entry->title.n)
        entry->title = cp_fulltext_copy(f, page->title);
    if (!entry->author.n)
        entry->author = cp_fulltext_copy(f, page->author);
    if (!entry->published.n)
        entry->published = cp_fulltext_copy(f, page->published);
}

static struct cp_pagemaker
maker_of(const struct cp_fulltext *f)
{
    return (struct cp_pagemaker){
        .cx = f->cx, .cp = f->cp, .sandbox = f->options.sandbox, .format = CLEANPAGE_HTML
    };
}

/* Whether the feed's own text says more than the page. */
static bool
feed_says_more(struct cp_fulltext *f, const struct cp_feed_entry *entry, const char *url)
{
    struct cp_feed_text text = { .title = text_of(f, entry->title),
                                 .base = text_of(f, entry->base),
                                 .html = entry->content.n ? entry->content : entry->summary };
    struct cp_pagemaker maker = maker_of(f);
    struct cp_buf html = { 0 };
    struct cp_page page = { 0 };
    bool more = false;

    if (text.html.n) {
        cp_page_of_feed(&text, &html);
        more = cp_page_clean_feed(&maker, cp_buf_slice(&html), url, &page) == CLEANPAGE_OK &&
               cp_page_is_thinner(&f->page, &page);
    }
    cp_page_clear(&page);
    cp_buf_clear(&html);
    return more;
}

static void
remember(struct job *job, const struct cp_cached_page *page)
{
    struct cp_fulltext *f = job->base.fulltext;

    cp_cache_put_page(f->cache, f->url, job->entry->url, job->digest, page);
}

/* The page's text, remembered and put into its entry. */
static void
take_text(struct job *job, const char *url)
{
    struct cp_fulltext *f = job->base.fulltext;
    struct cp_cached_page page = { .title = cp_slice_of(cp_page_field(&f->page, CP_PAGE_TITLE)),
                                   .author = cp_buf_slice(&f->page.author),
                                   .published =
                                       cp_slice_of(cp_page_field(&f->page, CP_PAGE_PUBLISHED)),
                                   .fetched = f->options.now };
    bool more = feed_says_more(f, job->entry, url);

    if (!more)
        page.html = fragment_of(cp_buf_slice(&f->page.file));
    remember(job, &page);
    use_page(f, job->entry, job->place, &page);
    f->counts->fetched++;
    tell(job, more ? "says less than the feed: that stays" : "fetched");
}

static void
take_none(struct job *job, const char *why)
{
    struct cp_fulltext *f = job->base.fulltext;

    remember(job, &(struct cp_cached_page){ .fetched = f->options.now,
                                            .failures = job->failures + 1 });
    f->counts->failed++;
    tell(job, why);
}

/* Nothing was asked: the host's rules and waits are remembered with the host. */
static void
leave_alone(struct job *job, const char *why)
{
    job->base.fulltext->counts->failed++;
    tell(job, why);
}

static void
take_page(struct job *job, const struct cp_crawl_result *answer)
{
    struct cp_fulltext *f = job->base.fulltext;
    const struct cp_crawl_hop *hop = cp_fulltext_answer(answer);
    struct cp_pagemaker maker = maker_of(f);
    cleanpage_status st;

    if (answer->hop_count > 1 && cp_address_is_front(hop->url)) {
        take_none(job, "leads to the site's front page");
        return;
    }
    st = cp_page_clean(&maker, hop->body, hop->url,
                       cp_fulltext_charset(f, answer->content_type), &f->page);
    if (st || !f->page.words)
        take_none(job, st ? f->cx->message : "no main content");
    else
        take_text(job, hop->url);
}

static void
take_answer(struct cp_fulltext_asking *asking, const struct cp_crawl_result *answer)
{
    struct job *job = (struct job *)asking;

    if (answer->outcome == CP_CRAWL_PAGE)
        take_page(job, answer);
    else if (answer->outcome == CP_CRAWL_FORBIDDEN || answer->outcome == CP_CRAWL_PUT_OFF)
        leave_alone(job, answer->message);
    else
        take_none(job, answer->message);
}

/* ------------------------------------------------------------------ which entries */

static bool
is_wanted(const struct cp_fulltext_options *options, const struct cp_feed_entry *entry)
{
    int64_t at = cp_when_parse(entry->published.n ? entry->published : entry->updated);

    return !options->oldest || !at || at >= options->oldest;
}

static void
choose_entries(const struct cp_fulltext_options *options, struct cp_feed *feed)
{
    size_t n = 0, limit = options->limit ? options->limit : LIMIT;

    for (size_t i = 0; i < feed->entry_count && n < limit; i++)
        if (is_wanted(options, &feed->entries[i]))
            feed->entries[n++] = feed->entries[i];
    feed->entry_count = n;
}

static struct cp_slice
without_fragment(struct cp_slice url)
{
    const char *hash = url.n ? memchr(url.p, '#', url.n) : NULL;

    return (struct cp_slice){ url.p, hash ? (size_t)(hash - url.p) : url.n };
}

/* One for each entry; NULL without memory. */
static struct place *
find_places(struct cp_fulltext *f, const struct cp_feed *feed)
{
    struct place *places = cp_arena_zalloc(f->cx->arena, feed->entry_count + 1, sizeof *places);
    struct cp_table addresses;

    cp_table_init(&addresses, f->cx->arena, 0);
    for (size_t i = 0; places && i < feed->entry_count; i++) {
        struct cp_slice url = without_fragment(feed->entries[i].url);
        uint32_t *first = cp_table_find(&addresses, url);

        if (!first)
            first = cp_table_add(&addresses, url, (uint32_t)i);
        if (!first)
            return NULL;
        places[i].first = *first;
        if (!cp_slice_eq(feed->entries[*first].title, feed->entries[i].title))
            places[*first].is_shared = true;
    }
    return places;
}

/* ------------------------------------------------------------------ all of them */

/* Seconds until a page that has changed, or could not be had, is asked for again. */
static int64_t
rest_of(const struct cp_cached_page *page)
{
    unsigned doublings = page->is_same && page->failures ? page->failures - 1 : 0;

    return (int64_t)AGAIN_SECONDS << (doublings < DOUBLINGS_MAX ? doublings : DOUBLINGS_MAX);
}

/* Whether what is known of a page will do for now. */
static bool
will_do(const struct cp_fulltext *f, const struct cp_cached_page *page)
{
    int64_t age = f->options.now - page->fetched;

    return (page->is_same && !page->failures) || (age >= 0 && age < rest_of(page));
}

/* From the cache, or asked for. */
static cleanpage_status
get_page(struct cp_fulltext *f, struct cp_feed_entry *entry, struct place *place)
{
    struct job *job = cp_arena_zalloc(f->cx->arena, 1, sizeof *job);
    const char *url = cp_fulltext_copy(f, entry->url).p;
    struct cp_cached_page page;

    if (!job || !url || !cp_entry_digest(entry, job->digest))
        return cp_fail(f->cx, CLEANPAGE_NOMEM, "out of memory");
    job->base = (struct cp_fulltext_asking){ f, take_answer };
    job->entry = entry;
    job->place = place;
    if (cp_cache_get_page(f->cache, f->cx->arena, f->url, entry->url, job->digest, &page)) {
        if (will_do(f, &page)) {
            use_page(f, entry, place, &page);
            f->counts->from_cache++;
            return CLEANPAGE_OK;
        }
        job->failures = page.is_same ? page.failures : 0;
    }
    return cp_crawl_add(f->crawl, &(struct cp_crawl_request){ .url = url, .tag = job });
}

/* An entry that a feed has twice, under one title and address, has one text. */
static void
fill_repeats(struct cp_feed *feed, const struct place *places)
{
    for (size_t i = 0; i < feed->entry_count; i++) {
        size_t first = places[i].first;

        if (first != i && places[first].has_page)
            feed->entries[i].content = feed->entries[first].content;
    }
}

cleanpage_status
cp_fulltext_fill(struct cp_fulltext *f, const char *url, struct cp_feed *feed,
                 struct cp_fulltext_counts *counts)
{
    struct place *places;
    cleanpage_status st = CLEANPAGE_OK;

    *counts = (struct cp_fulltext_counts){ 0 };
    f->counts = counts;
    f->url = url ? url : "";
    choose_entries(&f->options, feed);
    counts->entries = feed->entry_count;
    places = find_places(f, feed);
    if (!places)
        return cp_fail(f->cx, CLEANPAGE_NOMEM, "out of memory");
    for (size_t i = 0; !st && i < feed->entry_count; i++)
        if (feed->entries[i].url.n && places[i].first == i && !places[i].is_shared)
            st = get_page(f, &feed->entries[i], &places[i]);
    if (!st)
        cp_fulltext_wait(f);
    fill_repeats(feed, places);
    return st;
}
