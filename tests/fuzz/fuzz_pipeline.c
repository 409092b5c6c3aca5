/*
 * The whole engine on any bytes, through the public header alone.
 *
 * An input that ends in 0xF5, which no text has, says what is wished for in the bytes before
 * (struct wishes); of others the first byte and the length choose. The rest is the page.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cleanpage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TAIL 12
#define TAIL_END 0xF5
#define KEYS_MAX 2000

static int
swallow(void *user, const char *data, size_t len)
{
    size_t *total = user;

    /* Read every byte, so that the sanitizers see output that was never written. */
    for (size_t i = 0; i < len; i++)
        *total += (unsigned char)data[i];
    return 0;
}

/* ------------------------------------------------------------ what is wished for */

struct wishes {
    cleanpage_options options;
    cleanpage_layout layout;
    bool learn; /* clean it again as a page of a site that has its lines */
    const uint8_t *page;
    size_t page_bytes;
};

/* The first byte chooses how the rest is taken, the length what is asked for. */
static void
wish_by_first_byte(struct wishes *w, const uint8_t *data, size_t size)
{
    cleanpage_options *options = &w->options;
    cleanpage_layout *layout = &w->layout;

    options->input = data[0] % 3;
    options->comments = (int)(size % (CLEANPAGE_COMMENTS_ONLY + 1));
    options->kind = (int)(size / 4 % (CLEANPAGE_KIND_SERVICE + 1));
    options->flags = size / 32 % 3 * CLEANPAGE_PRECISION; /* neither, precision or recall */
    options->flags |= data[0] & 128 ? CLEANPAGE_TRACE : 0;
    options->url = data[0] & 8 ? "https://www.example.org/a/page.html" : NULL;
    options->charset = data[0] & 16 ? "utf-8" : NULL;
    layout->width = data[0] & 32 ? 40 : 0;
    layout->flags = (data[0] & 64 ? CLEANPAGE_NO_TITLE : 0) |
                    (data[0] & 128 ? CLEANPAGE_FRONT_MATTER | CLEANPAGE_MARK_DROPPED : 0);
    layout->links = (int)(size / 96 % (CLEANPAGE_LINKS_LIST + 1));
    layout->with = (unsigned)(size * 7 % 512);
    layout->without = layout->with ^ (data[0] & 4 ? 511 : 0);
    layout->body = data[0] & 8 ? CLEANPAGE_MARKDOWN : CLEANPAGE_TEXT;
    w->page = data + 1;
    w->page_bytes = size - 1;
}

/* Each byte one choice or a few, some of what is no choice among them. */
static void
wish_by_tail(struct wishes *w, const uint8_t *data, size_t size)
{
    static const char *const urls[] = { NULL,
                                        "https://www.example.org/a/page.html",
                                        "http://xn--bcher-kva.example:8080/?a=b&c#d",
                                        "https://forum.example.org/threads/1/page-2",
                                        "file:///etc/passwd",
                                        "//example.org",
                                        "not an address",
                                        "http://[::1]/" };
    static const char *const charsets[] = { NULL,       "utf-8",   "windows-1252", "shift_jis",
                                            "utf-16le", "gb18030", "iso-2022-jp",  "nonsense" };
    const uint8_t *tail = data + size - 1 - TAIL;

    w->options.input = tail[0] % 4;
    w->options.comments = tail[1] % 5;
    w->options.kind = tail[2] % 9;
    w->options.flags = tail[3] % 32;
    w->options.url = urls[tail[4] % 8];
    w->options.charset = charsets[tail[5] % 8];
    w->layout.width = tail[6];
    w->layout.flags = tail[7] % 16;
    w->layout.links = tail[8] % 6;
    w->layout.with = tail[9] | (tail[11] & 1u) << 8;
    w->layout.without = tail[10] | (tail[11] & 2u) << 7;
    w->layout.body = tail[11] >> 2 & 3;
    w->learn = tail[11] & 16;
    w->page = data;
    w->page_bytes = size - 1 - TAIL;
}

/* ------------------------------------------------------------ what is done */

struct keys {
    uint64_t v[KEYS_MAX];
    uint32_t counts[KEYS_MAX];
    size_t n;
};

/* Every other line is said to be on all pages. */
static int
add_key(void *user, uint64_t key, const char *text, size_t text_len)
{
    struct keys *keys = user;

    if (keys->n == KEYS_MAX || (keys->n && key <= keys->v[keys->n - 1]))
        abort(); /* no more than that are promised, in ascending order */
    if (text && !text_len)
        abort();
    keys->v[keys->n] = key;
    keys->counts[keys->n] = keys->n % 2 ? 9 : 1;
    keys->n++;
    return 0;
}

/* The document cleaned again with a site, in its place if that works. */
static cleanpage_doc *
learn(cleanpage *cp, const struct wishes *w, cleanpage_doc *doc)
{
    static struct keys keys;
    cleanpage_options options = w->options;
    cleanpage_doc *again = NULL;
    cleanpage_site *site;

    keys.n = 0;
    if (cleanpage_site_keys(cp, doc, add_key, &keys) != CLEANPAGE_OK)
        return doc;
    options.site = site = cleanpage_site_new(keys.v, keys.counts, keys.n, 9);
    if (site && cleanpage_clean_again(cp, doc, &options, &again) == CLEANPAGE_OK) {
        cleanpage_doc_free(doc);
        doc = again;
    }
    cleanpage_site_free(site);
    return doc;
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

static void
tell_fields(const cleanpage_doc *doc, size_t *total)
{
    const char *name, *value;

    for (size_t i = 0; (name = cleanpage_field_name(i)) != NULL; i++)
        for (size_t k = 0; (value = cleanpage_field(doc, name, k)) != NULL; k++)
            *total += strlen(value);
}

static void
tell(cleanpage *cp, const struct wishes *w, cleanpage_doc *doc)
{
    cleanpage_info info = CLEANPAGE_INFO_INIT;
    size_t total = 0;

    for (int format = CLEANPAGE_TEXT; format <= CLEANPAGE_REPORT; format++)
        cleanpage_render(doc, (cleanpage_format)format, &w->layout, swallow, &total);
    if (w->options.flags & CLEANPAGE_TRACE)
        tell_why(cp, doc, &total);
    tell_fields(doc, &total);
    cleanpage_get_info(doc, &info);
    for (size_t i = 0; cleanpage_note(doc, i); i++)
        total += strlen(cleanpage_note(doc, i));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct wishes w = { .options = CLEANPAGE_OPTIONS_INIT, .layout = CLEANPAGE_LAYOUT_INIT };
    cleanpage_doc *doc = NULL;
    static cleanpage *cp; /* for all inputs: compiling the rules takes longer than a page */

    if (!cp)
        cp = cleanpage_new();
    if (!cp || !size)
        return 0;
    if (size > TAIL && data[size - 1] == TAIL_END)
        wish_by_tail(&w, data, size);
    else
        wish_by_first_byte(&w, data, size);
    if (cleanpage_clean(cp, (const char *)w.page, w.page_bytes, &w.options, &doc) ==
        CLEANPAGE_OK) {
        if (w.learn)
            doc = learn(cp, &w, doc);
        tell(cp, &w, doc);
        cleanpage_doc_free(doc);
    } else if (!cleanpage_message(cp)[0]) {
        abort(); /* a failure must say what it is */
    }
    return 0;
}
