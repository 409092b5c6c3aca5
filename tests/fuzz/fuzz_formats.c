/*
 * Every format of a page is what it says, whatever the page was: UTF-8 without controls, JSON
 * by jansson, XML by libxml2, and HTML of which each tag, attribute and address is one that we
 * write. The first bytes choose the options, the rest is the page.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#ifdef CP_FUZZ_JSON
#include <jansson.h>
#endif
#ifdef CP_FUZZ_XML
#include <libxml/parser.h>
#endif

#include "base/buf.h"
#include "base/poison.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "cleanpage.h"
#include "fuzz.h"
#include "page/tokenize.h"

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return 0;
}

/* ------------------------------------------------------------ what holds for each */

static void
require_shown(struct cp_slice text)
{
    const char *p = text.p, *end = p + text.n;
    uint32_t c;

    require(cp_utf8_valid_prefix(text.p, text.n) == text.n);
    while (p < end) {
        p = cp_utf8_next(p, end, &c);
        require(!cp_is_unshown(c));
    }
}

static void
require_json(struct cp_slice text, bool lines)
{
    while (lines && text.n) {
        struct cp_slice line = fuzz_line(&text);

        require_json(line, false);
    }
#ifdef CP_FUZZ_JSON
    if (!lines) {
        json_error_t error;
        json_t *root;

        cp_library_begin();
        root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &error);
        cp_library_end();
        if (root)
            cp_written(root, sizeof *root);
        else
            fprintf(stderr, "%s\n%.*s\n", error.text, (int)text.n, text.p);
        require(json_is_object(root));
        json_decref(root);
    }
#endif
}

static void
require_xml(struct cp_slice text)
{
#ifdef CP_FUZZ_XML
    xmlDocPtr doc;

    cp_library_begin();
    doc = xmlReadMemory(text.p, (int)text.n, "page.xml", NULL,
                        XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOERROR);
    if (!doc)
        fprintf(stderr, "%.*s\n", (int)text.n, text.p);
    require(doc != NULL);
    xmlFreeDoc(doc);
    cp_library_end();
#else
    (void)text;
#endif
}

/* ------------------------------------------------------------ HTML */

static bool
is_one_of(struct cp_slice word, const char *list)
{
    struct cp_slice rest = cp_slice_of(list), other;

    while (cp_slice_word(&rest, &other))
        if (cp_slice_eq(word, other))
            return true;
    return false;
}

/* A relative address has no colon before its path, so that it has no scheme. */
static bool
is_safe_address(struct cp_slice url)
{
    static const char *const schemes[] = { "http:", "https:", "ftp:", "mailto:", "tel:" };

    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (cp_slice_starts_nocase(url, cp_slice_of(schemes[i])))
            return true;
    for (size_t i = 0; i < url.n && !strchr("/?#", url.p[i]); i++)
        if (url.p[i] == ':')
            return false;
    return true;
}

static void
require_safe_tag(const struct cp_tokenizer *t, const struct cp_token *tag)
{
    require(is_one_of(
        tag->name, "html head meta title link body article section h1 h2 h3 h4 h5 h6 p br ul "
                   "ol li dl dt dd blockquote figure figcaption table caption tr th td div pre "
                   "code a em strong s sub sup q ruby rp rt span img hr"));
    for (uint32_t i = 0; i < tag->n_attrs; i++) {
        const struct cp_attr *a = &t->attrs[i];

        require(is_one_of(a->name,
                          "charset http-equiv content name rel href lang role id class "
                          "start value reversed colspan rowspan scope src alt title dir "
                          "type cite datetime width height"));
        if (is_one_of(a->name, "href src"))
            require(is_safe_address(a->value));
        if (is_one_of(a->name, "http-equiv"))
            require(is_one_of(a->value, "Content-Security-Policy"));
    }
}

static void
require_safe_html(struct cp_slice html)
{
    struct cp_tokenizer t;
    struct cp_token token;

    cp_tokenizer_init(&t, html);
    while (cp_token_next(&t, &token)) {
        require(token.kind != CP_TOKEN_COMMENT);
        if (token.kind == CP_TOKEN_START)
            require_safe_tag(&t, &token);
        if (token.kind == CP_TOKEN_START && token.tag == CP_TAG_TITLE) {
            struct cp_slice title = cp_token_raw_text(&t, &token);

            require(!memchr(title.p, '<', title.n));
        }
    }
}

/* ------------------------------------------------------------ all of them */

static void
require_format(const cleanpage_doc *doc, cleanpage_format format,
               const cleanpage_layout *layout)
{
    struct cp_buf out = { 0 };
    struct cp_slice text;

    if (!cleanpage_has_format(format))
        return;
    require(cleanpage_render(doc, format, layout, append, &out) == CLEANPAGE_OK);
    text = out.n ? cp_buf_slice(&out) : CP_LIT("");
    require_shown(text);
    if (format == CLEANPAGE_XML && text.n) /* nothing of a page without text */
        require_xml(text);
    else if (format == CLEANPAGE_HTML)
        require_safe_html(text);
    else if (format == CLEANPAGE_JSON)
        require_json(text, false);
    else if (format == CLEANPAGE_JSONL || format == CLEANPAGE_EXPLAIN)
        require_json(text, true);
    cp_buf_clear(&out);
}

static cleanpage_options
choose_options(struct cp_slice *in)
{
    cleanpage_options options = CLEANPAGE_OPTIONS_INIT;
    unsigned choice = fuzz_byte(in);

    options.input = (int)(choice % 3);
    options.comments = (int)(choice / 3 % (CLEANPAGE_COMMENTS_ONLY + 1));
    options.url = choice & 128 ? "https://www.example.org/a/page.html" : NULL;
    choice = fuzz_byte(in);
    options.kind = (int)(choice % (CLEANPAGE_KIND_SERVICE + 1));
    options.flags = choice / 8 % 3 * CLEANPAGE_PRECISION | CLEANPAGE_TRACE;
    options.charset = choice & 128 ? "utf-8" : NULL;
    return options;
}

static cleanpage_layout
choose_layout(struct cp_slice *in)
{
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    unsigned choice = fuzz_byte(in);

    layout.flags = choice % 16;
    layout.width = choice & 16 ? 30 : 0;
    layout.body = choice & 32 ? CLEANPAGE_MARKDOWN : CLEANPAGE_TEXT;
    layout.links = (int)(fuzz_byte(in) % (CLEANPAGE_LINKS_LIST + 1));
    layout.with = fuzz_byte(in) * 2 + (choice >> 7);
    layout.without = fuzz_byte(in) & ~layout.with;
    return layout;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static cleanpage *cp; /* for all inputs: reading the rules takes longer than a page */
    struct cp_slice in = { (const char *)data, size };
    cleanpage_options options = choose_options(&in);
    cleanpage_layout layout = choose_layout(&in);
    cleanpage_doc *doc = NULL;

    if (!cp)
        cp = cleanpage_new();
    if (!cp || !in.n)
        return 0;
    if (cleanpage_clean(cp, in.p, in.n, &options, &doc) != CLEANPAGE_OK) {
        require(*cleanpage_message(cp));
        return 0;
    }
    for (int format = CLEANPAGE_TEXT; format <= CLEANPAGE_EXPLAIN; format++)
        require_format(doc, (cleanpage_format)format, &layout);
    cleanpage_doc_free(doc);
    return 0;
}
