/*
 * The bytes of one input, in order, unpacked if they are gzip's; and a look at the first of
 * them before they are used, which also works for pipes.
 */
#ifndef CP_BATCH_STREAM_H
#define CP_BATCH_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "warc/member.h"

/* A zeroed one may be closed. */
struct cp_stream {
    int fd;
    bool is_open;
    char *raw; /* as read from the file */
    size_t raw_at, raw_n;
    uint64_t raw_base; /* bytes read that are no longer in `raw` */
    char *plain;       /* what they unpack to; NULL while the file is not known to be packed */
    size_t plain_at, plain_n;
    struct cp_unpacker *unpacker;
    bool is_between;     /* two members of gzip */
    bool has_ended;      /* the file */
    bool is_done;        /* nothing comes behind what is at hand */
    const char *trouble; /* why it ended too early, or NULL; static */
    int error;           /* errno, if the system could not read it, which may pass; else 0 */
};

/* "-" is stdin. Gives an errno, 0 is a success. `only_regular`: what could block for ever or
 * has no end, a pipe or a device, is EINVAL. */
int cp_stream_open(struct cp_stream *s, const char *path, bool only_regular);
/* Stdin stays open. */
void cp_stream_close(struct cp_stream *s);

/* What is at hand, having read on if that was nothing; empty at the end, for which `trouble`
 * tells whether it is one. */
struct cp_slice cp_stream_slice(struct cp_stream *s);
void cp_stream_skip(struct cp_stream *s, size_t n);

/* Whether nothing is at hand, and nothing comes within wait_ms: reading on would wait. */
bool cp_stream_is_silent(const struct cp_stream *s, int wait_ms);

/* What is at hand, and at least CP_STREAM_PEEK bytes if there are so many. Before anything is
 * skipped. */
#define CP_STREAM_PEEK 16
struct cp_slice cp_stream_peek(struct cp_stream *s);

/* Hands over the file and all that was read of it, packed as it is. Only after nothing but
 * peeking; what is given lives until the stream is closed. */
int cp_stream_give(struct cp_stream *s, struct cp_slice *ahead);

/* Bytes of the file that were read. */
uint64_t cp_stream_position(const struct cp_stream *s);

#endif
