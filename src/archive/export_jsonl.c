/* Articles as JSON Lines. */
#include "archive/exporting.h"

static cleanpage_status
begin(struct cp_ctx *cx, struct cp_export *e)
{
    (void)cx;
    (void)e;
    return CLEANPAGE_OK;
}

static void
put_member(struct cp_buf *out, const char *name, struct cp_slice value)
{
    if (value.n == 0)
        return;
    cp_buf_puts(out, ", \"");
    cp_buf_puts(out, name);
    cp_buf_puts(out, "\": ");
    cp_export_put_json(out, value);
}

static cleanpage_status
add(struct cp_ctx *cx, struct cp_export *e, const struct cp_export_article *a)
{
    struct cp_buf *out = &e->file.bytes;

    (void)cx;
    cp_buf_puts(out, "{\"id\": ");
    cp_buf_put_u64(out, (uint64_t)a->id);
    put_member(out, "url", a->url);
    put_member(out, "title", a->title);
    put_member(out, "author", a->author);
    put_member(out, "published", a->published);
    put_member(out, "updated", a->updated);
    put_member(out, "feed", a->feed_name);
    put_member(out, "feed_title", a->feed_title);
    put_member(out, "language", a->language);
    put_member(out, "summary", a->summary);
    put_member(out, "path", a->path);
    put_member(out, "text", a->text);
    cp_buf_puts(out, "}\n");
    return CLEANPAGE_OK;
}

const struct cp_export_kind cp_export_jsonl = {
    .is_stream = true, .begin = begin, .add = add, .end = begin
};
