/*
 * read_feeds [--to=FORMAT] [--through=FORMAT] [--url=URL] [--charset=LABEL] FILE...
 *
 * What the feeds hold: for each file a line of JSON about the feed, or {"error":...} with the
 * status, and a line for each entry. With --through each feed is written in FORMAT, which is
 * atom, rss or json, and read again first. With --to it is only written; there FORMAT may be
 * jsonl or sfeed, too, or opml, which reads and writes a list, or links, which are those that
 * a page names. One arena serves all files.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feed/feed.h"

struct options {
    const char *to, *through, *url, *charset;
};

static void
put_text(struct cp_buf *out, const char *name, struct cp_slice s)
{
    cp_buf_puts(out, name);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            cp_buf_putc(out, '\\');
        cp_buf_putc(out, (unsigned char)s.p[i] < ' ' ? ' ' : s.p[i]);
    }
    cp_buf_putc(out, '"');
}

static void
put_feed(struct cp_buf *out, const struct cp_feed *feed)
{
    char numbers[200];

    put_text(out, "{\"version\":\"", feed->version);
    put_text(out, ",\"title\":\"", feed->title);
    put_text(out, ",\"description\":\"", feed->description);
    put_text(out, ",\"site\":\"", feed->site);
    put_text(out, ",\"self\":\"", feed->self);
    put_text(out, ",\"language\":\"", feed->language);
    put_text(out, ",\"image\":\"", feed->image);
    snprintf(numbers, sizeof numbers,
             ",\"ttl\":%u,\"hours\":%u,\"days\":%u,\"entries\":%zu,\"cut\":%s}\n",
             feed->ttl_minutes, (unsigned)feed->skip_hours, feed->skip_days,
             feed->entry_count, feed->is_cut ? "true" : "false");
    cp_buf_puts(out, numbers);
}

static int
format_of(const char *name)
{
    static const char *const names[] = { "atom", "rss", "json", "jsonl", "sfeed" };

    for (int i = 0; i < 5; i++)
        if (name && strcmp(name, names[i]) == 0)
            return i;
    return -1;
}

static cleanpage_status
read_links(struct cp_ctx *cx, const struct options *o, struct cp_slice bytes,
           struct cp_buf *out)
{
    struct cp_feed_links links;
    cleanpage_status st = strcmp(o->to, "opml") == 0
        ? cp_opml_read(cx, bytes, &links)
        : cp_feed_discover(cx, bytes, o->charset, o->url, &links);

    if (!st && strcmp(o->to, "opml") == 0)
        cp_opml_write(cx, &links, out);
    for (size_t i = 0; !st && strcmp(o->to, "links") == 0 && i < links.n; i++) {
        cp_buf_put_slice(out, links.v[i].url);
        cp_buf_putc(out, '\t');
        cp_buf_put_slice(out, links.v[i].title);
        cp_buf_putc(out, '\n');
    }
    return st;
}

/* The feed as another reader has it. */
static cleanpage_status
pass_through(struct cp_ctx *cx, const char *format, struct cp_feed *feed)
{
    struct cp_buf written = { 0 };
    cleanpage_status st;

    cp_feed_write(cx, feed, (enum cp_feed_format)format_of(format), &written);
    st = cp_feed_read(cx, cp_buf_slice(&written), NULL, NULL, feed);
    cp_buf_clear(&written);
    return st;
}

static cleanpage_status
read_feed(struct cp_ctx *cx, const struct options *o, struct cp_slice bytes,
          struct cp_buf *out)
{
    struct cp_feed feed;
    cleanpage_status st = cp_feed_read(cx, bytes, o->charset, o->url, &feed);

    if (!st && o->through)
        st = pass_through(cx, o->through, &feed);
    if (st)
        return st;
    if (o->to) {
        cp_feed_write(cx, &feed, (enum cp_feed_format)format_of(o->to), out);
    } else {
        put_feed(out, &feed);
        cp_feed_write(cx, &feed, CP_FEED_TO_JSONL, out);
    }
    return CLEANPAGE_OK;
}

static void
read_file(struct cp_ctx *cx, const struct options *o, const char *path)
{
    struct cp_buf bytes = { .max = (size_t)64 << 20 }, out = { 0 };
    cleanpage_status st = cp_buf_read_file(cx, &bytes, path);
    bool is_links = o->to && (strcmp(o->to, "opml") == 0 || strcmp(o->to, "links") == 0);

    cx->notes = cx->last_note = NULL;
    if (!st)
        st = is_links ? read_links(cx, o, cp_buf_slice(&bytes), &out)
                      : read_feed(cx, o, cp_buf_slice(&bytes), &out);
    if (st) {
        put_text(&out, "{\"error\":\"", cp_slice_of(cx->message));
        cp_buf_puts(&out, ",\"status\":");
        cp_buf_put_u64(&out, st);
        cp_buf_puts(&out, "}\n");
    }
    fwrite(out.p, 1, out.n, stdout);
    cp_buf_clear(&bytes);
    cp_buf_clear(&out);
}

int
main(int argc, char **argv)
{
    struct options o = { NULL, NULL, NULL, NULL };
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };

    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--to=", 5) == 0)
            o.to = argv[i] + 5;
        else if (strncmp(argv[i], "--through=", 10) == 0)
            o.through = argv[i] + 10;
        else if (strncmp(argv[i], "--url=", 6) == 0)
            o.url = argv[i] + 6;
        else if (strncmp(argv[i], "--charset=", 10) == 0)
            o.charset = argv[i] + 10;
        else
            read_file(&cx, &o, argv[i]);
        cp_arena_reset(&arena);
    }
    cp_arena_clear(&arena);
    return fflush(stdout) != 0;
}
