/*
 * Members of a gzip file (RFC 1952): whole files behind each other, each with its own end and
 * check sum. A WARC file has one for each record.
 */
#ifndef CP_WARC_MEMBER_H
#define CP_WARC_MEMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/slice.h"

/* Appends the parts as one member; the same parts give the same bytes. */
cleanpage_status cp_member_pack(struct cp_ctx *cx, struct cp_buf *out,
                                const struct cp_slice *parts, size_t n_parts);

/* Whether bytes begin like a member, as far as they go. */
bool cp_member_is_start(struct cp_slice bytes);

struct cp_unpacker;

enum cp_unpacked {
    CP_UNPACKED_SOME,   /* and there is more to come */
    CP_UNPACKED_END,    /* the member has ended, and its check sum is right */
    CP_UNPACKED_BAD     /* no member, or a damaged one */
};

/* NULL without memory. It is ready for the first member. */
struct cp_unpacker *cp_unpacker_new(void);
void cp_unpacker_free(struct cp_unpacker *u);
/* The bytes that follow are those of another member. */
void cp_unpacker_restart(struct cp_unpacker *u);
/*
 * Unpacks from the front of *in, which moves behind what was used, to `room` bytes at most at
 * `out`; *n receives how many. Where CP_UNPACKED_SOME comes with less than `room`, *in is used
 * up.
 */
enum cp_unpacked cp_unpacker_read(struct cp_unpacker *u, struct cp_slice *in, char *out,
                                  size_t room, size_t *n);

/*
 * Appends what HTTP's "gzip" or "deflate" packed, in one or more members, up to `max` bytes.
 * False if it is neither, or damaged before anything could be unpacked; *is_cut tells that
 * there was more, or that the rest is damaged.
 */
bool cp_unpack_body(struct cp_buf *out, struct cp_slice packed, size_t max, bool *is_cut);

#endif
