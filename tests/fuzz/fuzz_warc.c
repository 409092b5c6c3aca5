/* Any bytes as a WARC file: it is read to its end, and what is told of a record is within it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "warc/warc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PAYLOAD_MAX 5000

static void
require(bool condition)
{
    if (!condition)
        abort();
}

static void
require_within(struct cp_slice part, struct cp_slice whole)
{
    require(part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n));
}

static void
require_record(const struct cp_warc_found *record, size_t size)
{
    require(record->bytes > 0 && record->offset + record->bytes <= size);
    require(record->payload.n <= PAYLOAD_MAX);
    require_within(record->type, record->fields);
    require_within(record->target, record->fields);
    require_within(cp_warc_field_of(record, "X"), record->fields);
    require_within(cp_http_header(record->head, "X"), record->head);
}

/* A file without a name, in the build directory, that holds the input. */
static int
file_of(const uint8_t *data, size_t size)
{
    char name[] = "fuzz_warc.XXXXXX";
    int fd = mkstemp(name);

    require(fd >= 0);
    unlink(name);
    require(write(fd, data, size) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0);
    return fd;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_ctx cx = { 0 };
    struct cp_warc_reader *reader;
    struct cp_warc_found record;
    size_t calls = 0;
    bool found = true;
    int fd = file_of(data, size);

    require(dup2(fd, STDIN_FILENO) == STDIN_FILENO);
    close(fd);
    require(cp_warc_reader_open(&cx, "-", PAYLOAD_MAX, &reader) == CLEANPAGE_OK);
    while (found) {
        if (cp_warc_next(&cx, reader, &record, &found) == CLEANPAGE_OK) {
            if (found)
                require_record(&record, size);
        } else {
            require(!found);
            found = true;
        }
        require(calls++ <= 2 * size + 2);
    }
    cp_warc_reader_close(reader);
    return 0;
}
