#include "decode/decode.h"

#include "base/utf8.h"

const char *
cp_charset_find(struct cp_slice label)
{
    return cp_slice_eq_nocase(label, CP_LIT("utf-8")) ? "UTF-8" : NULL;
}

bool
cp_sniff_html(struct cp_slice utf8)
{
    return cp_slice_find(utf8, CP_LIT("</")) != NULL;
}

cleanpage_status
cp_decode(struct cp_ctx *cx, struct cp_slice bytes, const char *charset, bool forced,
          struct cp_decoded *out)
{
    (void)charset;
    (void)forced;
    if (bytes.n >= 3 && memcmp(bytes.p, "\xef\xbb\xbf", 3) == 0) {
        bytes.p += 3;
        bytes.n -= 3;
    }
    *out = (struct cp_decoded){ .text = bytes, .encoding = "UTF-8", .source = "valid utf-8" };
    if (cp_utf8_valid_prefix(bytes.p, bytes.n) < bytes.n) {
        char *to = cp_arena_alloc(cx->arena, bytes.n * 2 + 1);
        size_t n = 0;
        if (!to)
            return cp_fail_nomem(cx);
        for (size_t i = 0; i < bytes.n; i++)
            n += cp_utf8_put(to + n, (unsigned char)bytes.p[i]);
        out->text = (struct cp_slice){ to, n };
        out->encoding = "windows-1252";
        out->source = "default";
    }
    out->is_html = cp_sniff_html(out->text);
    return CLEANPAGE_OK;
}
