/*
 * For tests/warc/check.py: "records write FILE" writes one of every kind of record, "records
 * list FILE" tells what a file has, a line for each record: type, target, bytes and SHA-256 of
 * the payload, and flags.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "warc/warc.h"

static struct cp_ctx cx;

static int
tell(cleanpage_status st)
{
    if (st)
        printf("status %d: %s\n", (int)st, cx.message);
    return st ? 1 : 0;
}

static int
write_one(struct cp_warc_writer *w, const char *type, const char *target, const char *head,
          struct cp_slice payload)
{
    struct cp_warc_record record = { .type = type,
                                     .target = target,
                                     .date = 1795248000,
                                     .content_type = *head ? "application/http;msgtype=response"
                                                           : "text/plain",
                                     .head = cp_slice_of(head),
                                     .payload = payload };
    char id[CP_WARC_ID_MAX];
    uint64_t offset, bytes;
    int failed = tell(cp_warc_write(&cx, w, &record, id, &offset, &bytes));

    if (!failed)
        printf("%s %llu %llu\n", id, (unsigned long long)offset, (unsigned long long)bytes);
    return failed;
}

static int
write_file(const char *path)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                               "Content-Type: text/html\r\n";
    struct cp_warc_writer *w;
    struct cp_buf large = { 0 };
    int failed;

    for (int i = 0; i < 100000; i++)
        cp_buf_put_u64(&large, (uint64_t)i * 7919);
    if (tell(cp_warc_open(&cx, path, "records/1", 0, &w)))
        return 1;
    failed = write_one(w, "response", "https://example.org/a", head,
                       CP_LIT("<p>R\xc3\xa4gn och vind\0.</p>\n")) ||
             write_one(w, "response", "https://example.org/empty", head, CP_LIT("")) ||
             write_one(w, "resource", "file:///tmp/a", "", cp_buf_slice(&large)) ||
             write_one(w, "metadata", "https://example.org/a", "", CP_LIT("feed: x\r\n")) ||
             tell(cp_warc_sync(&cx, w));
    cp_warc_close(w);
    cp_buf_clear(&large);
    return failed;
}

static void
list_record(const struct cp_warc_found *r)
{
    char digest[CP_DIGEST_MAX];

    cp_digest(r->payload, digest);
    printf("%.*s %.*s %zu %s%s%s\n", (int)r->type.n, r->type.p, (int)r->target.n,
           r->target.n ? r->target.p : "", r->payload.n, digest, r->is_cut ? " cut" : "",
           r->is_digest_wrong ? " wrong" : "");
}

static int
list_file(const char *path)
{
    struct cp_warc_reader *r;
    struct cp_warc_found found;
    bool is_there = true;

    if (tell(cp_warc_reader_open(&cx, path, CP_INPUT_MAX, &r)))
        return 1;
    while (is_there)
        if (tell(cp_warc_next(&cx, r, &found, &is_there)))
            is_there = true;
        else if (is_there)
            list_record(&found);
    cp_warc_reader_close(r);
    return 0;
}

int
main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "write") == 0)
        return write_file(argv[2]);
    if (argc == 3 && strcmp(argv[1], "list") == 0)
        return list_file(argv[2]);
    fputs("usage: records write|list FILE\n", stderr);
    return 2;
}
