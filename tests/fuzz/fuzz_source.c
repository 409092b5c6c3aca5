/*
 * Any bytes as a list or as JSON Lines: the first byte says which, the rest is stdin. The
 * records are numbered without gaps and never larger than asked for, and each half of the
 * shards has the same ones.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/json.h"
#include "batch/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PAGE_MAX 2000

static void
require(bool condition)
{
    if (!condition)
        abort();
}

/* A file without a name, in the build directory, that holds the input. */
static void
make_stdin(const uint8_t *data, size_t size)
{
    char name[] = "fuzz_source.XXXXXX";
    int fd = mkstemp(name);

    require(fd >= 0);
    unlink(name);
    require(write(fd, data, size) == (ssize_t)size);
    require(dup2(fd, STDIN_FILENO) == STDIN_FILENO);
    close(fd);
}

/* What is carried and the id, put together, are JSON by our own reader. */
static void
require_json(const struct cp_record *record)
{
    struct cp_buf object = { 0 };
    struct cp_json_reader reader;
    struct cp_json_member member;

    cp_buf_puts(&object, "{\"\":");
    cp_buf_put_slice(&object, record->id);
    if (record->carried.n)
        cp_buf_putc(&object, ',');
    cp_buf_put_slice(&object, record->carried);
    cp_buf_putc(&object, '}');
    require(cp_json_begin(&reader, object.p, object.n));
    while (cp_json_next(&reader, &member))
        ;
    require(!reader.error);
    cp_buf_clear(&object);
}

static void
require_record(const struct cp_record *record)
{
    require(record->id.n > 0 && record->bytes.n <= PAGE_MAX);
    require((record->state == CP_RECORD_BROKEN) == (record->error.n > 0));
    require(record->state != CP_RECORD_FETCH || record->url.n > 0);
    require_json(record);
}

/* Reads all, and returns how many there were. */
static uint64_t
read_all(const struct cp_source_options *options)
{
    uint64_t step = options->shards ? options->shards : 1, next = options->shard, count = 0;
    struct cp_ctx cx = { 0 };
    struct cp_source *source;
    struct cp_record record;
    bool found = true;

    require(lseek(STDIN_FILENO, 0, SEEK_SET) == 0);
    require(cp_source_open(&cx, options, &source) == CLEANPAGE_OK);
    for (;;) {
        require(cp_source_next(&cx, source, &record, &found) == CLEANPAGE_OK);
        if (!found)
            break;
        require(record.number == next);
        require_record(&record);
        next += step;
        count++;
    }
    cp_source_close(source);
    return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_source_input input = { "-", CP_SOURCE_AUTO };
    struct cp_source_options options = { .inputs = &input,
                                         .input_count = 1,
                                         .page_max = PAGE_MAX };
    uint64_t all;

    if (size == 0)
        return 0;
    options.ends_with_nul = data[0] & 1;
    input.kind = (enum cp_source_kind)(data[0] / 2 % 5);
    make_stdin(data + 1, size - 1);
    all = read_all(&options);
    options.shards = 2;
    require(read_all(&options) == (all + 1) / 2);
    options.shard = 1;
    require(read_all(&options) == all / 2);
    return 0;
}
