/*
 * What a worker tells the dispatcher, which a page may have got the better of: the input is
 * read from a socket as frames, and each frame taken apart as a result. Whatever it is, the
 * dispatcher writes one line of the record's own or none.
 */
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "batch/clean.h"
#include "batch/frame.h"
#include "batch/line.h"
#include "fuzz.h"
#include "site/page.h"

#define RESULT_MAX 4000

static bool
lies_in(struct cp_slice part, struct cp_slice whole)
{
    return !part.n || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

static void
try_line(struct cp_slice output, const struct cp_line *line)
{
    struct cp_buf out = { 0 };

    require(lies_in(line->id, output) && lies_in(line->carried, output));
    require(lies_in(line->rest, output));
    require(lies_in(line->url, output) || cp_slice_eq(line->url, CP_LIT("null")));
    require(lies_in(line->signature, output) && lies_in(line->status, output));
    cp_line_put_duplicate(&out, line, "dedup", CP_LIT("7"));
    cp_line_put_unsigned(&out, line);
    cp_buf_clear(&out);
}

static void
try_site_page(struct cp_slice output)
{
    struct cp_sitepage page;
    struct cp_slice texts;
    uint64_t sum = 0;

    if (!cp_sitepage_read(output, &page))
        return;
    require(lies_in(page.host, output) && lies_in(page.keys, output));
    require(lies_in(page.texts, output) && page.keys.n % 8 == 0);
    for (size_t i = 0; i < page.keys.n / 8; i++)
        sum += cp_sitepage_key(page.keys, i);
    for (texts = page.texts; texts.n;)
        sum += fuzz_line(&texts).n;
    (void)sum;
}

static void
try_result(struct cp_slice result)
{
    struct cp_slice facts_text, output;
    enum cp_outcome outcome = cp_clean_read_result(result, &facts_text, &output);
    struct cp_clean_facts facts;
    struct cp_line line;

    require(outcome < CP_OUTCOME_COUNT);
    require(lies_in(facts_text, result) && lies_in(output, result));
    cp_clean_read_facts(facts_text, &facts);
    require((unsigned)facts.filter < CP_FILTER_COUNT);
    if (cp_line_cut(output, facts.members, &line))
        try_line(output, &line);
    if (cp_line_read(output, &line))
        try_line(output, &line);
    if (cp_line_is_of(output, CP_LIT("7"))) {
        require(cp_slice_starts_nocase(output, CP_LIT("{\"id\":7,")));
        require(memchr(output.p, '\n', output.n) == output.p + output.n - 1);
    }
    try_site_page(output);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_frame_in in = { .bytes.max = RESULT_MAX };
    enum cp_frame_state state = CP_FRAME_WHOLE;
    int ends[2];

    /* A socket holds that much at once. */
    if (size > 20000 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
        return 0;
    require(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
    require(write(ends[1], data, size) == (ssize_t)size);
    close(ends[1]);
    while (state == CP_FRAME_WHOLE) {
        state = cp_frame_receive(ends[0], &in);
        require(in.bytes.n <= RESULT_MAX);
        if (state == CP_FRAME_WHOLE) {
            require(in.head.kind < CP_FRAME_KINDS && in.bytes.n == in.head.n);
            try_result(cp_buf_slice(&in.bytes));
            cp_frame_empty(&in);
        }
    }
    require(state == CP_FRAME_END);
    cp_buf_clear(&in.bytes);
    close(ends[0]);
    /* And the whole of it as one result, without a head that must be hit upon. */
    try_result((struct cp_slice){ (const char *)data, size });
    return 0;
}
