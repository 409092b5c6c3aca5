/* Outputs before their turn, on disk: see batch/ahead.h. */
#include "batch/ahead.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define DEFAULT_MAX_BYTES ((uint64_t)256 << 20)

static cleanpage_status
fail(struct cp_ctx *cx, const struct cp_ahead *ahead, int error)
{
    return cp_fail(cx, error == ENOMEM ? CLEANPAGE_NOMEM : CLEANPAGE_WRITE, "%s: %s",
                   ahead->path.p, strerror(error));
}

/* ------------------------------------------------------------------ reading */

/* Pairs of hexadecimal digits up to the newline. */
static bool
read_facts(struct cp_buf *facts, const char *text)
{
    facts->n = 0;
    for (; *text != '\n'; text += 2) {
        if (cp_hex_digit(text[0]) < 0 || cp_hex_digit(text[1]) < 0)
            return false;
        cp_buf_putc(facts, (char)(cp_hex_digit(text[0]) << 4 | cp_hex_digit(text[1])));
    }
    return !cp_buf_failed(facts);
}

/* "NUMBER OUTCOME LENGTH FACTS", a newline, and so many bytes, which are a line themselves. */
static bool
read_entry(struct cp_buf *facts, FILE *file, char **text, size_t *room,
           struct cp_output_item *item)
{
    int outcome, end = 0;
    ssize_t n = getline(text, room, file);
    uint64_t number;
    size_t length;

    if (n <= 0 || memchr(*text, '\0', (size_t)n) ||
        sscanf(*text, "%" SCNu64 " %d %zu%n", &number, &outcome, &length, &end) != 3 ||
        (*text)[end] != ' ' || (*text)[n - 1] != '\n' || outcome < 0 ||
        outcome >= CP_OUTCOME_COUNT || !read_facts(facts, *text + end + 1))
        return false;
    n = getline(text, room, file);
    if (n <= 0 || (size_t)n != length || (*text)[n - 1] != '\n' || memchr(*text, '\0', length))
        return false;
    *item = (struct cp_output_item){ .number = number,
                                     .outcome = (enum cp_outcome)outcome,
                                     .facts = cp_buf_slice(facts),
                                     .bytes = { *text, length },
                                     .is_fetched = true };
    return true;
}

/* False without memory. */
static bool
read_entries(struct cp_ahead *ahead, FILE *file, struct cp_order *order)
{
    struct cp_output_item item;
    char *text = NULL;
    size_t room = 0;
    bool good = true;

    while (good && read_entry(&ahead->head, file, &text, &room, &item)) {
        ahead->bytes = (uint64_t)ftello(file);
        if (item.number >= order->next && cp_order_has_room(order, item.number) &&
            !cp_order_find(order, item.number))
            good = cp_order_put(order, &item);
    }
    free(text);
    return good;
}

/* ------------------------------------------------------------------ writing */

static void
put_facts(struct cp_buf *out, struct cp_slice facts)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < facts.n; i++) {
        cp_buf_putc(out, digits[(unsigned char)facts.p[i] >> 4]);
        cp_buf_putc(out, digits[(unsigned char)facts.p[i] & 15]);
    }
}

static int
append(struct cp_ahead *ahead, const struct cp_output_item *item)
{
    int error;

    ahead->head.n = 0;
    cp_buf_put_u64(&ahead->head, item->number);
    cp_buf_putc(&ahead->head, ' ');
    cp_buf_put_u64(&ahead->head, (uint64_t)item->outcome);
    cp_buf_putc(&ahead->head, ' ');
    cp_buf_put_u64(&ahead->head, item->bytes.n);
    cp_buf_putc(&ahead->head, ' ');
    put_facts(&ahead->head, item->facts);
    cp_buf_putc(&ahead->head, '\n');
    cp_buf_put_slice(&ahead->head, item->bytes);
    if (cp_buf_failed(&ahead->head))
        return ENOMEM;
    error = cp_write_all(ahead->fd, cp_buf_slice(&ahead->head));
    ahead->bytes += ahead->head.n;
    return error;
}

static int
open_for_writing(struct cp_ahead *ahead, int flags)
{
    ahead->fd = open(ahead->path.p, O_WRONLY | O_APPEND | O_CLOEXEC | flags, 0666);
    return ahead->fd < 0 ? errno : 0;
}

cleanpage_status
cp_ahead_put(struct cp_ctx *cx, struct cp_ahead *ahead, const struct cp_output_item *item)
{
    int error = 0;

    if (!ahead->path.n)
        return CLEANPAGE_OK;
    if (!ahead->bytes)
        error = open_for_writing(ahead, O_CREAT | O_TRUNC);
    if (!error)
        error = append(ahead, item);
    return error ? fail(cx, ahead, error) : CLEANPAGE_OK;
}

/* What waits, into a new file, which takes the old one's place. */
static int
write_anew(struct cp_ahead *ahead, const struct cp_order *order)
{
    struct cp_ahead fresh = { 0 };
    const struct cp_output_item *item;
    int error;

    cp_buf_put_slice(&fresh.path, cp_buf_slice(&ahead->path));
    cp_buf_puts(&fresh.path, ".new");
    if (!cp_buf_str(&fresh.path))
        return ENOMEM;
    error = open_for_writing(&fresh, O_CREAT | O_TRUNC);
    for (size_t i = 0; !error && i < order->room; i++)
        if ((item = cp_order_find(order, order->next + i)) && item->is_fetched)
            error = append(&fresh, item);
    if (!error && rename(fresh.path.p, ahead->path.p) != 0)
        error = errno;
    if (!error) {
        close(ahead->fd);
        ahead->fd = fresh.fd;
        ahead->bytes = fresh.bytes;
        fresh.bytes = 0;
    }
    cp_ahead_clear(&fresh);
    return error;
}

cleanpage_status
cp_ahead_trim(struct cp_ctx *cx, struct cp_ahead *ahead, const struct cp_order *order)
{
    int error = 0;

    if (!ahead->bytes)
        return CLEANPAGE_OK;
    if (!order->bytes)
        cp_ahead_remove(ahead);
    else if (ahead->bytes > ahead->max_bytes && ahead->bytes > 4 * (uint64_t)order->bytes)
        error = write_anew(ahead, order);
    return error ? fail(cx, ahead, error) : CLEANPAGE_OK;
}

/* ------------------------------------------------------------------ all of it */

cleanpage_status
cp_ahead_open(struct cp_ctx *cx, struct cp_ahead *ahead, const char *file, bool resume,
              struct cp_order *order)
{
    FILE *old;
    bool good;

    ahead->max_bytes = DEFAULT_MAX_BYTES;
    cp_buf_puts(&ahead->path, file);
    cp_buf_puts(&ahead->path, ".ahead");
    if (!cp_buf_str(&ahead->path))
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    old = resume ? fopen(ahead->path.p, "re") : NULL;
    if (!old) {
        unlink(ahead->path.p);
        return CLEANPAGE_OK;
    }
    good = read_entries(ahead, old, order);
    fclose(old);
    if (!good) {
        ahead->bytes = 0;
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    }
    if (ahead->bytes &&
        (open_for_writing(ahead, 0) || ftruncate(ahead->fd, (off_t)ahead->bytes)))
        return fail(cx, ahead, errno);
    return CLEANPAGE_OK;
}

void
cp_ahead_remove(struct cp_ahead *ahead)
{
    if (ahead->bytes)
        close(ahead->fd);
    ahead->bytes = 0;
    if (ahead->path.n)
        unlink(ahead->path.p);
}

void
cp_ahead_clear(struct cp_ahead *ahead)
{
    if (ahead->bytes)
        close(ahead->fd);
    cp_buf_clear(&ahead->path);
    cp_buf_clear(&ahead->head);
    *ahead = (struct cp_ahead){ 0 };
}
