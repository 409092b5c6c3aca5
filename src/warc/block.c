/* Answers of HTTP in records: see warc/block.h. */
#include "warc/block.h"

#include "warc/fields.h"
#include "warc/member.h"
#include "warc/warc.h"

void
cp_block_split(struct cp_slice block, struct cp_slice *head, struct cp_slice *payload)
{
    struct cp_slice rest = block, line;
    bool is_http = cp_slice_starts_nocase(block, CP_LIT("HTTP/"));

    while (cp_line_take(&rest, &line))
        if (line.n == 0) {
            *head = (struct cp_slice){ block.p, (size_t)(line.p - block.p) };
            *payload = rest;
            return;
        }
    *head = (struct cp_slice){ block.p, is_http ? block.n : 0 };
    *payload = (struct cp_slice){ block.p, is_http ? 0 : block.n };
}

/* ------------------------------------------------------------------ chunks */

/* Length of a chunk, "1F4;name=value"; false if the line is none. */
static bool
read_length(struct cp_slice line, size_t *length)
{
    size_t i;

    *length = 0;
    for (i = 0; i < line.n && i < 8 && cp_hex_digit(line.p[i]) >= 0; i++)
        *length = *length << 4 | (size_t)cp_hex_digit(line.p[i]);
    return i > 0 && (i == line.n || line.p[i] == ';' || cp_is_space((unsigned char)line.p[i]));
}

/* One chunk. False if there is none; *is_last tells that no other follows. */
static bool
take_chunk(struct cp_slice *rest, struct cp_buf *out, bool *is_last)
{
    struct cp_slice line;
    size_t length, n;

    if (!cp_line_take(rest, &line) || !read_length(line, &length))
        return false;
    n = length < rest->n ? length : rest->n;
    cp_buf_put(out, rest->p, n);
    *rest = (struct cp_slice){ rest->p + n, rest->n - n };
    /* The chunk's own end of line; a block that was cut may end within the chunk. */
    *is_last = length == 0 || rest->n == 0;
    return *is_last || (cp_line_take(rest, &line) && line.n == 0);
}

static bool
join_chunks(struct cp_slice payload, struct cp_buf *out)
{
    bool is_last = false;

    while (!is_last)
        if (!take_chunk(&payload, out, &is_last))
            return false;
    return !cp_buf_failed(out);
}

/* ------------------------------------------------------------------ what the head says */

static bool
is_packed(struct cp_slice head)
{
    struct cp_slice coding = cp_http_header(head, "Content-Encoding");

    return cp_slice_eq_nocase(coding, CP_LIT("gzip")) ||
           cp_slice_eq_nocase(coding, CP_LIT("x-gzip")) ||
           cp_slice_eq_nocase(coding, CP_LIT("deflate"));
}

void
cp_block_decode(struct cp_slice head, struct cp_slice *payload, size_t max,
                struct cp_buf *chunks, struct cp_buf *plain, bool *is_cut)
{
    struct cp_slice transfer = cp_http_header(head, "Transfer-Encoding");
    bool is_cut_here;

    chunks->n = plain->n = 0;
    if (transfer.n && cp_slice_find_nocase(transfer, CP_LIT("chunked")) &&
        join_chunks(*payload, chunks))
        *payload = cp_buf_slice(chunks);
    if (is_packed(head) && cp_unpack_body(plain, *payload, max, &is_cut_here)) {
        *payload = cp_buf_slice(plain);
        *is_cut |= is_cut_here;
    }
}
