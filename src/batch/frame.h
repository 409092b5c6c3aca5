/*
 * Messages between a pool and its workers: what kind, how long, and so many bytes.
 *
 * One frame at a time goes each way of a socket. Both ends are the same program, so that
 * numbers travel as they lie in memory. The functions go as far as the socket lets them: on a
 * blocking one until the frame is through, on another until it would block, to be called again.
 */
#ifndef CP_BATCH_FRAME_H
#define CP_BATCH_FRAME_H

#include "base/buf.h"

enum cp_frame_kind {
    CP_FRAME_READY,   /* a worker: started */
    CP_FRAME_USELESS, /* a worker: it cannot work at all, and ends */
    CP_FRAME_TASK,    /* to a worker */
    CP_FRAME_RESULT,  /* a worker: of the task before */
    CP_FRAME_LONG,    /* instead of a result that is too long */
    CP_FRAME_HUNGRY,  /* instead of a result for which memory was short; the worker ends */
    CP_FRAME_KINDS
};

enum cp_frame_state {
    CP_FRAME_WHOLE,
    CP_FRAME_PART, /* the socket would block */
    CP_FRAME_END,  /* the other side is gone, or what it says is no frame */
    CP_FRAME_NO_MEMORY
};

struct cp_frame_head {
    uint64_t kind; /* enum cp_frame_kind */
    uint64_t n;    /* bytes that follow */
};

/* On its way out; the bytes are somebody else's. */
struct cp_frame_out {
    struct cp_frame_head head;
    struct cp_slice bytes;
    size_t sent; /* of head and bytes */
};

/* On its way in. bytes.max is the longest that is taken; 0: any. */
struct cp_frame_in {
    struct cp_frame_head head;
    size_t got; /* of the head */
    struct cp_buf bytes;
};

struct cp_frame_out cp_frame_make(enum cp_frame_kind kind, struct cp_slice bytes);

bool cp_frame_is_sent(const struct cp_frame_out *out);
enum cp_frame_state cp_frame_send(int fd, struct cp_frame_out *out);

/* After a whole frame, and before the next one, the frame is to be emptied. */
enum cp_frame_state cp_frame_receive(int fd, struct cp_frame_in *in);
/* Room for a large frame is given back; max stays. */
void cp_frame_empty(struct cp_frame_in *in);

#endif
