#include "feed/jsonfeed.h"

#include <jansson.h>

#include "feed/jsonscan.h"
#include "url/url.h"

/* What a feed of JSON has to have, one of them at least. */
struct signs {
    bool has_version, has_items;
};

/* ---------------------------------------------------------------- values */

static struct cp_slice
string_of(json_t *value)
{
    if (!json_is_string(value))
        return (struct cp_slice){ NULL, 0 };
    return (struct cp_slice){ json_string_value(value), json_string_length(value) };
}

static struct cp_slice
member(json_t *object, const char *name)
{
    return string_of(json_object_get(object, name));
}

static struct cp_slice
keep_url(struct cp_feed_reading *r, struct cp_slice url)
{
    const struct cp_feed *feed = r->feed;

    return cp_feed_keep_url(r, r->url.n ? r->url : feed->site.n ? feed->site : feed->self, url);
}

/* The value, mended if it has to be. NULL for what cannot be understood, and without memory. */
static json_t *
parse(struct cp_feed_reading *r, const struct cp_json_span *span)
{
    const size_t flags = JSON_DECODE_ANY;
    json_t *value;

    if (span->depth > CP_JSON_DEPTH_MAX || span->values > CP_FEED_JSON_VALUES_MAX) {
        r->feed->is_cut = true;
        return NULL;
    }
    value = span->is_cut ? NULL : json_loadb(span->text.p, span->text.n, flags, NULL);
    if (value)
        return value;
    r->feed->is_cut = true;
    cp_json_mend(&r->scratch, span->text);
    if (cp_buf_failed(&r->scratch))
        r->no_memory = true;
    else
        value = json_loadb(r->scratch.p, r->scratch.n, flags, NULL);
    r->scratch.n = 0;
    return value;
}

/* ---------------------------------------------------------------- entries */

static void
add_author(struct cp_feed_reading *r, json_t *author)
{
    cp_feed_add_author(r, cp_feed_keep_literal(r, member(author, "name")), CP_AUTHOR_NAME);
}

/* "authors" of 1.1, "author" of 1.0. */
static void
add_authors(struct cp_feed_reading *r, json_t *object)
{
    json_t *authors = json_object_get(object, "authors");

    for (size_t i = 0; i < json_array_size(authors); i++)
        add_author(r, json_array_get(authors, i));
    if (json_array_size(authors) == 0)
        add_author(r, json_object_get(object, "author"));
}

static void
add_tags(struct cp_feed_reading *r, json_t *tags)
{
    for (size_t i = 0; i < json_array_size(tags); i++)
        cp_feed_add_category(r, cp_feed_keep_literal(r, string_of(json_array_get(tags, i))));
}

/* An id should be a string; numbers are seen. */
static struct cp_slice
keep_id(struct cp_feed_reading *r, json_t *id)
{
    if (json_is_integer(id)) {
        struct cp_buf digits = { 0 };
        json_int_t v = json_integer_value(id);
        struct cp_slice kept;

        if (v < 0)
            cp_buf_putc(&digits, '-');
        cp_buf_put_u64(&digits, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
        kept = cp_feed_keep(r, cp_buf_slice(&digits));
        r->no_memory |= digits.no_memory;
        cp_buf_clear(&digits);
        return kept;
    }
    return cp_feed_keep(r, cp_slice_trim(string_of(id)));
}

/* What this program writes besides, in the place that the format gives to extensions. */
static void
read_extension(struct cp_feed_reading *r, json_t *own)
{
    struct cp_feed_entry *e = r->entry;

    if (member(own, "summary_html").n)
        e->summary = cp_feed_keep(r, member(own, "summary_html"));
    e->base = cp_feed_keep(r, member(own, "base"));
}

static void
read_attachment(struct cp_feed_reading *r, json_t *attachment)
{
    struct cp_feed_entry *e = r->entry;
    struct cp_slice type = member(attachment, "mime_type");

    e->enclosure = keep_url(r, member(attachment, "url"));
    if (e->enclosure.n)
        e->enclosure_type = cp_feed_keep(r, type);
    if (cp_slice_starts_nocase(type, CP_LIT("image/")))
        cp_feed_set_image(r, e->enclosure, CP_IMAGE_FILE);
}

static void
read_texts(struct cp_feed_reading *r, json_t *item)
{
    struct cp_feed_entry *e = r->entry;
    struct cp_slice base;

    e->title = cp_feed_keep_literal(r, member(item, "title"));
    e->summary = cp_feed_keep_text_as_html(r, member(item, "summary"));
    read_extension(r, json_object_get(item, "_cleanpage"));
    base = e->base;
    cp_feed_set_content(r, cp_feed_keep(r, cp_slice_trim(member(item, "content_html"))), base);
    cp_feed_set_content(r, cp_feed_keep_text_as_html(r, member(item, "content_text")), base);
    cp_feed_set_content(r, e->summary, base);
}

static void
read_item(struct cp_feed_reading *r, json_t *item)
{
    struct cp_feed_entry *e;

    if (!item || !cp_feed_begin_entry(r))
        return;
    e = r->entry;
    e->id = keep_id(r, json_object_get(item, "id"));
    cp_feed_set_url(r, keep_url(r, member(item, "url")), 3);
    cp_feed_set_url(r, keep_url(r, member(item, "external_url")), 2);
    if (cp_url_is_web(e->id))
        cp_feed_set_url(r, e->id, 1);
    read_texts(r, item);
    e->published = cp_feed_keep_date(r, member(item, "date_published"));
    e->updated = cp_feed_keep_date(r, member(item, "date_modified"));
    e->language = cp_feed_keep_language(r, member(item, "language"));
    cp_feed_set_image(r, keep_url(r, member(item, "image")), CP_IMAGE_MAIN);
    cp_feed_set_image(r, keep_url(r, member(item, "banner_image")), CP_IMAGE_THUMBNAIL);
    read_attachment(r, json_array_get(json_object_get(item, "attachments"), 0));
    add_authors(r, item);
    add_tags(r, json_object_get(item, "tags"));
    cp_feed_end_entry(r);
}

static void
read_items(struct cp_feed_reading *r, struct cp_slice *rest)
{
    struct cp_json_span span;

    cp_json_take(rest, '[');
    while (!r->no_memory && cp_json_span(rest, &span)) {
        if (*span.text.p == '{') {
            json_t *item = parse(r, &span);

            read_item(r, item);
            json_decref(item);
        }
        cp_json_take(rest, ',');
    }
    if (!cp_json_take(rest, ']'))
        r->feed->is_cut = true;
}

/* ---------------------------------------------------------------- the feed */

static void
read_version(struct cp_feed *feed, struct cp_slice version, struct signs *signs)
{
    if (!cp_slice_find(version, CP_LIT("jsonfeed.org/version/")))
        return;
    signs->has_version = true;
    if (cp_slice_find(version, CP_LIT("/version/1.1")))
        feed->version = CP_LIT("JSON Feed 1.1");
    else if (cp_slice_find(version, CP_LIT("/version/1")))
        feed->version = CP_LIT("JSON Feed 1.0");
}

static bool
is_name(struct cp_slice quoted, const char *name)
{
    struct cp_slice inside = { quoted.p + 1, quoted.n - 2 };

    return quoted.n >= 2 && cp_slice_eq(inside, cp_slice_of(name));
}

static void
read_feed_member(struct cp_feed_reading *r, struct cp_slice name, json_t *value,
                 struct signs *signs)
{
    struct cp_feed *feed = r->feed;

    if (is_name(name, "version"))
        read_version(feed, string_of(value), signs);
    else if (is_name(name, "title"))
        feed->title = cp_feed_keep_literal(r, string_of(value));
    else if (is_name(name, "description"))
        feed->description = cp_feed_keep_literal(r, string_of(value));
    else if (is_name(name, "home_page_url"))
        feed->site = keep_url(r, string_of(value));
    else if (is_name(name, "feed_url"))
        feed->self = keep_url(r, string_of(value));
    else if (is_name(name, "icon") || is_name(name, "favicon"))
        cp_feed_set(&feed->image, keep_url(r, string_of(value)));
    else if (is_name(name, "language"))
        feed->language = cp_feed_keep_language(r, string_of(value));
    else if (is_name(name, "author"))
        add_author(r, value);
    else if (is_name(name, "authors"))
        for (size_t i = 0; i < json_array_size(value); i++)
            add_author(r, json_array_get(value, i));
}

static bool
read_member(struct cp_feed_reading *r, struct cp_slice *rest, struct signs *signs)
{
    struct cp_json_span name, span;
    json_t *value;

    if (!cp_json_span(rest, &name) || !cp_json_take(rest, ':'))
        return false;
    if (is_name(name.text, "items") && cp_json_skip(rest) && *rest->p == '[') {
        signs->has_items = true;
        read_items(r, rest);
    } else if (cp_json_span(rest, &span)) {
        value = parse(r, &span);
        read_feed_member(r, name.text, value, signs);
        json_decref(value);
    }
    return true;
}

cleanpage_status
cp_feed_read_json(struct cp_feed_reading *r, struct cp_slice text)
{
    struct signs signs = { false, false };

    r->feed->kind = CP_FEED_JSON;
    r->feed->version = CP_LIT("JSON Feed");
    if (cp_json_take(&text, '{'))
        while (!r->no_memory && read_member(r, &text, &signs))
            cp_json_take(&text, ',');
    if (!signs.has_version && !signs.has_items)
        return cp_fail(r->cx, CLEANPAGE_TYPE, "no feed: it is JSON of another kind");
    if (!cp_json_take(&text, '}'))
        r->feed->is_cut = true;
    return CLEANPAGE_OK;
}
