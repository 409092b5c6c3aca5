/*
 * What an interrupted batch left behind, as a disk without power may have it: the first byte
 * says how much of the input is FILE.part, the rest of it is FILE.ahead. The call that goes on
 * keeps whole lines, adds its own, and takes of FILE.ahead only what it has room for.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "batch/ahead.h"
#include "batch/sink.h"
#include "fuzz.h"

#define ROOM 16
#define LINE "{\"id\":0}\n"

static void
write_file(const char *path, struct cp_slice bytes)
{
    FILE *f = fopen(path, "wb");

    require(f && fwrite(bytes.n ? bytes.p : "", 1, bytes.n, f) == bytes.n);
    require(fclose(f) == 0);
}

static uint64_t
count_lines(struct cp_slice *text)
{
    struct cp_slice rest = *text;
    uint64_t n = 0;
    const char *feed;

    while (rest.n && (feed = memchr(rest.p, '\n', rest.n)) != NULL) {
        rest.n -= (size_t)(feed + 1 - rest.p);
        rest.p = feed + 1;
        n++;
    }
    text->n -= rest.n;
    return n;
}

/* The file is then the whole lines that were there and the one that was put. */
static void
resume_part(const char *name, struct cp_slice part)
{
    struct cp_sink_options options = { .file = name, .resume = true };
    struct cp_output_item item = { .bytes = CP_LIT(LINE) };
    struct cp_ctx cx = { 0 };
    struct cp_buf file = { 0 };
    struct cp_sink *sink;
    struct cp_sink_start start;
    uint64_t lines = count_lines(&part);

    require(cp_sink_open(&cx, &options, &sink, &start) == CLEANPAGE_OK);
    require(!start.is_busy && !start.is_finished && start.done == lines);
    item.number = start.done;
    require(cp_sink_put(&cx, sink, &item) == CLEANPAGE_OK);
    require(cp_sink_finish(&cx, sink) == CLEANPAGE_OK);
    cp_sink_close(sink);
    require(cp_buf_read_file(&cx, &file, name) == CLEANPAGE_OK);
    require(file.n == part.n + strlen(LINE) && memcmp(file.p, part.p, part.n) == 0);
    cp_buf_clear(&file);
}

static void
resume_ahead(const char *name, uint64_t first)
{
    struct cp_ctx cx = { 0 };
    struct cp_order order;
    struct cp_ahead ahead = { 0 };
    struct cp_output_item item;

    require(cp_order_init(&order, ROOM, first));
    require(cp_ahead_open(&cx, &ahead, name, true, &order) == CLEANPAGE_OK);
    for (uint64_t n = first; n < first + ROOM; n++) {
        const struct cp_output_item *found = cp_order_find(&order, n);

        if (!found)
            continue;
        require(found->number == n && found->outcome < CP_OUTCOME_COUNT);
        require(found->bytes.n && memchr(found->bytes.p, '\n', found->bytes.n) ==
                                      found->bytes.p + found->bytes.n - 1);
    }
    while (cp_order_take(&order, &item))
        require(item.number < first + ROOM);
    require(cp_ahead_trim(&cx, &ahead, &order) == CLEANPAGE_OK);
    cp_ahead_remove(&ahead);
    cp_ahead_clear(&ahead);
    cp_order_clear(&order);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_slice in = { (const char *)data, size };
    char name[64], path[80];
    struct cp_slice part;

    part.n = (size_t)fuzz_byte(&in) * 8;
    part.n = part.n < in.n ? part.n : in.n;
    part.p = in.p;
    in = (struct cp_slice){ in.p + part.n, in.n - part.n };
    snprintf(name, sizeof name, "fuzz_resume.%ld", (long)getpid());
    snprintf(path, sizeof path, "%s.part", name);
    write_file(path, part);
    resume_part(name, part);
    snprintf(path, sizeof path, "%s.ahead", name);
    write_file(path, in);
    resume_ahead(name, part.n % 3);
    remove(name);
    remove(path);
    return 0;
}
