/*
 * HTTP answers, as a server that wishes us ill may write them: the first byte says what is
 * wanted, lines up to an empty one are the head, the rest is the body, which comes in pieces.
 */
#include "base/arena.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "crawl/date.h"
#include "fetch/answer.h"
#include "fetch/cookie.h"
#include "fuzz.h"

#define BODY_MAX 3000

static bool
lies_in(struct cp_slice part, struct cp_slice whole)
{
    return !part.p || !part.n || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

static void
try_media(struct cp_slice value)
{
    struct cp_media media = cp_media_parse(value);
    struct cp_arena arena = { 0 };
    const char *charset = cp_media_charset(&arena, value);

    require(lies_in(media.type, value) && lies_in(media.charset, value));
    require((charset != NULL) == (media.charset.p != NULL));
    require(!charset || memchr(media.charset.p, '\0', media.charset.n) ||
            cp_slice_eq(cp_slice_of(charset), media.charset));
    cp_media_is_text(&media, value);
    cp_arena_clear(&arena);
}

/* One line each for the host alone, whatever is in the value, which the caller gave. */
static void
try_cookies(struct cp_slice value)
{
    struct cp_url url = cp_url_split(CP_LIT("https://www.example.org/a"));
    struct cp_buf text = { 0 }, line = { 0 };
    const char *list;

    cp_buf_put_slice(&text, value);
    list = cp_buf_str(&text);
    require(list != NULL);
    while (cp_cookie_next(&list, &url, &line)) {
        unsigned tabs = 0;

        for (size_t i = 0; i < line.n; i++) {
            tabs += line.p[i] == '\t';
            require(line.p[i] != '\n');
        }
        require(tabs >= 6);
        require(cp_slice_starts_nocase(cp_buf_slice(&line), CP_LIT("www.example.org\t")));
        line.n = 0;
    }
    cp_buf_clear(&text);
    cp_buf_clear(&line);
}

static bool
read_head(struct cp_answer *a, struct cp_slice *in)
{
    struct cp_slice line;
    bool goes_on = true;

    do {
        line = fuzz_line(in);
        goes_on = cp_answer_head(a, line);
        try_media(line);
        try_cookies(line);
    } while (goes_on && in->n && cp_slice_trim(line).n);
    return goes_on;
}

static bool
read_body(struct cp_answer *a, struct cp_slice in)
{
    bool goes_on = true;

    while (goes_on && in.n) {
        size_t n = in.n < 700 ? in.n : 700;

        cp_answer_raw(a, (struct cp_slice){ in.p, n });
        goes_on = cp_answer_body(a, (struct cp_slice){ in.p, n });
        in = (struct cp_slice){ in.p + n, in.n - n };
    }
    require(a->body.n <= BODY_MAX || !goes_on);
    return goes_on && cp_answer_end(a);
}

static void
require_cause(const struct cp_answer *a)
{
    struct cp_buf cause = { 0 };

    require(a->stop != CP_ANSWER_WANTED);
    require(cp_answer_cause(a, &cause) != CLEANPAGE_OK && cause.n > 0);
    require(cp_utf8_valid_prefix(cause.p, cause.n) == cause.n);
    for (size_t i = 0; i < cause.n; i++)
        require((unsigned char)cause.p[i] >= ' ' && cause.p[i] != 0x7F);
    cp_buf_clear(&cause);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_slice in = { (const char *)data, size };
    unsigned choice = fuzz_byte(&in);
    struct cp_answer answer = { .wants = (enum cp_answer_wants)(choice % 3),
                                .keeps_all = choice & 8,
                                .body.max = BODY_MAX };
    struct cp_response response = { 0 };
    struct cp_ctx cx = { 0 };

    if (!read_head(&answer, &in) || !read_body(&answer, in)) {
        require_cause(&answer);
    } else {
        require(answer.stop == CP_ANSWER_WANTED);
        require(cp_answer_give(&cx, &answer, CP_LIT("https://example.org/"), &response) ==
                CLEANPAGE_OK);
        cp_response_clear(&response);
    }
    cp_answer_clear(&answer);
    return 0;
}
