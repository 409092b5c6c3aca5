/*
 * The bytes of a WARC file, some at a time, from a place that is known; and where in them a
 * record begins.
 */
#ifndef CP_WARC_INPUT_H
#define CP_WARC_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "warc/member.h"

/* What of the file is at hand. A zeroed one with a file descriptor is ready. */
struct cp_input {
    int fd;
    char *buffer;
    size_t at, n;           /* next byte, and how many there are in the buffer */
    uint64_t base;          /* where in the file the buffer's first byte is */
    uint64_t end;           /* where the file is taken to end; 0: where it does */
    bool has_ended;
    int error;              /* of errno, when reading failed; it has ended, then */
};

/* Takes the file's own position for the first byte's, or, if some was read `ahead` (of
 * CP_WARC_AHEAD_MAX bytes at most), for that of the byte behind. False without memory. */
bool cp_input_init(struct cp_input *in, int fd, struct cp_slice ahead);
/* Frees the buffer; the file descriptor stays open. */
void cp_input_clear(struct cp_input *in);

static inline struct cp_slice
cp_input_slice(const struct cp_input *in)
{
    return (struct cp_slice){ in->buffer + in->at, in->n - in->at };
}

static inline uint64_t
cp_input_offset(const struct cp_input *in)
{
    return in->base + in->at;
}

/* Whether `want` bytes are at hand, having read on; `want` is CP_INPUT_AHEAD at most. */
bool cp_input_has(struct cp_input *in, size_t want);
#define CP_INPUT_AHEAD ((size_t)4 << 10)

/* To another place. False if the file cannot go there: a pipe goes back a little at most. */
bool cp_input_goto(struct cp_input *in, uint64_t offset);

/* What may begin at a place. */
enum cp_warc_start {
    CP_WARC_START_NONE = 0,
    CP_WARC_START_PACKED = 1,   /* a member that unpacks to "WARC/" */
    CP_WARC_START_PLAIN = 2     /* "WARC/" */
};

/* What begins here. */
enum cp_warc_start cp_input_start(struct cp_input *in, struct cp_unpacker *u);

/* Whether the file ends so soon that a packed record may have been cut before it could be
 * known. */
bool cp_input_may_be_cut(struct cp_input *in, struct cp_unpacker *u);

/*
 * On to the next place, from here, where a record begins that is packed or plain as the set
 * `kinds` of cp_warc_start says; a plain one at the start of a line. False at the end.
 */
bool cp_input_find(struct cp_input *in, struct cp_unpacker *u, unsigned kinds);

#endif
