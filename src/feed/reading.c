#include "feed/reading.h"

#include "base/fold.h"
#include "feed/dates.h"
#include "feed/text.h"
#include "url/url.h"

#define FIRST_ENTRIES 16
#define FIRST_CATEGORIES 4

void
cp_feed_begin(struct cp_feed_reading *r, struct cp_ctx *cx, struct cp_feed *feed,
              struct cp_slice url)
{
    *r = (struct cp_feed_reading){ .cx = cx, .feed = feed, .url = url };
}

/* ---------------------------------------------------------------- copies */

struct cp_slice
cp_feed_keep(struct cp_feed_reading *r, struct cp_slice s)
{
    char *copy = s.n ? cp_arena_strndup(r->cx->arena, s.p, s.n) : NULL;

    r->no_memory |= s.n && !copy;
    return (struct cp_slice){ copy, copy ? s.n : 0 };
}

static struct cp_slice
keep_scratch(struct cp_feed_reading *r)
{
    struct cp_slice kept = { NULL, 0 };

    if (cp_buf_failed(&r->scratch))
        r->no_memory = true;
    else
        kept = cp_feed_keep(r, cp_buf_slice(&r->scratch));
    r->scratch.n = 0;
    return kept;
}

struct cp_slice
cp_feed_keep_line(struct cp_feed_reading *r, struct cp_slice text, bool is_html)
{
    if (is_html)
        cp_feed_put_line_of_html(&r->scratch, text);
    else
        cp_feed_put_line_of_text(&r->scratch, text);
    return keep_scratch(r);
}

struct cp_slice
cp_feed_keep_literal(struct cp_feed_reading *r, struct cp_slice text)
{
    cp_fold_put_line(&r->scratch, cp_feed_cut_line(text));
    return keep_scratch(r);
}

struct cp_slice
cp_feed_keep_text_as_html(struct cp_feed_reading *r, struct cp_slice text)
{
    cp_feed_put_lines_as_html(&r->scratch, cp_slice_trim(text));
    return keep_scratch(r);
}

struct cp_slice
cp_feed_keep_url(struct cp_feed_reading *r, struct cp_slice base, struct cp_slice url)
{
    url = cp_slice_trim(url);
    if (url.n && url.n <= CP_FEED_LINE_MAX)
        cp_url_resolve(&r->scratch, base, url);
    return keep_scratch(r);
}

struct cp_slice
cp_feed_keep_language(struct cp_feed_reading *r, struct cp_slice text)
{
    size_t n = 0;

    text = cp_slice_trim(text);
    while (n < text.n && (cp_is_alpha((unsigned char)text.p[n]) ||
                          cp_is_digit((unsigned char)text.p[n]) || text.p[n] == '-' ||
                          text.p[n] == '_'))
        n++;
    return cp_feed_keep(r, (struct cp_slice){ text.p, n });
}

struct cp_slice
cp_feed_keep_date(struct cp_feed_reading *r, struct cp_slice text)
{
    struct cp_feed_date date;

    if (cp_feed_date_read(text, &date))
        cp_feed_date_put(&r->scratch, &date);
    return keep_scratch(r);
}

/* ---------------------------------------------------------------- values */

void
cp_feed_set(struct cp_slice *to, struct cp_slice value)
{
    if (!to->n)
        *to = value;
}

static void
set_ranked(struct cp_slice *to, int *rank, struct cp_slice value, int value_rank)
{
    if (value.n && value_rank > *rank) {
        *to = value;
        *rank = value_rank;
    }
}

void
cp_feed_set_url(struct cp_feed_reading *r, struct cp_slice url, int rank)
{
    set_ranked(&r->entry->url, &r->ranks.url, url, rank);
}

void
cp_feed_set_image(struct cp_feed_reading *r, struct cp_slice url, int rank)
{
    set_ranked(&r->entry->image, &r->ranks.image, url, rank);
}

void
cp_feed_set_content(struct cp_feed_reading *r, struct cp_slice html, struct cp_slice base)
{
    if (html.n > r->entry->content.n) {
        r->entry->content = html;
        r->entry->base = base;
    }
}

/* Whether the name is one of those that are joined by ", ". */
static bool
is_named(struct cp_slice names, struct cp_slice name)
{
    const char *found = names.n ? cp_slice_find(names, name) : NULL;
    const char *end = found ? found + name.n : NULL;

    return found && (found == names.p || found[-1] == ' ') &&
           (end == names.p + names.n || *end == ',');
}

void
cp_feed_add_author(struct cp_feed_reading *r, struct cp_slice name, int rank)
{
    struct cp_slice *author = r->entry ? &r->entry->author : &r->author;

    if (!r->entry) {
        cp_feed_set(author, name);
        return;
    }
    if (!name.n || rank < r->ranks.author || r->author_count == CP_FEED_AUTHORS_MAX)
        return;
    if (rank > r->ranks.author) {
        *author = name;
        r->ranks.author = rank;
        r->author_count = 1;
        return;
    }
    if (is_named(*author, name))
        return;
    cp_buf_put_slice(&r->scratch, *author);
    cp_buf_puts(&r->scratch, ", ");
    cp_buf_put_slice(&r->scratch, name);
    *author = keep_scratch(r);
    r->author_count++;
}

static bool
grow_categories(struct cp_feed_reading *r)
{
    struct cp_feed_entry *e = r->entry;
    size_t room = r->category_room ? r->category_room * 2 : FIRST_CATEGORIES;
    struct cp_slice *v;

    if (e->category_count < r->category_room)
        return true;
    v = cp_arena_zalloc(r->cx->arena, room, sizeof *v);
    if (!v) {
        r->no_memory = true;
        return false;
    }
    if (e->category_count)
        memcpy(v, e->categories, e->category_count * sizeof *v);
    e->categories = v;
    r->category_room = room;
    return true;
}

void
cp_feed_add_category(struct cp_feed_reading *r, struct cp_slice name)
{
    struct cp_feed_entry *e = r->entry;

    if (!name.n || e->category_count == CP_FEED_CATEGORIES_MAX)
        return;
    for (size_t i = 0; i < e->category_count; i++)
        if (cp_slice_eq(e->categories[i], name))
            return;
    if (grow_categories(r))
        e->categories[e->category_count++] = name;
}

/* ---------------------------------------------------------------- entries */

static bool
grow_entries(struct cp_feed_reading *r)
{
    struct cp_feed *feed = r->feed;
    size_t room = r->room ? r->room * 2 : FIRST_ENTRIES;
    struct cp_feed_entry *v;

    if (feed->entry_count < r->room)
        return true;
    v = cp_arena_zalloc(r->cx->arena, room, sizeof *v);
    if (!v) {
        r->no_memory = true;
        return false;
    }
    if (feed->entry_count)
        memcpy(v, feed->entries, feed->entry_count * sizeof *v);
    feed->entries = v;
    r->room = room;
    return true;
}

bool
cp_feed_begin_entry(struct cp_feed_reading *r)
{
    if (r->feed->entry_count == CP_FEED_ENTRIES_MAX) {
        r->feed->is_cut = true;
        return false;
    }
    if (!grow_entries(r))
        return false;
    r->entry = &r->feed->entries[r->feed->entry_count++];
    *r->entry = (struct cp_feed_entry){ 0 };
    r->ranks = (struct cp_feed_ranks){ 0 };
    r->author_count = 0;
    r->category_room = 0;
    return true;
}

void
cp_feed_end_entry(struct cp_feed_reading *r)
{
    const struct cp_feed_entry *e = r->entry;

    if (e && !e->id.n && !e->url.n && !e->title.n && !e->content.n && !e->enclosure.n)
        r->feed->entry_count--;
    r->entry = NULL;
}

/*
 * Where no xml:base says it, links are relative to the document, as Atom has it; RSS has no
 * rule, and there and in JSON Feed they were mostly written for the page.
 */
static struct cp_slice
default_base(const struct cp_feed_reading *r, const struct cp_feed_entry *e)
{
    if (r->feed->kind == CP_FEED_ATOM && r->url.n)
        return r->url;
    return e->url.n ? e->url : r->feed->site.n ? r->feed->site : r->url;
}

cleanpage_status
cp_feed_finish(struct cp_feed_reading *r)
{
    struct cp_feed *feed = r->feed;

    for (size_t i = 0; i < feed->entry_count; i++) {
        struct cp_feed_entry *e = &feed->entries[i];

        cp_feed_set(&e->author, r->author);
        cp_feed_set(&e->language, feed->language);
        cp_feed_set(&e->base, default_base(r, e));
    }
    cp_buf_clear(&r->scratch);
    return r->no_memory ? cp_fail_nomem(r->cx) : CLEANPAGE_OK;
}
