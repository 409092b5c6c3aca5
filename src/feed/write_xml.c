/*
 * Atom and RSS. What both can say is written alike, with the elements of Dublin Core and Media
 * RSS where the format has none of its own; readers pass over what they do not know.
 */
#include "feed/dates.h"
#include "feed/text.h"
#include "feed/write.h"
#include "url/url.h"

static void
put_indent(struct cp_buf *out, unsigned levels)
{
    cp_buf_put_repeat(out, ' ', (size_t)levels * 2);
}

/* Nothing for an empty text. attributes: as they stand in the tag, with a space in front. */
static void
put_element(struct cp_buf *out, unsigned level, const char *name, const char *attributes,
            struct cp_slice text)
{
    if (!text.n)
        return;
    put_indent(out, level);
    cp_buf_putc(out, '<');
    cp_buf_puts(out, name);
    cp_buf_puts(out, attributes);
    cp_buf_putc(out, '>');
    cp_feed_put_escaped_text(out, text);
    cp_buf_puts(out, "</");
    cp_buf_puts(out, name);
    cp_buf_puts(out, ">\n");
}

static void
put_thumbnail(struct cp_buf *out, unsigned level, struct cp_slice url)
{
    if (!url.n)
        return;
    put_indent(out, level);
    cp_buf_puts(out, "<media:thumbnail");
    cp_feed_put_attribute(out, "url", url);
    cp_buf_puts(out, "/>\n");
}

/* ---------------------------------------------------------------- Atom */

static void
put_atom_link(struct cp_buf *out, unsigned level, const char *rel, struct cp_slice href,
              struct cp_slice type)
{
    if (!href.n)
        return;
    put_indent(out, level);
    cp_buf_puts(out, "<link");
    cp_feed_put_attribute(out, "rel", cp_slice_of(rel));
    cp_feed_put_attribute(out, "type", type);
    cp_feed_put_attribute(out, "href", href);
    cp_buf_puts(out, "/>\n");
}

/* Atom wants a time of day: a day alone is written in front of it, where we find it again. */
static void
put_atom_date(struct cp_buf *out, unsigned level, const char *name, const char *day_name,
              struct cp_slice date)
{
    struct cp_feed_date read;

    if (!cp_feed_date_read(date, &read))
        return;
    if (!read.has_time)
        put_element(out, level, day_name, "", date);
    read.has_time = true;
    put_indent(out, level);
    cp_buf_putc(out, '<');
    cp_buf_puts(out, name);
    cp_buf_putc(out, '>');
    cp_feed_date_put(out, &read);
    cp_buf_puts(out, "</");
    cp_buf_puts(out, name);
    cp_buf_puts(out, ">\n");
}

static void
put_atom_author(struct cp_buf *out, unsigned level, struct cp_slice names)
{
    if (!names.n)
        return;
    put_indent(out, level);
    cp_buf_puts(out, "<author><name>");
    cp_feed_put_escaped_text(out, names);
    cp_buf_puts(out, "</name></author>\n");
}

static void
put_atom_entry(struct cp_buf *out, const struct cp_feed_entry *e)
{
    struct cp_slice none = { NULL, 0 };

    cp_buf_puts(out, "  <entry");
    cp_feed_put_attribute(out, "xml:base", e->base);
    cp_feed_put_attribute(out, "xml:lang", e->language);
    cp_buf_puts(out, ">\n");
    put_element(out, 2, "id", "", e->id.n ? e->id : e->url);
    put_element(out, 2, "title", " type=\"text\"", e->title);
    if (!e->title.n)
        cp_buf_puts(out, "    <title/>\n");
    put_atom_link(out, 2, "alternate", e->url, none);
    put_atom_link(out, 2, "enclosure", e->enclosure, e->enclosure_type);
    put_atom_date(out, 2, "published", "dcterms:created", e->published);
    put_atom_date(out, 2, "updated", "dcterms:modified",
                  e->updated.n ? e->updated : e->published);
    put_atom_author(out, 2, e->author);
    for (size_t i = 0; i < e->category_count; i++) {
        cp_buf_puts(out, "    <category");
        cp_feed_put_attribute(out, "term", e->categories[i]);
        cp_buf_puts(out, "/>\n");
    }
    put_thumbnail(out, 2, e->image);
    put_element(out, 2, "summary", " type=\"html\"", e->summary);
    if (!cp_slice_eq(e->summary, e->content))
        put_element(out, 2, "content", " type=\"html\"", e->content);
    cp_buf_puts(out, "  </entry>\n");
}

/* The feed's own time, which Atom wants: that of its newest entry. */
static struct cp_slice
newest(const struct cp_feed *feed)
{
    struct cp_slice best = { NULL, 0 };
    struct cp_feed_date date;
    int64_t latest = INT64_MIN;

    for (size_t i = 0; i < feed->entry_count; i++) {
        const struct cp_feed_entry *e = &feed->entries[i];
        struct cp_slice text = e->updated.n ? e->updated : e->published;

        if (cp_feed_date_read(text, &date) && date.seconds > latest) {
            latest = date.seconds;
            best = text;
        }
    }
    return best;
}

void
cp_feed_put_atom(struct cp_buf *out, const struct cp_feed *feed)
{
    struct cp_slice none = { NULL, 0 };

    cp_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<feed xmlns=\"http://www.w3.org/2005/Atom\""
                     " xmlns:dcterms=\"http://purl.org/dc/terms/\""
                     " xmlns:media=\"http://search.yahoo.com/mrss/\"");
    cp_feed_put_attribute(out, "xml:lang", feed->language);
    cp_buf_puts(out, ">\n");
    put_element(out, 1, "id", "", feed->self.n ? feed->self : feed->site);
    put_element(out, 1, "title", " type=\"text\"", feed->title);
    if (!feed->title.n)
        cp_buf_puts(out, "  <title/>\n");
    put_element(out, 1, "subtitle", " type=\"text\"", feed->description);
    put_atom_link(out, 1, "alternate", feed->site, none);
    put_atom_link(out, 1, "self", feed->self, none);
    put_element(out, 1, "logo", "", feed->image);
    put_atom_date(out, 1, "updated", "dcterms:modified", newest(feed));
    for (size_t i = 0; i < feed->entry_count; i++)
        put_atom_entry(out, &feed->entries[i]);
    cp_buf_puts(out, "</feed>\n");
}

/* ---------------------------------------------------------------- RSS */

/* Titles of RSS are HTML to most readers. */
static void
put_rss_line(struct cp_buf *out, unsigned level, const char *name, struct cp_slice text)
{
    struct cp_buf html = { 0 };

    cp_feed_put_line_as_html(&html, text);
    put_element(out, level, name, "", cp_buf_slice(&html));
    out->no_memory |= html.no_memory;
    cp_buf_clear(&html);
}

/* RSS wants a time of day, Dublin Core does not. */
static void
put_rss_date(struct cp_buf *out, struct cp_slice date)
{
    struct cp_feed_date read;

    if (!cp_feed_date_read(date, &read))
        return;
    if (!read.has_time) {
        put_element(out, 3, "dc:date", "", date);
        return;
    }
    cp_buf_puts(out, "      <pubDate>");
    cp_feed_date_put_rfc822(out, &read);
    cp_buf_puts(out, "</pubDate>\n");
}

static void
put_guid(struct cp_buf *out, const struct cp_feed_entry *e)
{
    bool is_link = cp_slice_eq(e->id, e->url) && cp_url_is_web(e->id);

    put_element(out, 3, "guid", is_link ? "" : " isPermaLink=\"false\"", e->id);
}

static void
put_enclosure(struct cp_buf *out, const struct cp_feed_entry *e)
{
    if (!e->enclosure.n)
        return;
    cp_buf_puts(out, "      <enclosure");
    cp_feed_put_attribute(out, "url", e->enclosure);
    /* The length is required, and 0 where it is not known. */
    cp_buf_puts(out, " length=\"0\"");
    cp_feed_put_attribute(out, "type", e->enclosure_type);
    cp_buf_puts(out, "/>\n");
}

static void
put_rss_item(struct cp_buf *out, const struct cp_feed_entry *e)
{
    cp_buf_puts(out, "    <item");
    if (!cp_slice_eq(e->base, e->url))
        cp_feed_put_attribute(out, "xml:base", e->base);
    cp_feed_put_attribute(out, "xml:lang", e->language);
    cp_buf_puts(out, ">\n");
    put_rss_line(out, 3, "title", e->title);
    put_element(out, 3, "link", "", e->url);
    put_guid(out, e);
    put_rss_date(out, e->published);
    put_element(out, 3, "dcterms:modified", "", e->updated);
    put_rss_line(out, 3, "dc:creator", e->author);
    for (size_t i = 0; i < e->category_count; i++)
        put_rss_line(out, 3, "category", e->categories[i]);
    put_enclosure(out, e);
    put_thumbnail(out, 3, e->image);
    put_element(out, 3, "description", "", e->summary);
    if (!cp_slice_eq(e->summary, e->content))
        put_element(out, 3, "content:encoded", "", e->content);
    cp_buf_puts(out, "    </item>\n");
}

static void
put_rss_image(struct cp_buf *out, const struct cp_feed *feed)
{
    if (!feed->image.n)
        return;
    cp_buf_puts(out, "    <image>\n");
    put_element(out, 3, "url", "", feed->image);
    put_rss_line(out, 3, "title", feed->title);
    put_element(out, 3, "link", "", feed->site);
    cp_buf_puts(out, "    </image>\n");
}

static void
put_ttl(struct cp_buf *out, unsigned minutes)
{
    if (!minutes)
        return;
    cp_buf_puts(out, "    <ttl>");
    cp_buf_put_u64(out, minutes);
    cp_buf_puts(out, "</ttl>\n");
}

void
cp_feed_put_rss(struct cp_buf *out, const struct cp_feed *feed)
{
    cp_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\""
                     " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""
                     " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                     " xmlns:dcterms=\"http://purl.org/dc/terms/\""
                     " xmlns:media=\"http://search.yahoo.com/mrss/\">\n"
                     "  <channel>\n");
    put_rss_line(out, 2, "title", feed->title);
    put_element(out, 2, "link", "", feed->site);
    put_rss_line(out, 2, "description", feed->description);
    put_element(out, 2, "language", "", feed->language);
    if (feed->self.n) {
        cp_buf_puts(out, "    <atom:link rel=\"self\"");
        cp_feed_put_attribute(out, "href", feed->self);
        cp_buf_puts(out, "/>\n");
    }
    put_ttl(out, feed->ttl_minutes);
    put_rss_image(out, feed);
    for (size_t i = 0; i < feed->entry_count; i++)
        put_rss_item(out, &feed->entries[i]);
    cp_buf_puts(out, "  </channel>\n</rss>\n");
}
