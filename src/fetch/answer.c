#include "fetch/answer.h"

#include <stdlib.h>

#include "fetch/reason.h"
#include "url/url.h"

static bool
stop(struct cp_answer *a, enum cp_answer_stop why)
{
    a->stop = why;
    return false;
}

struct cp_media
cp_answer_media(const struct cp_answer *a)
{
    return cp_media_parse(cp_buf_slice(&a->content_type));
}

static void
forget(struct cp_answer *a)
{
    a->status = 0;
    a->has_location = a->has_head = a->is_sniffed = a->is_gzip = false;
    a->encodings = 0;
    a->packed_bytes = 0;
    a->gzip_end.n = 0;
    a->head.n = a->content_type.n = a->body.n = 0;
}

/* "HTTP/1.1 200 OK": what an earlier answer (a redirect, "100 Continue") said is forgotten. */
static void
begin(struct cp_answer *a, struct cp_slice status_line)
{
    struct cp_slice word;
    size_t i;

    forget(a);
    cp_slice_word(&status_line, &word);
    cp_slice_word(&status_line, &word);
    for (i = 0; i < word.n && i < 3 && cp_is_digit((unsigned char)word.p[i]); i++)
        a->status = a->status * 10 + (word.p[i] - '0');
}

/* An answer that is kept for its own sake and not as a page. */
static bool
is_aside(const struct cp_answer *a)
{
    return a->keeps_all && a->status >= 300;
}

static bool
is_wanted_type(const struct cp_answer *a)
{
    struct cp_media media = cp_answer_media(a);

    switch (a->wants) {
    case CP_ANSWER_PAGES:
        return media.kind != CP_MEDIA_OTHER;
    case CP_ANSWER_FEEDS:
        return !cp_media_is_binary(&media);
    default:
        return true;
    }
}

static bool
end_of_head(struct cp_answer *a)
{
    bool is_redirect = a->status >= 300 && a->status < 400 && a->has_location;

    if (a->status < 200 || (is_redirect && !a->keeps_all))
        return true;
    a->has_head = true;
    if (is_aside(a))
        return true;
    if (a->status >= 400)
        return stop(a, CP_ANSWER_STATUS);
    if (a->status == 206)
        return stop(a, CP_ANSWER_PARTIAL);
    return is_wanted_type(a) ? true : stop(a, CP_ANSWER_TYPE);
}

static bool
read_field(struct cp_answer *a, struct cp_slice line)
{
    const char *colon = memchr(line.p, ':', line.n);
    struct cp_slice name, value;

    if (!colon)
        return true;
    name = (struct cp_slice){ line.p, (size_t)(colon - line.p) };
    value = cp_slice_trim((struct cp_slice){ colon + 1, line.n - name.n - 1 });
    if (cp_slice_eq_nocase(name, CP_LIT("location")) && value.n)
        a->has_location = true;
    if (cp_slice_eq_nocase(name, CP_LIT("content-encoding"))) {
        a->encodings++;
        a->is_gzip = cp_slice_eq_nocase(value, CP_LIT("gzip")) ||
                     cp_slice_eq_nocase(value, CP_LIT("x-gzip"));
    }
    if (cp_slice_eq_nocase(name, CP_LIT("content-type"))) {
        a->content_type.n = 0;
        cp_buf_put_slice(&a->content_type, value);
    }
    return cp_buf_failed(&a->content_type) || cp_buf_failed(&a->head)
               ? stop(a, CP_ANSWER_NO_MEMORY)
               : true;
}

/* The empty line behind the head does not belong to it. */
static void
keep_line(struct cp_answer *a, struct cp_slice line)
{
    while (line.n && (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r'))
        line.n--;
    if (!a->keeps_all || a->has_head || line.n == 0)
        return;
    cp_buf_put_slice(&a->head, line);
    cp_buf_puts(&a->head, "\r\n");
}

bool
cp_answer_head(struct cp_answer *a, struct cp_slice raw)
{
    struct cp_slice line = cp_slice_trim(raw);

    a->header_bytes += raw.n;
    if (a->header_bytes > CP_HEADERS_MAX)
        return stop(a, CP_ANSWER_HEADERS);
    if (cp_slice_starts_nocase(line, CP_LIT("HTTP/"))) {
        begin(a, line);
        keep_line(a, raw);
        return cp_buf_failed(&a->head) ? stop(a, CP_ANSWER_NO_MEMORY) : true;
    }
    keep_line(a, raw);
    /* A trailer behind the body comes too late to change what the body is. */
    if (a->has_head)
        return true;
    return line.n == 0 ? end_of_head(a) : read_field(a, line);
}

static bool
sniff(struct cp_answer *a)
{
    struct cp_media media = cp_answer_media(a);

    a->is_sniffed = true;
    if (a->wants != CP_ANSWER_PAGES || is_aside(a))
        return true;
    return cp_media_is_text(&media, cp_buf_slice(&a->body)) ? true : stop(a, CP_ANSWER_BYTES);
}

void
cp_answer_raw(struct cp_answer *a, struct cp_slice raw)
{
    if (a->has_head)
        a->packed_bytes += raw.n;
    if (a->has_head && a->is_gzip)
        cp_gzip_end_add(&a->gzip_end, raw);
}

bool
cp_answer_body(struct cp_answer *a, struct cp_slice piece)
{
    if (is_aside(a) && piece.n > CP_ASIDE_MAX - a->body.n)
        return stop(a, CP_ANSWER_SIZE);
    cp_buf_put_slice(&a->body, piece);
    if (a->body.too_long)
        return stop(a, CP_ANSWER_SIZE);
    if (a->body.no_memory)
        return stop(a, CP_ANSWER_NO_MEMORY);
    if (a->encodings && a->body.n > CP_UNPACKED_FREE &&
        a->body.n / CP_UNPACKED_RATIO > a->packed_bytes)
        return stop(a, CP_ANSWER_BOMB);
    return !a->is_sniffed && a->body.n >= CP_SNIFF_BYTES ? sniff(a) : true;
}

bool
cp_answer_end(struct cp_answer *a)
{
    if (a->body.n == 0)
        return true;
    /* Of two encodings the outer one's length is that of packed bytes, which nobody knows. */
    if (a->encodings == 1 && !cp_gzip_end_is_there(&a->gzip_end, a->body.n))
        return stop(a, CP_ANSWER_CUT);
    return a->is_sniffed ? true : sniff(a);
}

void
cp_answer_put_status(struct cp_buf *cause, long status)
{
    cp_buf_puts(cause, "HTTP ");
    cp_buf_put_u64(cause, (uint64_t)status);
    if (*cp_reason_of(status)) {
        cp_buf_putc(cause, ' ');
        cp_buf_puts(cause, cp_reason_of(status));
    }
}

/* As the server wrote it, which may be anything. */
static void
put_type(struct cp_buf *cause, struct cp_slice type)
{
    size_t i;

    for (i = 0; i < type.n && i < 80; i++)
        cp_buf_putc(cause, type.p[i] > ' ' && type.p[i] < 0x7f ? type.p[i] : '?');
}

static void
put_limit(struct cp_buf *cause, const char *before, size_t limit)
{
    cp_buf_puts(cause, before);
    cp_buf_put_u64(cause, limit);
    cp_buf_puts(cause, " bytes");
}

cleanpage_status
cp_answer_cause(const struct cp_answer *a, struct cp_buf *cause)
{
    struct cp_media media = cp_answer_media(a);

    switch (a->stop) {
    case CP_ANSWER_STATUS:
        cp_answer_put_status(cause, a->status);
        return CLEANPAGE_HTTP;
    case CP_ANSWER_PARTIAL:
        cp_buf_puts(cause, "the server sent only a part (HTTP 206)");
        return CLEANPAGE_FETCH;
    case CP_ANSWER_TYPE:
        put_type(cause, media.type);
        cp_buf_puts(cause,
                    a->wants == CP_ANSWER_FEEDS ? " is no text" : " is neither HTML nor text");
        return CLEANPAGE_TYPE;
    case CP_ANSWER_BYTES:
        cp_buf_puts(cause,
                    media.kind == CP_MEDIA_XML ? "XML but not XHTML" : "neither HTML nor text");
        cp_buf_puts(cause, media.type.n ? ", sent as " : ", sent without a content type");
        put_type(cause, media.type);
        return CLEANPAGE_TYPE;
    case CP_ANSWER_CUT:
        cp_buf_puts(cause, "the page was cut short: its compressed data do not end");
        return CLEANPAGE_FETCH;
    case CP_ANSWER_SIZE:
        put_limit(cause, "larger than ", a->body.max);
        return CLEANPAGE_LIMIT;
    case CP_ANSWER_BOMB:
        cp_buf_puts(cause, "packed as no page is: it becomes over ");
        cp_buf_put_u64(cause, CP_UNPACKED_RATIO);
        cp_buf_puts(cause, " times as long");
        return CLEANPAGE_LIMIT;
    case CP_ANSWER_HEADERS:
        put_limit(cause, "headers longer than ", CP_HEADERS_MAX);
        return CLEANPAGE_LIMIT;
    default:
        cp_buf_puts(cause, "out of memory");
        return CLEANPAGE_NOMEM;
    }
}

bool
cp_answer_may_pass(const struct cp_answer *a)
{
    return a->stop == CP_ANSWER_CUT || a->stop == CP_ANSWER_NO_MEMORY ||
           (a->stop == CP_ANSWER_STATUS && cp_reason_may_pass(a->status));
}

/* A heap string of the slice; NULL for one that is not there. */
static char *
string_of(struct cp_slice s, bool *failed)
{
    char *p;

    if (!s.p)
        return NULL;
    p = malloc(s.n + 1);
    if (p) {
        memcpy(p, s.p, s.n);
        p[s.n] = '\0';
    }
    *failed |= !p;
    return p;
}

cleanpage_status
cp_answer_give(struct cp_ctx *cx, struct cp_answer *a, struct cp_slice url,
               struct cp_response *response)
{
    struct cp_media media = cp_answer_media(a);
    struct cp_buf public_url = { 0 };
    bool failed = false;

    cp_url_put_public(&public_url, url);
    failed |= cp_buf_failed(&public_url);
    response->url = string_of(cp_buf_slice(&public_url), &failed);
    response->content_type = media.type.n ? string_of(media.type, &failed) : NULL;
    response->charset = string_of(media.charset, &failed);
    response->status = a->status;
    response->body = a->body;
    a->body = (struct cp_buf){ 0 };
    cp_buf_clear(&public_url);
    return failed ? cp_fail(cx, CLEANPAGE_NOMEM, "out of memory") : CLEANPAGE_OK;
}

void
cp_answer_reset(struct cp_answer *a)
{
    forget(a);
    a->body.too_long = a->body.no_memory = a->content_type.no_memory = a->head.no_memory =
        false;
    a->header_bytes = 0;
    a->stop = CP_ANSWER_WANTED;
}

void
cp_answer_clear(struct cp_answer *a)
{
    cp_buf_clear(&a->head);
    cp_buf_clear(&a->body);
    cp_buf_clear(&a->content_type);
}
