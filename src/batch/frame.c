/* Messages between a pool and its workers: see batch/frame.h. */
#include "batch/frame.h"

#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>

struct cp_frame_out
cp_frame_make(enum cp_frame_kind kind, struct cp_slice bytes)
{
    return (struct cp_frame_out){ .head = { .kind = kind, .n = bytes.n }, .bytes = bytes };
}

bool
cp_frame_is_sent(const struct cp_frame_out *out)
{
    return out->sent == sizeof out->head + out->bytes.n;
}

/* What is left of the frame, in one or two parts. */
static ssize_t
send_rest(int fd, const struct cp_frame_out *out)
{
    size_t of_head = out->sent < sizeof out->head ? sizeof out->head - out->sent : 0;
    size_t of_bytes = out->bytes.n - (out->sent + of_head - sizeof out->head);
    struct iovec parts[2] = {
        { .iov_base = (char *)&out->head + sizeof out->head - of_head, .iov_len = of_head },
        { .iov_base = (char *)out->bytes.p + out->bytes.n - of_bytes, .iov_len = of_bytes },
    };

    if (!of_bytes)
        return write(fd, parts[0].iov_base, of_head);
    return writev(fd, parts, 2);
}

static enum cp_frame_state
state_of_errno(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK ? CP_FRAME_PART : CP_FRAME_END;
}

enum cp_frame_state
cp_frame_send(int fd, struct cp_frame_out *out)
{
    while (!cp_frame_is_sent(out)) {
        ssize_t n = send_rest(fd, out);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return state_of_errno();
        out->sent += (size_t)n;
    }
    return CP_FRAME_WHOLE;
}

/* Up to n bytes; *got is raised by what came. */
static enum cp_frame_state
receive_some(int fd, char *to, size_t n, size_t *got)
{
    ssize_t came;

    do
        came = read(fd, to, n);
    while (came < 0 && errno == EINTR);
    if (came < 0)
        return state_of_errno();
    *got += (size_t)came;
    return came ? CP_FRAME_WHOLE : CP_FRAME_END;
}

static enum cp_frame_state
receive_head(int fd, struct cp_frame_in *in)
{
    enum cp_frame_state state = CP_FRAME_WHOLE;

    while (in->got < sizeof in->head && state == CP_FRAME_WHOLE)
        state =
            receive_some(fd, (char *)&in->head + in->got, sizeof in->head - in->got, &in->got);
    if (state)
        return state;
    /* A worker whose memory is damaged may say anything. */
    if (in->head.kind >= CP_FRAME_KINDS || in->head.n > SIZE_MAX / 4 ||
        (in->bytes.max && in->head.n > in->bytes.max))
        return CP_FRAME_END;
    return CP_FRAME_WHOLE;
}

enum cp_frame_state
cp_frame_receive(int fd, struct cp_frame_in *in)
{
    enum cp_frame_state state = receive_head(fd, in);

    while (state == CP_FRAME_WHOLE && in->bytes.n < in->head.n) {
        size_t missing = (size_t)in->head.n - in->bytes.n;
        char *to = cp_buf_reserve(&in->bytes, missing);

        if (!to)
            return CP_FRAME_NO_MEMORY;
        state = receive_some(fd, to, missing, &in->bytes.n);
    }
    return state;
}

void
cp_frame_empty(struct cp_frame_in *in)
{
    in->got = 0;
    in->bytes.n = 0;
    if (in->bytes.cap > CP_POOL_KEPT_BYTES)
        cp_buf_clear(&in->bytes);
}
