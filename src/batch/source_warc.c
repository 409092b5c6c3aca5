/*
 * WARC files: responses, resources and conversions that are pages by what is told of them.
 * Requests, metadata and so on are not records, nor are pictures and answers other than 200:
 * these are counted alone.
 */
#include "batch/json.h"
#include "batch/part.h"
#include "fetch/media.h"

static void
end_warc(struct cp_part *part)
{
    cp_warc_reader_close(part->warc);
    part->warc = NULL;
}

static cleanpage_status
begin_warc(struct cp_ctx *cx, struct cp_part *part)
{
    const struct cp_source_options *o = part->options;
    struct cp_slice ahead;
    int fd = cp_stream_give(&part->stream, &ahead);
    cleanpage_status st =
        cp_warc_reader_adopt(cx, part->name, fd, ahead, o->page_max, &part->warc);

    if (st || !o->length || !cp_warc_range(cx, part->warc, o->offset, o->length))
        return st;
    end_warc(part);
    cp_part_set_broken(part, "cannot be read from its middle");
    return CLEANPAGE_OK;
}

/* ------------------------------------------------------------------ what is a page */

static bool
is_ok(struct cp_slice head)
{
    struct cp_slice word;

    cp_slice_word(&head, &word);    /* the protocol */
    return cp_slice_word(&head, &word) && cp_slice_eq(word, CP_LIT("200"));
}

/* What the block or the answer in it is said to be. */
static struct cp_media
media_of(const struct cp_warc_found *found)
{
    bool is_response = cp_slice_eq_nocase(found->type, CP_LIT("response"));

    return cp_media_parse(is_response ? cp_http_header(found->head, "Content-Type")
                                      : found->content_type);
}

/* Requests, metadata, revisits and so on never hold a page. */
static bool
may_be_page(const struct cp_warc_found *found)
{
    return cp_slice_eq_nocase(found->type, CP_LIT("response")) ||
           cp_slice_eq_nocase(found->type, CP_LIT("resource")) ||
           cp_slice_eq_nocase(found->type, CP_LIT("conversion"));
}

/* Of one that may be. The payload does not count: records must not be numbered by what takes
 * time to find out. */
static bool
is_page(const struct cp_warc_found *found, const struct cp_media *media)
{
    if (cp_slice_eq_nocase(found->type, CP_LIT("response")) && !is_ok(found->head))
        return false;
    return media->kind == CP_MEDIA_PAGE || media->kind == CP_MEDIA_PLAIN ||
           media->kind == CP_MEDIA_UNKNOWN;
}

/* ------------------------------------------------------------------ a record */

/* Empty for what is not made of the characters of a date. */
static struct cp_slice
date_of(struct cp_slice date)
{
    for (size_t i = 0; i < date.n; i++)
        if (!cp_is_digit((unsigned char)date.p[i]) && !memchr("TZ:.+-", date.p[i], 6))
            return (struct cp_slice){ NULL, 0 };
    return date;
}

static void
name_record(struct cp_part *part, const struct cp_warc_found *found, struct cp_record *record)
{
    if (found->id.n)
        cp_json_put_string(&part->id, found->id);
    if (found->target.n)
        cp_part_name_url(part, found->target, record);
    else if (found->id.n)
        record->name = found->id;
    record->url = found->target;
    record->source = found->id;
    record->date = date_of(found->date);
}

static cleanpage_status
tell_record(struct cp_ctx *cx, struct cp_part *part, struct cp_warc_found *found,
            const struct cp_media *media, struct cp_record *record)
{
    cleanpage_status st = cp_warc_unpack(cx, part->warc, found);

    if (st)
        return st;
    name_record(part, found, record);
    record->charset = media->charset;
    record->bytes = found->payload;
    part->counts->wrong_digests += found->is_digest_wrong;
    if (found->is_cut && found->payload.n == part->options->page_max)
        cp_part_break(part, record, "longer than %zu bytes", part->options->page_max);
    else if (found->is_cut)
        cp_part_break(part, record, "the compressed data of the page are damaged");
    return CLEANPAGE_OK;
}

/* The message without the name of the file, which the record has already. */
static void
tell_damage(struct cp_ctx *cx, struct cp_part *part, struct cp_record *record)
{
    size_t n = strlen(part->name);
    const char *cause = cx->message;

    if (strncmp(cause, part->name, n) == 0 && cause[n] == ':' && cause[n + 1] == ' ')
        cause += n + 2;
    cp_part_break(part, record, "%s", cause);
}

static cleanpage_status
next_record(struct cp_ctx *cx, struct cp_part *part, bool is_wanted, struct cp_record *record,
            bool *found)
{
    struct cp_warc_found one;
    struct cp_media media;
    cleanpage_status st;

    for (;;) {
        st = cp_warc_next_stored(cx, part->warc, &one, found);
        if (st == CLEANPAGE_NOMEM || (!st && !*found))
            return st;
        if (st) {
            *found = true;
            tell_damage(cx, part, record);
            return CLEANPAGE_OK;
        }
        if (!may_be_page(&one))
            continue;
        media = media_of(&one);
        if (is_page(&one, &media))
            return is_wanted ? tell_record(cx, part, &one, &media, record) : CLEANPAGE_OK;
        part->counts->passed_over++;
    }
}

const struct cp_part_kind cp_part_warc = { .begin = begin_warc,
                                           .next = next_record,
                                           .end = end_warc };
