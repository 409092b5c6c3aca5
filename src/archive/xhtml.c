/* The text of an article as XHTML: see archive/xhtml.h. libxml2 reads the HTML. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "archive/xhtml.h"

#include <limits.h>

#include <libxml/HTMLparser.h>

#include "base/lazy.h"
#include "feed/text.h"
#include "url/url.h"

/* ------------------------------------------------------------------ libxml2 */

#ifdef CP_LAZY_LIBXML2
#define FUNCTIONS(X)                                                                           \
    X(htmlReadMemory)                                                                          \
    X(xmlDocGetRootElement)                                                                    \
    X(xmlFreeDoc)                                                                              \
    X(xmlGetID)                                                                                \
    X(xmlSetGenericErrorFunc)
CP_LAZY_FUNCTIONS(FUNCTIONS, CP_LAZY_LIBXML2)

#define htmlReadMemory (*lazy_htmlReadMemory)
#define xmlDocGetRootElement (*lazy_xmlDocGetRootElement)
#define xmlFreeDoc (*lazy_xmlFreeDoc)
#define xmlGetID (*lazy_xmlGetID)
#define xmlSetGenericErrorFunc (*lazy_xmlSetGenericErrorFunc)
#else
CP_LAZY_LINKED
#endif

/* What libxml2 would print by itself, when memory is gone. */
static void
say_nothing(void *user, const char *format, ...)
{
    (void)user;
    (void)format;
}

/* ------------------------------------------------------------------ plain text */

/* One paragraph, its lines with breaks between them. */
static void
put_paragraph(struct cp_buf *out, struct cp_slice lines)
{
    cp_buf_puts(out, "<p>");
    while (lines.n) {
        const char *end = memchr(lines.p, '\n', lines.n);
        size_t n = end ? (size_t)(end - lines.p) : lines.n, skip = end ? n + 1 : n;

        cp_feed_put_escaped(out, (struct cp_slice){ lines.p, n });
        lines = (struct cp_slice){ lines.p + skip, lines.n - skip };
        if (lines.n)
            cp_buf_puts(out, "<br/>\n");
    }
    cp_buf_puts(out, "</p>\n");
}

void
cp_xhtml_put_text(struct cp_buf *out, struct cp_slice text)
{
    while (text.n) {
        const char *gap = cp_slice_find(text, CP_LIT("\n\n"));
        size_t n = gap ? (size_t)(gap - text.p) : text.n;
        struct cp_slice paragraph = cp_slice_trim((struct cp_slice){ text.p, n });

        if (paragraph.n)
            put_paragraph(out, paragraph);
        n += gap ? 2 : 0;
        text = (struct cp_slice){ text.p + n, text.n - n };
    }
}

/* ------------------------------------------------------------------ what stays of HTML */

void
cp_xhtml_put_url(struct cp_buf *out, struct cp_slice url)
{
    struct cp_buf encoded = { 0 }, uri = { 0 };

    cp_url_encode(&encoded, url);
    cp_url_put_uri(&uri, cp_buf_slice(&encoded));
    cp_feed_put_escaped(out, cp_buf_slice(&uri));
    out->no_memory |= encoded.no_memory || uri.no_memory;
    cp_buf_clear(&encoded);
    cp_buf_clear(&uri);
}

enum fate {
    OPENED,    /* the element stays; its name is an element of text */
    UNWRAPPED, /* what is in it stays */
    VOID,      /* br, hr */
    PICTURE,
    DROPPED /* with what is in it */
};

static struct cp_slice
slice_of(const xmlChar *s)
{
    return cp_slice_of((const char *)s);
}

static bool
is_one_of(struct cp_slice name, const char *list)
{
    struct cp_slice names = cp_slice_of(list), word;

    while (cp_slice_word(&names, &word))
        if (cp_slice_eq_nocase(name, word))
            return true;
    return false;
}

static enum fate
fate_of(const xmlNode *node)
{
    struct cp_slice name = slice_of(node->name);

    if (is_one_of(name,
                  "a blockquote caption code dd div dl dt em figcaption figure h1 h2 h3 h4 "
                  "h5 h6 li ol p pre q rp rt ruby s section span strong sub sup table td "
                  "th tr ul"))
        return OPENED;
    if (is_one_of(name, "br hr"))
        return VOID;
    if (is_one_of(name, "img"))
        return PICTURE;
    return is_one_of(name, "head script style template title iframe object svg math noscript "
                           "video audio form")
               ? DROPPED
               : UNWRAPPED;
}

static struct cp_slice
attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *a = node->properties; a; a = a->next)
        if (cp_slice_eq_nocase(slice_of(a->name), cp_slice_of(name)))
            return a->children ? slice_of(a->children->content) : CP_LIT("");
    return (struct cp_slice){ NULL, 0 };
}

static void
put_attribute(struct cp_buf *out, const char *name, struct cp_slice value)
{
    if (!value.p)
        return;
    cp_buf_putc(out, ' ');
    cp_buf_puts(out, name);
    cp_buf_puts(out, "=\"");
    cp_feed_put_escaped(out, value);
    cp_buf_putc(out, '"');
}

/* A name that XML takes for an identifier, too. */
static bool
is_id(struct cp_slice s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!cp_is_alpha((unsigned char)s.p[i]) &&
            (i == 0 || (!cp_is_digit((unsigned char)s.p[i]) && s.p[i] != '-' && s.p[i] != '_')))
            return false;
    return s.n > 0;
}

/* The attribute that an identifier belongs to: the first, of an element that stays. */
static const xmlAttr *
owner_of_id(const xmlNode *node, struct cp_slice id)
{
    const xmlAttr *a = xmlGetID(node->doc, (const xmlChar *)id.p);

    return a && a->parent && fate_of(a->parent) == OPENED ? a : NULL;
}

/* An address of the web, or a place that is on the page. */
static void
put_href(struct cp_buf *out, const xmlNode *node, struct cp_slice href)
{
    struct cp_slice id = { href.p + 1, href.n - 1 };

    if (!cp_url_is_web(href) &&
        !(href.n > 1 && href.p[0] == '#' && is_id(id) && owner_of_id(node, id)))
        return;
    cp_buf_puts(out, " href=\"");
    cp_xhtml_put_url(out, href);
    cp_buf_putc(out, '"');
}

static bool
is_number(struct cp_slice s)
{
    size_t i = s.n > 1 && s.p[0] == '-' ? 1 : 0;

    while (i < s.n && cp_is_digit((unsigned char)s.p[i]))
        i++;
    return s.n && i == s.n && s.n < 10;
}

static void
put_number(struct cp_buf *out, const xmlNode *node, const char *name)
{
    struct cp_slice value = attribute(node, name);

    if (is_number(value))
        put_attribute(out, name, value);
}

static void
put_attributes(struct cp_buf *out, const xmlNode *node)
{
    struct cp_slice name = slice_of(node->name), id = attribute(node, "id");

    if (is_id(id) && owner_of_id(node, id) && owner_of_id(node, id)->parent == node)
        put_attribute(out, "id", id);
    if (cp_slice_eq_nocase(attribute(node, "dir"), CP_LIT("rtl")))
        put_attribute(out, "dir", CP_LIT("rtl"));
    if (is_one_of(name, "a"))
        put_href(out, node, attribute(node, "href"));
    if (is_one_of(name, "ol")) {
        put_number(out, node, "start");
        if (attribute(node, "reversed").p)
            put_attribute(out, "reversed", CP_LIT("reversed"));
        if (is_one_of(attribute(node, "type"), "1 a i"))
            put_attribute(out, "type", attribute(node, "type"));
    }
    if (is_one_of(name, "li"))
        put_number(out, node, "value");
    if (is_one_of(name, "td th")) {
        put_number(out, node, "colspan");
        put_number(out, node, "rowspan");
    }
}

/* ------------------------------------------------------------------ the walk */

static bool
is_in_link(const xmlNode *node)
{
    for (; node; node = node->parent)
        if (node->type == XML_ELEMENT_NODE && is_one_of(slice_of(node->name), "a"))
            return true;
    return false;
}

/* The words of a picture, with a link to it where there can be one. */
static void
put_picture(struct cp_buf *out, const xmlNode *node)
{
    struct cp_slice alt = cp_slice_trim(attribute(node, "alt"));
    struct cp_slice src = attribute(node, "src");
    bool links = cp_url_is_web(src) && !is_in_link(node);

    if (!alt.n && !links)
        return;
    cp_buf_puts(out, links ? "<a" : "<em>");
    if (links) {
        put_href(out, node, src);
        cp_buf_putc(out, '>');
    }
    cp_buf_putc(out, '[');
    cp_feed_put_escaped(out, alt.n ? alt : CP_LIT("picture"));
    cp_buf_puts(out, links ? "]</a>" : "]</em>");
}

/* Writes what comes before a node's children; returns whether they are to be written. */
static bool
open_node(struct cp_buf *out, const xmlNode *node)
{
    enum fate fate;

    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
        cp_feed_put_escaped(out, slice_of(node->content));
    if (node->type != XML_ELEMENT_NODE)
        return false;
    fate = fate_of(node);
    if (fate == PICTURE)
        put_picture(out, node);
    if (fate == OPENED || fate == VOID) {
        cp_buf_putc(out, '<');
        cp_buf_put_slice(out, slice_of(node->name));
        if (fate == OPENED)
            put_attributes(out, node);
        cp_buf_puts(out, fate == VOID ? "/>" : ">");
    }
    return fate == OPENED || fate == UNWRAPPED;
}

static void
close_node(struct cp_buf *out, const xmlNode *node)
{
    if (node->type != XML_ELEMENT_NODE || fate_of(node) != OPENED)
        return;
    cp_buf_puts(out, "</");
    cp_buf_put_slice(out, slice_of(node->name));
    cp_buf_putc(out, '>');
}

static void
put_tree(struct cp_buf *out, const xmlNode *root)
{
    const xmlNode *node = root;

    while (node && !cp_buf_failed(out)) {
        if (open_node(out, node) && node->children) {
            node = node->children;
            continue;
        }
        close_node(out, node);
        while (node != root && !node->next) {
            node = node->parent;
            close_node(out, node);
        }
        node = node == root ? NULL : node->next;
    }
}

cleanpage_status
cp_xhtml_put_html(struct cp_ctx *cx, struct cp_buf *out, struct cp_slice html)
{
    int flags = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                HTML_PARSE_NONET | HTML_PARSE_NODEFDTD;
    xmlDoc *doc;

    if (html.n == 0)
        return CLEANPAGE_OK;
    if (html.n > INT_MAX)
        return cp_fail(cx, CLEANPAGE_LIMIT, "a text of more than 2 GB");
    if (!lazy_is_there())
        return cp_fail(cx, CLEANPAGE_READ, "libxml2, which reads HTML for feeds, is not here");
    xmlSetGenericErrorFunc(NULL, say_nothing);
    doc = htmlReadMemory(html.p, (int)html.n, NULL, "UTF-8", flags);
    if (!doc)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    put_tree(out, xmlDocGetRootElement(doc));
    xmlFreeDoc(doc);
    return cp_buf_finish(cx, out, "a text as XHTML");
}
