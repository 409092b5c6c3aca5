/* The bytes of a WARC file: see warc/input.h. */
#include "warc/input.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "warc/warc.h"

#define BUFFER CP_WARC_AHEAD_MAX

static const struct cp_slice version = { "WARC/", 5 };

bool
cp_input_init(struct cp_input *in, int fd, struct cp_slice ahead)
{
    off_t at = lseek(fd, 0, SEEK_CUR);

    *in = (struct cp_input){ .fd = fd };
    in->base = at > 0 && (uint64_t)at > ahead.n ? (uint64_t)at - ahead.n : 0;
    in->buffer = malloc(BUFFER);
    if (!in->buffer)
        return false;
    if (ahead.n)
        memcpy(in->buffer, ahead.p, ahead.n);
    in->n = ahead.n;
    return true;
}

void
cp_input_clear(struct cp_input *in)
{
    free(in->buffer);
    in->buffer = NULL;
}

/* Reads on behind what is at hand; some of what was used stays, so that one can go back. */
static void
read_more(struct cp_input *in)
{
    size_t room;
    ssize_t got;

    if (in->n == BUFFER) {
        /* Never more than CP_INPUT_AHEAD are wanted, so the place is near the end. */
        size_t drop = in->at - BUFFER / 4;

        memmove(in->buffer, in->buffer + drop, in->n - drop);
        in->base += drop;
        in->at -= drop;
        in->n -= drop;
    }
    room = BUFFER - in->n;
    if (in->end && in->end - in->base - in->n < room)
        room = (size_t)(in->end - in->base - in->n);
    got = cp_read_some(in->fd, in->buffer + in->n, room);
    if (got < 0)
        in->error = errno;
    if (got <= 0)
        in->has_ended = true;
    else
        in->n += (size_t)got;
}

bool
cp_input_has(struct cp_input *in, size_t want)
{
    while (in->n - in->at < want && !in->has_ended)
        read_more(in);
    return in->n - in->at >= want;
}

bool
cp_input_goto(struct cp_input *in, uint64_t offset)
{
    if (offset >= in->base && offset <= in->base + in->n) {
        in->at = (size_t)(offset - in->base);
        return true;
    }
    if (offset > INT64_MAX || lseek(in->fd, (off_t)offset, SEEK_SET) < 0)
        return false;
    in->base = offset;
    in->at = in->n = 0;
    in->has_ended = false;
    in->error = 0;
    return true;
}

/* Whether a member begins with "WARC/", or with as much of that as can be unpacked. */
static bool
unpacks_to_record(struct cp_slice bytes, struct cp_unpacker *u, size_t at_least)
{
    char text[5];
    size_t n = 0;

    if (!cp_member_is_start(bytes))
        return false;
    cp_unpacker_restart(u);
    return cp_unpacker_read(u, &bytes, text, sizeof text, &n) != CP_UNPACKED_BAD &&
           n >= at_least && memcmp(text, version.p, n) == 0;
}

enum cp_warc_start
cp_input_start(struct cp_input *in, struct cp_unpacker *u)
{
    struct cp_slice bytes;

    cp_input_has(in, CP_INPUT_AHEAD);
    bytes = cp_input_slice(in);
    if (bytes.n >= version.n && memcmp(bytes.p, version.p, version.n) == 0)
        return CP_WARC_START_PLAIN;
    return unpacks_to_record(bytes, u, version.n) ? CP_WARC_START_PACKED : CP_WARC_START_NONE;
}

bool
cp_input_may_be_cut(struct cp_input *in, struct cp_unpacker *u)
{
    return !cp_input_has(in, CP_INPUT_AHEAD) && unpacks_to_record(cp_input_slice(in), u, 0);
}

static bool
is_line_start(const struct cp_input *in)
{
    return in->at == 0 || in->buffer[in->at - 1] == '\n';
}

/* To the next byte that a record may begin with. False when there is none at hand. */
static bool
skip_to_first_byte(struct cp_input *in, unsigned kinds)
{
    while (in->at < in->n) {
        char c = in->buffer[in->at];

        if ((c == '\x1f' && kinds & CP_WARC_START_PACKED) ||
            (c == 'W' && kinds & CP_WARC_START_PLAIN && is_line_start(in)))
            return true;
        in->at++;
    }
    return false;
}

bool
cp_input_find(struct cp_input *in, struct cp_unpacker *u, unsigned kinds)
{
    while (cp_input_has(in, 1)) {
        if (!skip_to_first_byte(in, kinds))
            continue;
        if (cp_input_start(in, u) & kinds)
            return true;
        in->at++;
    }
    return false;
}
