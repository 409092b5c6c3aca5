/*
 * Lines as sfeed(5) has them: time, title, link, content, its type, id, author, enclosure and
 * categories, with TABs between. In the content a backslash, a line feed and a TAB are escaped;
 * the other fields hold none of these.
 */
#include "base/shown.h"
#include "feed/dates.h"
#include "feed/write.h"

/* One line of text without control characters, and without `also` if that is not 0. */
static void
put_field(struct cp_buf *out, struct cp_slice s, char also)
{
    size_t start = out->n;

    cp_buf_put_shown_line(out, s, ' ');
    for (size_t i = start; also && i < out->n; i++)
        if (out->p[i] == also)
            out->p[i] = ' ';
}

static void
put_content(struct cp_buf *out, struct cp_slice s)
{
    struct cp_buf shown = { 0 };

    cp_buf_put_shown(&shown, s);
    for (size_t i = 0; i < shown.n; i++)
        if (shown.p[i] == '\n')
            cp_buf_puts(out, "\\n");
        else if (shown.p[i] == '\t')
            cp_buf_puts(out, "\\t");
        else if (shown.p[i] == '\\')
            cp_buf_puts(out, "\\\\");
        else
            cp_buf_putc(out, shown.p[i]);
    out->no_memory |= cp_buf_failed(&shown);
    cp_buf_clear(&shown);
}

/* Seconds since 1970; nothing if there is no date. */
static void
put_time(struct cp_buf *out, struct cp_slice text)
{
    struct cp_feed_date date;

    if (!cp_feed_date_read(text, &date))
        return;
    if (date.seconds < 0)
        cp_buf_putc(out, '-');
    cp_buf_put_u64(out, (uint64_t)(date.seconds < 0 ? -date.seconds : date.seconds));
}

static void
put_entry(struct cp_buf *out, const struct cp_feed_entry *e)
{
    put_time(out, e->published.n ? e->published : e->updated);
    cp_buf_putc(out, '\t');
    put_field(out, e->title, 0);
    cp_buf_putc(out, '\t');
    put_field(out, e->url, 0);
    cp_buf_putc(out, '\t');
    put_content(out, e->content);
    cp_buf_puts(out, "\thtml\t");
    put_field(out, e->id, 0);
    cp_buf_putc(out, '\t');
    put_field(out, e->author, 0);
    cp_buf_putc(out, '\t');
    put_field(out, e->enclosure, 0);
    cp_buf_putc(out, '\t');
    for (size_t i = 0; i < e->category_count; i++) {
        if (i)
            cp_buf_putc(out, '|');
        put_field(out, e->categories[i], '|');
    }
    cp_buf_putc(out, '\n');
}

void
cp_feed_put_sfeed(struct cp_buf *out, const struct cp_feed *feed)
{
    for (size_t i = 0; i < feed->entry_count; i++)
        put_entry(out, &feed->entries[i]);
}
