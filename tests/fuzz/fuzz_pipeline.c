/* The whole engine on any bytes, through the public header alone. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cleanpage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
swallow(void *user, const char *data, size_t len)
{
    size_t *total = user;

    /* Read every byte, so that the sanitizers see output that was never written. */
    for (size_t i = 0; i < len; i++)
        *total += (unsigned char)data[i];
    return 0;
}

/* Reasons, and rules from the page as if there were two of it. */
static void
tell_why(cleanpage *cp, cleanpage_doc *doc, size_t *total)
{
    cleanpage_block_info block = CLEANPAGE_BLOCK_INFO_INIT;
    cleanpage_doc *const twice[] = { doc, doc };

    cleanpage_render(doc, CLEANPAGE_EXPLAIN, NULL, swallow, total);
    cleanpage_render(doc, CLEANPAGE_REPORT, NULL, swallow, total);
    cleanpage_suggest(cp, twice, 2, swallow, total);
    for (size_t i = 0; cleanpage_block(doc, i, &block); i++)
        *total += strlen(block.path) + block.text_len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    cleanpage_info info = CLEANPAGE_INFO_INIT;
    cleanpage_doc *doc = NULL;
    static cleanpage *cp; /* for all inputs: compiling the rules takes longer than a page */
    size_t total = 0;

    if (!cp)
        cp = cleanpage_new();
    if (!cp || !size)
        return 0;
    /* The first byte chooses how the rest is taken, the length what is asked for. */
    options.input = data[0] % 3;
    options.comments = (int)(size % (CLEANPAGE_COMMENTS_ONLY + 1));
    options.kind = (int)(size / 4 % (CLEANPAGE_KIND_SERVICE + 1));
    options.flags = size / 32 % 3 * CLEANPAGE_PRECISION; /* neither, precision or recall */
    options.flags |= data[0] & 128 ? CLEANPAGE_TRACE : 0;
    options.url = data[0] & 8 ? "https://www.example.org/a/page.html" : NULL;
    options.charset = data[0] & 16 ? "utf-8" : NULL;
    layout.width = data[0] & 32 ? 40 : 0;
    layout.flags = (data[0] & 64 ? CLEANPAGE_NO_TITLE : 0) |
                   (data[0] & 128 ? CLEANPAGE_FRONT_MATTER | CLEANPAGE_MARK_DROPPED : 0);
    layout.links = (int)(size / 96 % (CLEANPAGE_LINKS_LIST + 1));
    layout.with = (unsigned)(size * 7 % 512);
    layout.without = layout.with ^ (data[0] & 4 ? 511 : 0);
    layout.body = data[0] & 8 ? CLEANPAGE_MARKDOWN : CLEANPAGE_TEXT;
    if (cleanpage_clean(cp, (const char *)data + 1, size - 1, &options, &doc) == CLEANPAGE_OK) {
        for (int format = CLEANPAGE_TEXT; format <= CLEANPAGE_REPORT; format++)
            cleanpage_render(doc, (cleanpage_format)format, &layout, swallow, &total);
        if (options.flags & CLEANPAGE_TRACE)
            tell_why(cp, doc, &total);
        cleanpage_get_info(doc, &info);
        for (size_t i = 0; cleanpage_note(doc, i); i++)
            total += strlen(cleanpage_note(doc, i));
        cleanpage_doc_free(doc);
    } else if (!cleanpage_message(cp)[0]) {
        abort(); /* a failure must say what it is */
    }
    return 0;
}
