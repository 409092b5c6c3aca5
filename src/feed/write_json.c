/* JSON Feed 1.1, and a line of JSON for each entry. */
#include "base/shown.h"
#include "feed/write.h"

/* A comma between members of an object that is being written; levels need no more than that. */
struct object {
    struct cp_buf *out;
    bool has_member;
};

static void
put_name(struct object *o, const char *name)
{
    if (o->has_member)
        cp_buf_putc(o->out, ',');
    o->has_member = true;
    cp_buf_put_shown_json(o->out, cp_slice_of(name));
    cp_buf_putc(o->out, ':');
}

/* Nothing for an empty value. */
static void
put_member(struct object *o, const char *name, struct cp_slice value)
{
    if (!value.n)
        return;
    put_name(o, name);
    cp_buf_put_shown_json(o->out, value);
}

static void
put_categories(struct object *o, const char *name, const struct cp_feed_entry *e)
{
    if (!e->category_count)
        return;
    put_name(o, name);
    for (size_t i = 0; i < e->category_count; i++) {
        cp_buf_putc(o->out, i ? ',' : '[');
        cp_buf_put_shown_json(o->out, e->categories[i]);
    }
    cp_buf_putc(o->out, ']');
}

/* ---------------------------------------------------------------- JSON Feed */

static void
put_authors(struct object *o, struct cp_slice names)
{
    if (!names.n)
        return;
    put_name(o, "authors");
    cp_buf_puts(o->out, "[{\"name\":");
    cp_buf_put_shown_json(o->out, names);
    cp_buf_puts(o->out, "}]");
}

static void
put_attachments(struct object *o, const struct cp_feed_entry *e)
{
    struct object attachment = { o->out, false };

    if (!e->enclosure.n)
        return;
    put_name(o, "attachments");
    cp_buf_puts(o->out, "[{");
    put_member(&attachment, "url", e->enclosure);
    put_member(&attachment, "mime_type", e->enclosure_type);
    cp_buf_puts(o->out, "}]");
}

/*
 * What the format has no place for. Its summaries are plain text, so that one of HTML is no
 * summary to other readers.
 */
static void
put_extension(struct object *o, const struct cp_feed_entry *e)
{
    struct object own = { o->out, false };
    bool has_base = e->base.n && !cp_slice_eq(e->base, e->url);

    if (!e->summary.n && !has_base)
        return;
    put_name(o, "_cleanpage");
    cp_buf_putc(o->out, '{');
    put_member(&own, "summary_html", e->summary);
    if (has_base)
        put_member(&own, "base", e->base);
    cp_buf_putc(o->out, '}');
}

static void
put_item(struct cp_buf *out, const struct cp_feed_entry *e)
{
    struct object item = { out, false };

    cp_buf_putc(out, '{');
    put_member(&item, "id", e->id.n ? e->id : e->url);
    put_member(&item, "url", e->url);
    put_member(&item, "title", e->title);
    put_authors(&item, e->author);
    put_member(&item, "date_published", e->published);
    put_member(&item, "date_modified", e->updated);
    put_member(&item, "language", e->language);
    put_member(&item, "image", e->image);
    put_categories(&item, "tags", e);
    put_attachments(&item, e);
    put_extension(&item, e);
    /* One of the two texts is required. */
    put_name(&item, "content_html");
    cp_buf_put_shown_json(out, e->content);
    cp_buf_putc(out, '}');
}

void
cp_feed_put_jsonfeed(struct cp_buf *out, const struct cp_feed *feed)
{
    struct object o = { out, false };

    cp_buf_putc(out, '{');
    put_member(&o, "version", CP_LIT("https://jsonfeed.org/version/1.1"));
    put_name(&o, "title");
    cp_buf_put_shown_json(out, feed->title);
    put_member(&o, "description", feed->description);
    put_member(&o, "home_page_url", feed->site);
    put_member(&o, "feed_url", feed->self);
    put_member(&o, "icon", feed->image);
    put_member(&o, "language", feed->language);
    put_name(&o, "items");
    cp_buf_putc(out, '[');
    for (size_t i = 0; i < feed->entry_count; i++) {
        cp_buf_puts(out, i ? ",\n" : "\n");
        put_item(out, &feed->entries[i]);
    }
    cp_buf_puts(out, "\n]}\n");
}

/* ---------------------------------------------------------------- lines */

static void
put_line(struct cp_buf *out, const struct cp_feed_entry *e)
{
    struct object o = { out, false };

    cp_buf_putc(out, '{');
    put_member(&o, "id", e->id);
    put_member(&o, "url", e->url);
    put_member(&o, "title", e->title);
    put_member(&o, "author", e->author);
    put_member(&o, "published", e->published);
    put_member(&o, "updated", e->updated);
    put_member(&o, "language", e->language);
    put_member(&o, "image", e->image);
    put_member(&o, "enclosure", e->enclosure);
    put_member(&o, "enclosure_type", e->enclosure_type);
    put_categories(&o, "categories", e);
    put_member(&o, "base", e->base);
    put_member(&o, "summary", e->summary);
    put_member(&o, "content", e->content);
    cp_buf_puts(out, "}\n");
}

void
cp_feed_put_jsonl(struct cp_buf *out, const struct cp_feed *feed)
{
    for (size_t i = 0; i < feed->entry_count; i++)
        put_line(out, &feed->entries[i]);
}
