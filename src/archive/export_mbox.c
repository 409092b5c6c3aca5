/*
 * Articles as a mailbox: RFC 4155, each a mail of plain text (RFC 5322, MIME).
 *
 * Of the ways to keep a line that begins with "From " from looking like the start of a mail,
 * the one that all readers undo is taken: the text is encoded, and so is the first letter of
 * such a line.
 */
#include <stdio.h>
#include <time.h>

#include "archive/exporting.h"
#include "archive/names.h"
#include "feed/dates.h"
#include "url/url.h"
#include "warc/warc.h"

/* Bytes of an encoded line, of text in one encoded word of a header, of a line at most (RFC 5322). */
enum { LINE_MAX_BYTES = 72, WORD_BYTES = 42, HEADER_MAX_BYTES = 998 };

static cleanpage_status
begin(struct cp_ctx *cx, struct cp_export *e)
{
    (void)cx;
    (void)e;
    return CLEANPAGE_OK;
}

/* ------------------------------------------------------------------ encodings */

static void
put_base64(struct cp_buf *out, struct cp_slice s)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < s.n; i += 3) {
        size_t left = s.n - i;
        uint32_t b = (uint32_t)(unsigned char)s.p[i] << 16;

        b |= left > 1 ? (uint32_t)(unsigned char)s.p[i + 1] << 8 : 0;
        b |= left > 2 ? (unsigned char)s.p[i + 2] : 0;
        cp_buf_putc(out, letters[b >> 18]);
        cp_buf_putc(out, letters[b >> 12 & 63]);
        cp_buf_putc(out, left > 1 ? letters[b >> 6 & 63] : '=');
        cp_buf_putc(out, left > 2 ? letters[b & 63] : '=');
    }
}

static void
put_base64_lines(struct cp_buf *out, struct cp_slice s)
{
    size_t step = LINE_MAX_BYTES / 4 * 3;

    for (size_t i = 0; i < s.n; i += step) {
        put_base64(out, (struct cp_slice){ s.p + i, s.n - i < step ? s.n - i : step });
        cp_buf_putc(out, '\n');
    }
}

/* A line that a reader may take for one that was quoted: "From ", ">From ", ">>From ". */
static bool
looks_like_from(struct cp_slice line)
{
    size_t i = 0;

    while (i < line.n && line.p[i] == '>')
        i++;
    return line.n - i >= 5 && memcmp(line.p + i, "From ", 5) == 0;
}

/* One line of text, with its end: RFC 2045, 6.7. */
static void
put_quoted_line(struct cp_buf *out, struct cp_slice line)
{
    bool hide = looks_like_from(line);
    size_t column = 0;

    for (size_t i = 0; i < line.n; i++) {
        unsigned char c = (unsigned char)line.p[i];
        bool last = i + 1 == line.n;
        bool plain = c > ' ' && c < 0x7f && c != '=' && !(hide && i == 0);

        if (column >= LINE_MAX_BYTES) {
            cp_buf_puts(out, "=\n");
            column = 0;
            /* What begins a line of the encoded text must not look like it, either. */
            plain = plain && c != 'F' && c != '>';
        }
        if (plain || ((c == ' ' || c == '\t') && !last)) {
            cp_buf_putc(out, (char)c);
            column++;
        } else {
            char code[4];
            snprintf(code, sizeof code, "=%02X", c);
            cp_buf_put(out, code, 3);
            column += 3;
        }
    }
    cp_buf_putc(out, '\n');
}

static void
put_quoted(struct cp_buf *out, struct cp_slice text)
{
    while (text.n) {
        const char *end = memchr(text.p, '\n', text.n);
        size_t n = end ? (size_t)(end - text.p) : text.n, skip = end ? n + 1 : n;

        put_quoted_line(out, (struct cp_slice){ text.p, n });
        text = (struct cp_slice){ text.p + skip, text.n - skip };
    }
}

/* Text that is mostly ASCII stays readable; of other scripts base64 takes half the room. */
static bool
is_mostly_ascii(struct cp_slice s)
{
    size_t others = 0;

    for (size_t i = 0; i < s.n; i++)
        others += (unsigned char)s.p[i] >= 0x80;
    return others <= s.n / 6;
}

/* ------------------------------------------------------------------ headers */

/* Bytes of whole characters, `max` at most. */
static size_t
whole_characters(struct cp_slice s, size_t max)
{
    size_t n = s.n < max ? s.n : max;

    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n--;
    return n ? n : (s.n < max ? s.n : max);
}

static bool
is_plain(struct cp_slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || (unsigned char)s.p[i] >= 0x7f)
            return false;
    return s.n <= LINE_MAX_BYTES - 12 && !cp_slice_find(s, CP_LIT("=?")) &&
           cp_slice_trim(s).n == s.n;
}

/* Text of a header: as it stands, or as encoded words (RFC 2047) on lines of their own. */
static void
put_text(struct cp_buf *out, struct cp_slice s)
{
    if (is_plain(s)) {
        cp_buf_put_slice(out, s);
        return;
    }
    for (size_t i = 0; i < s.n;) {
        struct cp_slice rest = { s.p + i, s.n - i };
        size_t n = whole_characters(rest, WORD_BYTES);

        cp_buf_puts(out, i ? "\n =?UTF-8?B?" : "=?UTF-8?B?");
        put_base64(out, (struct cp_slice){ rest.p, n });
        cp_buf_puts(out, "?=");
        i += n;
    }
}

/* A name in front of an address: in quotes, if it is plain. */
static void
put_name(struct cp_buf *out, struct cp_slice name)
{
    bool plain = is_plain(name);

    cp_buf_puts(out, plain ? "\"" : "");
    for (size_t i = 0; plain && i < name.n; i++) {
        if (name.p[i] == '"' || name.p[i] == '\\')
            cp_buf_putc(out, '\\');
        cp_buf_putc(out, name.p[i]);
    }
    if (!plain)
        put_text(out, name);
    cp_buf_puts(out, plain ? "\"" : "");
}

/* "archive@example.org.invalid": nobody can answer, and nobody is written to by mistake. */
static void
put_sender(struct cp_buf *out, const struct cp_export_article *a)
{
    size_t start;

    cp_buf_puts(out, "archive@");
    start = out->n;
    cp_name_put_host(out, a->url);
    cp_buf_puts(out, out->n > start ? ".invalid" : "cleanpage.invalid");
}

static void
put_message_id(struct cp_buf *out, const struct cp_export *e, const struct cp_export_article *a)
{
    char digest[CP_DIGEST_MAX];
    struct cp_buf name = { 0 };

    cp_buf_put_slice(&name, a->url.n ? a->url : e->about->id);
    if (!a->url.n)
        cp_buf_put_u64(&name, (uint64_t)a->id);
    cp_digest(cp_buf_slice(&name), digest);
    cp_buf_puts(out, "Message-ID: <");
    cp_buf_put(out, digest + 7, 32);
    cp_buf_puts(out, "@cleanpage.invalid>\n");
    out->no_memory |= name.no_memory;
    cp_buf_clear(&name);
}

/* "From SENDER Sat Nov 21 08:30:00 2026": RFC 4155. */
static void
put_separator(struct cp_buf *out, const struct cp_export_article *a,
              const struct cp_feed_date *date)
{
    static const char names[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t seconds = (time_t)date->seconds;
    struct tm tm = { .tm_mday = 1, .tm_year = 70, .tm_wday = 4 };
    char text[64];

    gmtime_r(&seconds, &tm);
    snprintf(text, sizeof text, " %.3s %.3s %2d %02d:%02d:%02d %04d\n", names + 3 * tm.tm_wday,
             months + 3 * tm.tm_mon, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
             tm.tm_year + 1900);
    cp_buf_puts(out, "From ");
    put_sender(out, a);
    cp_buf_puts(out, text);
}

static void
put_headers(struct cp_buf *out, const struct cp_export *e, const struct cp_export_article *a,
            const struct cp_feed_date *date)
{
    struct cp_slice from = a->author.n       ? a->author
                           : a->feed_title.n ? a->feed_title
                                             : e->about->title;

    cp_buf_puts(out, "From: ");
    put_name(out, from);
    cp_buf_puts(out, " <");
    put_sender(out, a);
    cp_buf_puts(out, ">\nSubject: ");
    put_text(out, cp_export_title(a));
    cp_buf_puts(out, "\nDate: ");
    cp_feed_date_put_rfc822(out, date);
    cp_buf_puts(out, "\n");
    put_message_id(out, e, a);
    if (a->feed_title.n) {
        cp_buf_puts(out, "X-Feed: ");
        put_text(out, a->feed_title);
        cp_buf_puts(out, "\n");
    }
}

/* RFC 5064; an address that is longer than the line of a mail may be is not told. */
static void
put_address(struct cp_buf *out, struct cp_slice url)
{
    size_t start = out->n;

    if (!url.n)
        return;
    cp_buf_puts(out, "Archived-At: <");
    cp_url_encode(out, url);
    cp_buf_puts(out, ">\n");
    if (out->n - start > HEADER_MAX_BYTES && !cp_buf_failed(out))
        out->n = start;
}

static void
put_body(struct cp_buf *out, const struct cp_export_article *a)
{
    bool quoted = is_mostly_ascii(a->text);

    cp_buf_puts(out, "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n");
    cp_buf_puts(out, quoted ? "Content-Transfer-Encoding: quoted-printable\n\n"
                            : "Content-Transfer-Encoding: base64\n\n");
    (quoted ? put_quoted : put_base64_lines)(out, a->text);
    cp_buf_putc(out, '\n');
}

static cleanpage_status
add(struct cp_ctx *cx, struct cp_export *e, const struct cp_export_article *a)
{
    struct cp_buf *out = &e->file.bytes;
    struct cp_feed_date date = { 0 };

    (void)cx;
    if (!cp_feed_date_read(a->published, &date))
        cp_feed_date_read(e->about->date, &date);
    date.has_time = true;
    put_separator(out, a, &date);
    put_headers(out, e, a, &date);
    put_address(out, a->url);
    put_body(out, a);
    return CLEANPAGE_OK;
}

const struct cp_export_kind cp_export_mbox = {
    .is_stream = true, .begin = begin, .add = add, .end = begin
};
