/* WARC files: written, read back, cut at every byte, damaged, and those of others. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "warc/member.h"
#include "warc/warc.h"

#define PATH "tests/unit/test_warc.tmp.warc.gz"

static const char head[] = "HTTP/1.1 200 OK\r\n"
                           "Content-Type: text/html; charset=utf-8\r\n"
                           "content-encoding: gzip\r\n"
                           "Transfer-Encoding: chunked\r\n"
                           "Content-Length: 12\r\n"
                           "X-Last: yes\r\n";
static const char stored_head[] = "HTTP/1.1 200 OK\r\n"
                                  "Content-Type: text/html; charset=utf-8\r\n"
                                  "X-Archive-Orig-content-encoding: gzip\r\n"
                                  "X-Archive-Orig-Transfer-Encoding: chunked\r\n"
                                  "X-Archive-Orig-Content-Length: 12\r\n"
                                  "X-Last: yes\r\n"
                                  "Content-Length: 25\r\n";
static const char payload[] = "<p>It rained all night.\r\n";

static struct cp_ctx cx;

static void
expect_ok(cleanpage_status st)
{
    if (st)
        fail_msg("status %d: %s", st, cx.message);
}

static struct cp_warc_writer *
open_writer(uint64_t known_good)
{
    struct cp_warc_writer *w = NULL;

    expect_ok(cp_warc_open(&cx, PATH, "test/1", known_good, &w));
    return w;
}

static struct cp_warc_reader *
open_reader(size_t payload_max)
{
    struct cp_warc_reader *r = NULL;

    expect_ok(cp_warc_reader_open(&cx, PATH, payload_max, &r));
    return r;
}

/* A response of example.org with the number in its address. */
static cleanpage_status
put_response(struct cp_warc_writer *w, int i, struct cp_slice body, uint64_t *offset,
             uint64_t *bytes, char id[CP_WARC_ID_MAX])
{
    char target[80];
    const struct cp_warc_field field = { "WARC-IP-Address", CP_LIT("127.0.0.1") };
    struct cp_warc_record record = { .type = "response",
                                     .target = target,
                                     .date = 1795248000 + i,
                                     .content_type = "application/http;msgtype=response",
                                     .head = cp_slice_of(head),
                                     .payload = body,
                                     .fields = &field,
                                     .field_count = 1 };

    snprintf(target, sizeof target, "https://example.org/%d", i);
    return cp_warc_write(&cx, w, &record, id, offset, bytes);
}

static void
put_number(struct cp_warc_writer *w, int i)
{
    uint64_t offset, bytes;
    char id[CP_WARC_ID_MAX];

    expect_ok(put_response(w, i, CP_LIT("<p>It rained all night.\r\n"), &offset, &bytes, id));
}

static void
read_file(struct cp_buf *bytes)
{
    bytes->n = 0;
    expect_ok(cp_buf_read_file(&cx, bytes, PATH));
}

static void
write_file(struct cp_slice bytes)
{
    int fd = open(PATH, O_WRONLY | O_CREAT | O_TRUNC, 0666);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes.p, bytes.n), bytes.n);
    close(fd);
}

static void
what_is_written_is_read(void **state)
{
    struct cp_warc_writer *w;
    struct cp_warc_reader *r;
    struct cp_warc_found found;
    uint64_t offset[3], bytes[3];
    char id[3][CP_WARC_ID_MAX];
    bool is_there;

    (void)state;
    unlink(PATH);
    w = open_writer(0);
    for (int i = 0; i < 3; i++)
        expect_ok(put_response(w, i, cp_slice_of(payload), &offset[i], &bytes[i], id[i]));
    expect_ok(cp_warc_sync(&cx, w));
    assert_int_equal(cp_warc_size(w), offset[2] + bytes[2]);
    cp_warc_close(w);
    assert_string_not_equal(id[0], id[1]);

    r = open_reader(1000);
    expect_ok(cp_warc_next(&cx, r, &found, &is_there));
    assert_true(is_there);
    expect_slice("type", found.type, CP_LIT("warcinfo"));
    assert_int_equal(found.offset, 0);
    assert_int_equal(found.bytes, offset[0]);
    assert_non_null(cp_slice_find(found.payload, CP_LIT("software: test/1\r\n")));
    for (int i = 0; i < 3; i++) {
        char target[80];

        snprintf(target, sizeof target, "https://example.org/%d", i);
        expect_ok(cp_warc_next(&cx, r, &found, &is_there));
        assert_true(is_there);
        assert_int_equal(found.offset, offset[i]);
        assert_int_equal(found.bytes, bytes[i]);
        expect_slice("type", found.type, CP_LIT("response"));
        expect_slice("id", found.id, cp_slice_of(id[i]));
        expect_slice("target", found.target, cp_slice_of(target));
        expect_slice("head", found.head, cp_slice_of(stored_head));
        expect_slice("payload", found.payload, cp_slice_of(payload));
        expect_slice("field", cp_warc_field_of(&found, "warc-ip-address"), CP_LIT("127.0.0.1"));
        assert_null(cp_warc_field_of(&found, "WARC-Nothing").p);
        assert_false(found.is_digest_wrong || found.is_cut);
    }
    expect_slice("date", found.date, CP_LIT("2026-11-21T08:00:02Z"));
    expect_ok(cp_warc_next(&cx, r, &found, &is_there));
    assert_false(is_there);
    expect_ok(cp_warc_seek(&cx, r, offset[1]));
    expect_ok(cp_warc_next(&cx, r, &found, &is_there));
    expect_slice("sought", found.target, CP_LIT("https://example.org/1"));
    cp_warc_reader_close(r);
}

static void
ids_are_random_uuids(void **state)
{
    struct cp_warc_writer *w;
    uint64_t offset, bytes;
    char id[CP_WARC_ID_MAX];

    (void)state;
    unlink(PATH);
    w = open_writer(0);
    for (int i = 0; i < 50; i++) {
        expect_ok(put_response(w, i, cp_slice_of(payload), &offset, &bytes, id));
        assert_int_equal(strlen(id), 45);
        assert_memory_equal(id, "urn:uuid:", 9);
        assert_int_equal(id[23], '4');
        assert_non_null(strchr("89ab", id[28]));
    }
    cp_warc_close(w);
}

static void
a_field_cannot_forge_another(void **state)
{
    struct cp_warc_record record = { .type = "metadata",
                                     .target = "https://example.org/\r\nWARC-Type: response",
                                     .content_type = "text/plain",
                                     .payload = CP_LIT("x") };
    struct cp_warc_writer *w;
    struct cp_warc_reader *r;
    struct cp_warc_found found;
    uint64_t offset, bytes;
    char id[CP_WARC_ID_MAX];
    bool is_there;

    (void)state;
    unlink(PATH);
    w = open_writer(0);
    expect_ok(cp_warc_write(&cx, w, &record, id, &offset, &bytes));
    cp_warc_close(w);
    r = open_reader(1000);
    expect_ok(cp_warc_seek(&cx, r, offset));
    expect_ok(cp_warc_next(&cx, r, &found, &is_there));
    expect_slice("type", found.type, CP_LIT("metadata"));
    expect_slice("target", found.target, CP_LIT("https://example.org/  WARC-Type: response"));
    assert_int_equal(found.head.n, 0);
    cp_warc_reader_close(r);
}

static void
digests_are_sha256(void **state)
{
    char digest[CP_DIGEST_MAX];

    (void)state;
    /* FIPS 180-2, B.1, and the well-known one of nothing. */
    cp_digest(CP_LIT("abc"), digest);
    assert_string_equal(
        digest, "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    cp_digest(CP_LIT(""), digest);
    assert_string_equal(
        digest, "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* Counts the records that can be read, and the times that damage is told. */
static void
count_records(struct cp_warc_reader *r, int *records, int *damages)
{
    struct cp_warc_found found;
    bool is_there = true;
    int calls = 0;

    *records = *damages = 0;
    while (calls++ < 10000) {
        if (cp_warc_next(&cx, r, &found, &is_there) != CLEANPAGE_OK) {
            assert_false(is_there);
            ++*damages;
        } else if (is_there) {
            assert_true(found.type.n > 0);
            assert_false(found.is_digest_wrong);
            ++*records;
        } else {
            return;
        }
    }
    fail_msg("the file does not end");
}

/* Cuts the file of three records at each byte, opens it, adds one: whole ones must be there. */
static void
a_file_cut_anywhere_is_repaired(void **state)
{
    struct cp_buf whole = { 0 }, again = { 0 };
    uint64_t end[4];
    struct cp_warc_writer *w;

    (void)state;
    unlink(PATH);
    w = open_writer(0);
    for (int i = 0; i < 3; i++) {
        end[i] = cp_warc_size(w);
        put_number(w, i);
    }
    end[3] = cp_warc_size(w);
    cp_warc_close(w);
    read_file(&whole);
    assert_int_equal(whole.n, end[3]);
    for (size_t n = 0; n <= whole.n; n++) {
        int kept = 0, records, damages;
        struct cp_warc_reader *r;
        uint64_t known = 0;

        while (kept < 4 && end[kept] <= n)
            known = end[kept++];
        write_file((struct cp_slice){ whole.p, n });
        r = open_reader(100);
        count_records(r, &records, &damages);
        assert_int_equal(records, kept);
        assert_int_equal(damages, n != known);
        cp_warc_reader_close(r);

        w = open_writer(n % 2 ? known : 0);
        if (kept)
            assert_int_equal(cp_warc_size(w), known);
        put_number(w, 9);
        cp_warc_close(w);
        r = open_reader(100);
        count_records(r, &records, &damages);
        assert_int_equal(records, kept ? kept + 1 : 2);
        assert_int_equal(damages, 0);
        cp_warc_reader_close(r);
        if (kept) {
            read_file(&again);
            assert_memory_equal(again.p, whole.p, known);
        }
    }
    cp_buf_clear(&whole);
    cp_buf_clear(&again);
}

static void
damage_does_not_hide_what_follows(void **state)
{
    struct cp_buf whole = { 0 }, bad = { 0 };
    unsigned hidden = 0;
    uint64_t start, end;
    struct cp_warc_writer *w;

    (void)state;
    unlink(PATH);
    w = open_writer(0);
    start = cp_warc_size(w);
    put_number(w, 0);
    end = cp_warc_size(w);
    put_number(w, 1);
    put_number(w, 2);
    cp_warc_close(w);
    read_file(&whole);
    cp_buf_put_slice(&bad, cp_buf_slice(&whole));
    for (uint64_t at = start; at < end; at++)
        for (int bit = 0; bit < 8; bit += 3) {
            struct cp_warc_reader *r;
            int records, damages;

            bad.p[at] = (char)(whole.p[at] ^ 1 << bit);
            write_file(cp_buf_slice(&bad));
            r = open_reader(100);
            count_records(r, &records, &damages);
            /* Some bits mean nothing: of gzip's header, behind the last code, or a match that
             * may be any of two. Then all that is read is right. */
            assert_true((records == 3 && damages >= 1) || (records == 4 && damages == 0));
            hidden += records == 4;
            cp_warc_reader_close(r);
            /* Nothing whole is cut off to write more. */
            w = open_writer(0);
            assert_int_equal(cp_warc_size(w), whole.n);
            cp_warc_close(w);
            bad.p[at] = whole.p[at];
        }
    assert_true(hidden < 3 * (end - start) / 10);
    cp_buf_clear(&whole);
    cp_buf_clear(&bad);
}

static void
a_full_disk_leaves_the_file_as_it_was(void **state)
{
    struct rlimit old, small;
    struct cp_warc_writer *w;
    struct cp_buf before = { 0 }, after = { 0 }, body = { 0 };
    uint64_t offset, bytes;
    char id[CP_WARC_ID_MAX];
    unsigned seed = 1;

    (void)state;
    unlink(PATH);
    signal(SIGXFSZ, SIG_IGN);
    for (int i = 0; i < 5000; i++)
        cp_buf_putc(&body, (char)((seed = seed * 1103515245 + 12345) >> 16));
    w = open_writer(0);
    put_number(w, 0);
    read_file(&before);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = before.n + 1000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_int_equal(put_response(w, 1, cp_buf_slice(&body), &offset, &bytes, id),
                     CLEANPAGE_WRITE);
    assert_string_equal(cx.message, PATH ": File too large");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    read_file(&after);
    assert_int_equal(after.n, before.n);
    assert_memory_equal(after.p, before.p, before.n);
    expect_ok(put_response(w, 1, cp_buf_slice(&body), &offset, &bytes, id));
    assert_int_equal(offset, before.n);
    cp_warc_close(w);
    cp_buf_clear(&before);
    cp_buf_clear(&after);
    cp_buf_clear(&body);
}

static void
what_is_none_of_ours_stays(void **state)
{
    static const char *const plain[] = {
        "WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 1\r\n\r\nx\r\n\r\n", "notes",
        "\x1f\x8b\x08 but nothing that was ever compressed"
    };
    struct cp_warc_writer *w = NULL;
    struct cp_buf packed = { 0 }, after = { 0 };
    struct cp_slice hello = CP_LIT("hello, this is no archive");

    (void)state;
    for (size_t i = 0; i < COUNT_OF(plain); i++) {
        write_file(cp_slice_of(plain[i]));
        assert_int_equal(cp_warc_open(&cx, PATH, "test/1", 0, &w), CLEANPAGE_TYPE);
        read_file(&after);
        expect_slice("kept", cp_buf_slice(&after), cp_slice_of(plain[i]));
    }
    expect_ok(cp_member_pack(&cx, &packed, &hello, 1));
    write_file(cp_buf_slice(&packed));
    assert_int_equal(cp_warc_open(&cx, PATH, "test/1", 0, &w), CLEANPAGE_TYPE);
    read_file(&after);
    expect_slice("kept", cp_buf_slice(&after), cp_buf_slice(&packed));
    assert_int_equal(cp_warc_open(&cx, "/dev/full", "test/1", 0, &w), CLEANPAGE_WRITE);
    assert_int_equal(cp_warc_open(&cx, "no/such/dir/a.warc.gz", "test/1", 0, &w),
                     CLEANPAGE_WRITE);
    assert_string_equal(cx.message, "no/such/dir/a.warc.gz: No such file or directory");
    cp_buf_clear(&packed);
    cp_buf_clear(&after);
}

/* ------------------------------------------------------------------ files of others */

static void
put_plain(struct cp_buf *out, const char *fields, struct cp_slice block)
{
    cp_buf_puts(out, "WARC/1.0\r\n");
    cp_buf_puts(out, fields);
    cp_buf_puts(out, "Content-Length: ");
    cp_buf_put_u64(out, block.n);
    cp_buf_puts(out, "\r\n\r\n");
    cp_buf_put_slice(out, block);
    cp_buf_puts(out, "\r\n\r\n");
}

#define RESPONSE "WARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"

static void
expect_payload(const char *block_head, struct cp_slice body, const char *expected)
{
    struct cp_buf out = { 0 }, block = { 0 };
    struct cp_warc_reader *r;
    struct cp_warc_found found;
    bool is_there;

    cp_buf_puts(&block, block_head);
    cp_buf_put_slice(&block, body);
    put_plain(&out, RESPONSE "WARC-Target-URI: <https://example.org/>\r\n",
              cp_buf_slice(&block));
    write_file(cp_buf_slice(&out));
    r = open_reader(1000);
    expect_ok(cp_warc_next(&cx, r, &found, &is_there));
    assert_true(is_there);
    expect_slice("target", found.target, CP_LIT("https://example.org/"));
    expect_slice(block_head, found.payload, cp_slice_of(expected));
    expect_ok(cp_warc_next(&cx, r, &found, &is_there));
    assert_false(is_there);
    cp_warc_reader_close(r);
    cp_buf_clear(&out);
    cp_buf_clear(&block);
}

#define OK "HTTP/1.1 200 OK\r\n"

static void
transfer_and_compression_are_undone(void **state)
{
    struct cp_slice text = CP_LIT("It rained all night.");
    struct cp_buf packed = { 0 }, chunked = { 0 };

    (void)state;
    expect_ok(cp_member_pack(&cx, &packed, &text, 1));
    cp_buf_puts(&chunked, "a;name=value\r\n");
    cp_buf_put(&chunked, packed.p, 10);
    cp_buf_puts(&chunked, "\r\n1E\r\n");
    assert_int_equal(packed.n, 40);
    cp_buf_put(&chunked, packed.p + 10, 30);
    cp_buf_puts(&chunked, "\r\n0\r\nTrailer: x\r\n\r\n");

    expect_payload(OK "\r\n", text, "It rained all night.");
    expect_payload("HTTP/1.0 200\n\n", text, "It rained all night.");
    expect_payload(OK "Content-Encoding: gzip\r\n\r\n", cp_buf_slice(&packed),
                   "It rained all night.");
    expect_payload(OK "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n",
                   cp_buf_slice(&chunked), "It rained all night.");
    expect_payload(OK "Transfer-Encoding: Chunked\r\n\r\n",
                   CP_LIT("3\r\nIt \r\n6\r\nrained\r\n0\r\n\r\n"), "It rained");
    expect_payload(OK "Content-Encoding: deflate\r\n\r\n",
                   CP_LIT("\x78\x9c\x4b\xcd\x49\x2d\x4b\x05\x00\x06\x2e\x02\x12"), "eleve");
    expect_payload(OK "Content-Encoding: deflate\r\n\r\n",
                   CP_LIT("\x4b\xcd\x49\x2d\x4b\x05\x00"), "eleve");
    /* The head tells of what the file's maker has undone. */
    expect_payload(OK "Content-Encoding: gzip\r\n\r\n", text, "It rained all night.");
    expect_payload(OK "Transfer-Encoding: chunked\r\n\r\n", text, "It rained all night.");
    expect_payload(OK "Transfer-Encoding: chunked\r\n\r\n", CP_LIT("add\r\n"), "");
    expect_payload("", text, "It rained all night.");
    expect_payload(OK "X: no empty line\r\n", CP_LIT(""), "");
    cp_buf_clear(&packed);
    cp_buf_clear(&chunked);
}

static void
plain_files_are_read_around_damage(void **state)
{
    struct cp_buf out = { 0 };
    struct cp_warc_reader *r;
    struct cp_warc_found found;
    int records, damages;
    bool is_there;

    (void)state;
    put_plain(&out, "WARC-Type: resource\r\n", CP_LIT("one"));
    put_plain(&out, "WARC-Type: resource\r\n", CP_LIT("a line\nWARC/1.0 is named in"));
    cp_buf_puts(&out,
                "WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: many\r\n\r\nx\r\n\r\n");
    put_plain(&out, "WARC-Type: resource\r\n", CP_LIT("three"));
    write_file(cp_buf_slice(&out));
    r = open_reader(3);
    count_records(r, &records, &damages);
    assert_int_equal(records, 3);
    assert_int_equal(damages, 1);
    assert_non_null(strstr(cx.message, PATH ": byte "));
    expect_ok(cp_warc_seek(&cx, r, 0));
    expect_ok(cp_warc_next(&cx, r, &found, &is_there));
    expect_slice("payload", found.payload, CP_LIT("one"));
    assert_false(found.is_cut);
    expect_ok(cp_warc_next(&cx, r, &found, &is_there));
    expect_slice("payload", found.payload, CP_LIT("a l"));
    assert_true(found.is_cut);
    cp_warc_reader_close(r);
    cp_buf_clear(&out);
}

static void
several_records_in_one_member_are_read(void **state)
{
    struct cp_buf out = { 0 }, packed = { 0 };
    struct cp_slice all;
    struct cp_warc_reader *r;
    int records, damages;

    (void)state;
    for (int i = 0; i < 3; i++)
        put_plain(&out, "WARC-Type: resource\r\n", CP_LIT("text"));
    all = cp_buf_slice(&out);
    expect_ok(cp_member_pack(&cx, &packed, &all, 1));
    write_file(cp_buf_slice(&packed));
    r = open_reader(100);
    count_records(r, &records, &damages);
    assert_int_equal(records, 3);
    assert_int_equal(damages, 0);
    cp_warc_reader_close(r);
    cp_buf_clear(&out);
    cp_buf_clear(&packed);
}

static void
wrong_digests_are_told(void **state)
{
    static const char wrong[] =
        "WARC-Type: resource\r\nWARC-Payload-Digest: sha256:"
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\r\n";
    struct cp_buf out = { 0 };
    struct cp_warc_reader *r;
    struct cp_warc_found found;
    bool is_there;

    (void)state;
    put_plain(&out, wrong, CP_LIT("abc"));
    put_plain(&out, wrong, CP_LIT("abd"));
    put_plain(&out, "WARC-Type: resource\r\nWARC-Block-Digest: sha1:AAAA\r\n", CP_LIT("x"));
    write_file(cp_buf_slice(&out));
    r = open_reader(100);
    for (int i = 0; i < 3; i++) {
        expect_ok(cp_warc_next(&cx, r, &found, &is_there));
        assert_true(is_there);
        assert_int_equal(found.is_digest_wrong, i == 1);
    }
    cp_warc_reader_close(r);
    cp_buf_clear(&out);
}

static void
large_payloads_are_cut_and_bounded(void **state)
{
    struct cp_buf body = { 0 };
    struct cp_warc_writer *w;
    struct cp_warc_reader *r;
    struct cp_warc_found found;
    uint64_t offset, bytes;
    char id[CP_WARC_ID_MAX];
    bool is_there;

    (void)state;
    unlink(PATH);
    cp_buf_put_repeat(&body, 'x', 20 << 20);
    w = open_writer(0);
    expect_ok(put_response(w, 1, cp_buf_slice(&body), &offset, &bytes, id));
    put_number(w, 2);
    cp_warc_close(w);
    r = open_reader(1000);
    expect_ok(cp_warc_seek(&cx, r, offset));
    expect_ok(cp_warc_next(&cx, r, &found, &is_there));
    assert_true(is_there && found.is_cut && !found.is_digest_wrong);
    assert_int_equal(found.payload.n, 1000);
    expect_ok(cp_warc_next(&cx, r, &found, &is_there));
    assert_true(is_there && !found.is_cut);
    expect_slice("target", found.target, CP_LIT("https://example.org/2"));
    cp_warc_reader_close(r);
    cp_buf_clear(&body);
}

static void
the_last_of_several_headers_counts(void **state)
{
    struct cp_slice text = CP_LIT("HTTP/1.1 200 OK\r\nA: 1\r\na:2 \r\nAB: 3\r\n");

    (void)state;
    expect_slice("a", cp_http_header(text, "A"), CP_LIT("2"));
    expect_slice("ab", cp_http_header(text, "ab"), CP_LIT("3"));
    assert_null(cp_http_header(text, "B").p);
}

static int
tidy_up(void **state)
{
    (void)state;
    unlink(PATH);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(ids_are_random_uuids),
        cmocka_unit_test(a_field_cannot_forge_another),
        cmocka_unit_test(digests_are_sha256),
        cmocka_unit_test(a_file_cut_anywhere_is_repaired),
        cmocka_unit_test(damage_does_not_hide_what_follows),
        cmocka_unit_test(a_full_disk_leaves_the_file_as_it_was),
        cmocka_unit_test(what_is_none_of_ours_stays),
        cmocka_unit_test(transfer_and_compression_are_undone),
        cmocka_unit_test(plain_files_are_read_around_damage),
        cmocka_unit_test(several_records_in_one_member_are_read),
        cmocka_unit_test(wrong_digests_are_told),
        cmocka_unit_test(large_payloads_are_cut_and_bounded),
        cmocka_unit_test(the_last_of_several_headers_counts),
    };

    return cmocka_run_group_tests(tests, NULL, tidy_up);
}
