#include "decode/charset.h"

#include <string.h>

#include "decode/convert.h"
#include "decode/detect.h"
#include "decode/prescan.h"

/* Where a declaration must lie. Source: HTML standard. */
#define PRESCAN_BYTES 1024
/* Where browsers still honour a late one, having begun to parse; the figure is ours. */
#define LATE_PRESCAN_BYTES ((size_t)100 << 10)

/* A label as messages show it: cut, and without what a terminal might obey. */
struct shown {
    char text[61];
};

static const struct mark {
    struct cp_slice bytes;
    enum cp_encoding_id encoding;
} marks[] = {
    { { "\xEF\xBB\xBF", 3 }, CP_ENCODING_UTF_8 },
    { { "\xFE\xFF", 2 }, CP_ENCODING_UTF_16BE },
    { { "\xFF\xFE", 2 }, CP_ENCODING_UTF_16LE },
};

static const struct mark *
find_mark(struct cp_slice bytes)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (bytes.n >= marks[i].bytes.n &&
            memcmp(bytes.p, marks[i].bytes.p, marks[i].bytes.n) == 0)
            return &marks[i];
    return NULL;
}

static struct cp_slice
head(struct cp_slice bytes, size_t n)
{
    return (struct cp_slice){ bytes.p, bytes.n < n ? bytes.n : n };
}

static struct shown
show(struct cp_slice label)
{
    struct shown s = { "" };

    for (size_t i = 0; i < label.n && i < sizeof s.text - 1; i++)
        s.text[i] = label.p[i] >= ' ' && label.p[i] <= '~' ? label.p[i] : '?';
    return s;
}

static void
note_unknown(struct cp_ctx *cx, const char *who, struct cp_slice label)
{
    cp_note(cx, "charset-unknown", "%s names \"%s\", which is no known encoding", who,
            show(label).text);
}

/* What the page says of itself; a label that is unknown is noted. */
static struct cp_declared
declared(struct cp_ctx *cx, struct cp_slice bytes, size_t late_bytes)
{
    struct cp_declared d = cp_prescan_meta(head(bytes, PRESCAN_BYTES), false);

    if (!d.label.n)
        d = cp_prescan_xml(bytes);
    if (!d.encoding && late_bytes)
        d = cp_prescan_meta(head(bytes, late_bytes), true);
    if (!d.encoding && d.label.n)
        note_unknown(cx, "the page", d.label);
    return d;
}

/* GBK and gb18030, say, have two names and one decoder. */
static bool
decode_alike(const struct cp_encoding *a, const struct cp_encoding *b)
{
    return a->kind == b->kind && strcmp(a->iconv_names, b->iconv_names) == 0;
}

static void
note_contradiction(struct cp_ctx *cx, const struct cp_encoding *said, struct cp_slice bytes)
{
    const struct cp_encoding *page = declared(cx, bytes, 0).encoding;

    if (page && !decode_alike(said, page))
        cp_note(cx, "charset-contradicted", "the server says %s, the page says %s", said->name,
                page->name);
}

/* The mark decides between the byte orders of a label that leaves them open ("utf-16"). */
static const struct cp_encoding *
ordered_by_mark(const struct cp_encoding *e, struct cp_slice label, const struct mark *mark)
{
    bool open = e->kind == CP_KIND_UTF_16LE && !cp_slice_eq_nocase(label, CP_LIT("utf-16le"));

    return open && mark && mark->encoding == CP_ENCODING_UTF_16BE
               ? cp_encoding_of(CP_ENCODING_UTF_16BE)
               : e;
}

static cleanpage_status
choose_forced(struct cp_ctx *cx, struct cp_slice label, const struct mark *mark,
              struct cp_choice *choice)
{
    const struct cp_encoding *e = cp_encoding_find(label);

    if (!e)
        return cp_fail(cx, CLEANPAGE_CHARSET,
                       "unknown encoding \"%s\": name it as web pages do, "
                       "for example utf-8, windows-1252 or shift_jis",
                       show(label).text);
    choice->encoding = ordered_by_mark(e, label, mark);
    choice->source = "user";
    return CLEANPAGE_OK;
}

/* Whether the system refuses to open what guesses, but had not been asked before. */
static bool
lacks_guesser(struct cp_ctx *cx)
{
    if (cx->may_ask_guesser && !cp_detect_open())
        cx->lacks = CP_LACKS_GUESSER;
    return cx->lacks != NULL;
}

/* Without memory there is no guess: another one than with it would be another text. */
static cleanpage_status
choose_guessed(struct cp_ctx *cx, struct cp_slice bytes, struct cp_choice *choice)
{
    bool ascii = cp_ascii_prefix(bytes) == bytes.n;
    const struct cp_encoding *guess;

    choice->encoding = cp_detect_utf16(bytes);
    choice->source = "zero bytes";
    if (choice->encoding)
        return CLEANPAGE_OK;
    choice->encoding = cp_encoding_of(CP_ENCODING_WINDOWS_1252);
    choice->source = "default";
    if (ascii && !memchr(bytes.p, '\x1B', bytes.n))
        return CLEANPAGE_OK; /* every guess reads it alike */
    if (cp_detect_utf8(bytes)) {
        choice->encoding = cp_encoding_of(CP_ENCODING_UTF_8);
        choice->source = "valid utf-8";
        return CLEANPAGE_OK;
    }
    if (lacks_guesser(cx))
        return cp_fail(cx, CLEANPAGE_CHARSET, "what guesses encodings could not be opened");
    if (!cp_detect_encoding(bytes, &guess))
        return cp_fail_nomem(cx);
    if (guess) {
        choice->encoding = guess;
        choice->source = "uchardet";
    }
    if (!ascii)
        cp_note(cx, "charset-guessed", "the page declares no encoding; %s is a guess (%s)",
                choice->encoding->name, choice->source);
    return CLEANPAGE_OK;
}

/* The server's word if it is known, else the page's, else a guess. */
static cleanpage_status
choose_declared(struct cp_ctx *cx, struct cp_slice bytes, struct cp_slice *label,
                struct cp_choice *choice)
{
    struct cp_declared page;

    choice->source = "http";
    choice->encoding = cp_encoding_find(*label);
    if (choice->encoding) {
        note_contradiction(cx, choice->encoding, bytes);
        return CLEANPAGE_OK;
    }
    if (label->n)
        note_unknown(cx, "the server", *label);
    page = declared(cx, bytes, LATE_PRESCAN_BYTES);
    *label = page.label;
    choice->source = "meta";
    choice->encoding = page.encoding;
    return choice->encoding ? CLEANPAGE_OK : choose_guessed(cx, bytes, choice);
}

cleanpage_status
cp_charset_choose(struct cp_ctx *cx, struct cp_slice bytes, const char *charset, bool forced,
                  struct cp_choice *choice)
{
    struct cp_slice label = cp_slice_trim(cp_slice_of(charset));
    const struct mark *mark = find_mark(bytes);
    cleanpage_status st = CLEANPAGE_OK;

    *choice = (struct cp_choice){ .mark_bytes = mark ? mark->bytes.n : 0 };
    if (label.n && forced) {
        st = choose_forced(cx, label, mark, choice);
    } else if (mark) {
        choice->encoding = cp_encoding_of(mark->encoding);
        choice->source = "bom";
    } else {
        st = choose_declared(cx, bytes, &label, choice);
    }
    if (st == CLEANPAGE_OK && choice->encoding->kind == CP_KIND_REPLACEMENT)
        return cp_fail(cx, CLEANPAGE_CHARSET,
                       "encoding \"%s\" (%s) is one that browsers refuse: "
                       "convert the page first, or name another",
                       show(label).text, choice->source);
    return st;
}
