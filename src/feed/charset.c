#include "feed/charset.h"

#include "decode/convert.h"
#include "decode/decode.h"
#include "decode/detect.h"
#include "decode/prescan.h"

static bool
has_mark(struct cp_slice b)
{
    return cp_slice_starts_nocase(b, CP_LIT("\xEF\xBB\xBF")) ||
           (b.n >= 2 && (memcmp(b.p, "\xFE\xFF", 2) == 0 || memcmp(b.p, "\xFF\xFE", 2) == 0));
}

/* The XML declaration need not come first: there are feeds with white space and warnings of
 * scripts in front of it. */
static const struct cp_encoding *
declared_by_xml(struct cp_slice bytes)
{
    struct cp_slice head = { bytes.p, bytes.n < CP_FEED_JUNK_MAX ? bytes.n : CP_FEED_JUNK_MAX };
    const char *found = cp_slice_find(head, CP_LIT("<?xml "));

    if (found) {
        bytes.n -= (size_t)(found - bytes.p);
        bytes.p = found;
    }
    return cp_prescan_xml(bytes).encoding;
}

/* What many servers say of every file, because somebody configured them once. */
static bool
is_habit(const struct cp_encoding *e)
{
    return e->id == CP_ENCODING_UTF_8 || e->id == CP_ENCODING_WINDOWS_1252;
}

static const struct cp_encoding *
choose_declared(struct cp_slice bytes, const char *charset)
{
    const struct cp_encoding *http = cp_encoding_find(cp_slice_of(charset));
    const struct cp_encoding *xml = declared_by_xml(bytes);

    return http && (!xml || !is_habit(http)) ? http : xml;
}

static cleanpage_status
decode_guessed(struct cp_ctx *cx, struct cp_slice bytes, struct cp_decoded *decoded)
{
    const struct cp_encoding *e;

    if (!cp_detect_encoding(bytes, &e))
        return cp_fail_nomem(cx);
    if (!e)
        e = cp_encoding_of(CP_ENCODING_WINDOWS_1252);
    return cp_decode(cx, bytes, e->name, true, decoded);
}

/* Never UTF-8 for bytes that are nothing of the kind: with a bad sequence for every second of
 * its bytes beyond ASCII a feed is in something else than it says. */
static cleanpage_status
decode_declared(struct cp_ctx *cx, struct cp_slice bytes, const struct cp_encoding *e,
                struct cp_decoded *decoded)
{
    cleanpage_status st = cp_decode(cx, bytes, e->name, true, decoded);

    if (st || e->id != CP_ENCODING_UTF_8 ||
        decoded->bad_sequences * 2 <= cp_count_high(bytes))
        return st;
    return decode_guessed(cx, bytes, decoded);
}

cleanpage_status
cp_feed_decode(struct cp_ctx *cx, struct cp_slice bytes, const char *charset,
               struct cp_slice *text)
{
    const struct cp_encoding *e = cp_detect_utf16(bytes);
    struct cp_decoded decoded = { .text = { NULL, 0 } };
    cleanpage_status st;

    if (!e && cp_detect_utf8(bytes))
        e = cp_encoding_of(CP_ENCODING_UTF_8);
    if (!e)
        e = choose_declared(bytes, charset);
    if (has_mark(bytes))
        st = cp_decode(cx, bytes, NULL, false, &decoded);
    else if (e)
        st = decode_declared(cx, bytes, e, &decoded);
    else
        st = decode_guessed(cx, bytes, &decoded);
    *text = decoded.text;
    return st;
}
