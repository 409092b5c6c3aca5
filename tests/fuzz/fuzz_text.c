/*
 * Scraped text: what was cleaned stays as it is when it is cleaned once more. The first byte
 * chooses precision or recall, the rest is the text.
 */
#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "cleanpage.h"
#include "fuzz.h"

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return 0;
}

/* False if a limit cut the text, or it has so many layers that it is left unsettled. */
static bool
clean(cleanpage *cp, struct cp_slice in, unsigned flags, struct cp_buf *out)
{
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;
    cleanpage_info info = CLEANPAGE_INFO_INIT;
    cleanpage_doc *doc = NULL;

    options.input = CLEANPAGE_INPUT_TEXT;
    options.charset = "utf-8";
    options.flags = flags;
    if (cleanpage_clean(cp, in.p, in.n, &options, &doc) != CLEANPAGE_OK)
        return false;
    require(cleanpage_render(doc, CLEANPAGE_TEXT, NULL, append, out) == CLEANPAGE_OK);
    cleanpage_get_info(doc, &info);
    cleanpage_doc_free(doc);
    require(cp_utf8_valid_prefix(out->p ? out->p : "", out->n) == out->n);
    return !info.truncated;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static cleanpage *cp; /* for all inputs: reading the rules takes longer than a text */
    struct cp_slice in = { (const char *)data, size };
    unsigned flags = fuzz_byte(&in) % 3 * CLEANPAGE_PRECISION;
    struct cp_buf once = { 0 }, twice = { 0 };

    if (!cp)
        cp = cleanpage_new();
    if (cp && in.n && clean(cp, in, flags, &once) &&
        clean(cp, cp_buf_slice(&once), flags, &twice)) {
        if (!cp_slice_eq(cp_buf_slice(&once), cp_buf_slice(&twice)))
            fprintf(stderr, "once:\n%.*s\ntwice:\n%.*s\n", (int)once.n, once.p, (int)twice.n,
                    twice.n ? twice.p : "");
        require(cp_slice_eq(cp_buf_slice(&once), cp_buf_slice(&twice)));
    }
    cp_buf_clear(&once);
    cp_buf_clear(&twice);
    return 0;
}
