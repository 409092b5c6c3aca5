#include "decode/decode.h"

#include "decode/charset.h"
#include "decode/convert.h"

static struct cp_slice
without_front(struct cp_slice s, size_t n)
{
    return (struct cp_slice){ s.p + n, s.n - n };
}

/* Marks that the converters left: GB18030 has one of its own, and some editors write two. */
static struct cp_slice
without_marks(struct cp_slice text)
{
    while (cp_slice_starts_nocase(text, CP_LIT("\xEF\xBB\xBF")))
        text = without_front(text, 3);
    return text;
}

cleanpage_status
cp_decode(struct cp_ctx *cx, struct cp_slice bytes, const char *charset, bool forced,
          struct cp_decoded *out)
{
    struct cp_choice choice;
    struct cp_slice text;
    cleanpage_status st;
    uint64_t bad;

    if (bytes.n == 0)
        bytes.p = "";    /* nothing behind this has to think of NULL */
    st = cp_charset_choose(cx, bytes, charset, forced, &choice);
    if (st)
        return st;
    bytes = choice.mark_bytes ? without_front(bytes, choice.mark_bytes) : bytes;
    st = cp_convert(cx, choice.encoding, bytes, &text, &bad);
    if (st)
        return st;
    if (bad)
        cp_note(cx, "bad-bytes", "byte sequences that mean nothing in %s: %llu",
                choice.encoding->name, (unsigned long long)bad);
    out->text = without_marks(text);
    out->encoding = choice.encoding->name;
    out->source = choice.source;
    out->bad_sequences = bad;
    out->is_html = cp_sniff_html(out->text);
    return CLEANPAGE_OK;
}
