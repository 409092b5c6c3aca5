#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "feed/xml.h"

#include <libxml/parser.h>

#include "base/lazy.h"
#include "feed/mend.h"

/* ---------------------------------------------------------------- libxml2 */

#ifdef CP_LAZY_LIBXML2
#define FUNCTIONS(X)                                                                           \
    X(xmlCreatePushParserCtxt)                                                                 \
    X(xmlCtxtUseOptions)                                                                       \
    X(xmlDictGetUsage)                                                                         \
    X(xmlFreeParserCtxt)                                                                       \
    X(xmlParseChunk)                                                                           \
    X(xmlSetGenericErrorFunc)
CP_LAZY_FUNCTIONS(FUNCTIONS, CP_LAZY_LIBXML2)

#define xmlCreatePushParserCtxt (*lazy_xmlCreatePushParserCtxt)
#define xmlCtxtUseOptions (*lazy_xmlCtxtUseOptions)
#define xmlDictGetUsage (*lazy_xmlDictGetUsage)
#define xmlFreeParserCtxt (*lazy_xmlFreeParserCtxt)
#define xmlParseChunk (*lazy_xmlParseChunk)
#define xmlSetGenericErrorFunc (*lazy_xmlSetGenericErrorFunc)
#else
CP_LAZY_LINKED
#endif

/* ---------------------------------------------------------------- reading */

/* What libxml2 hands to its callbacks: the handler, and an element as we tell it. */
struct reading {
    const struct cp_xml_handler *handler;
    struct cp_xml_attribute attributes[CP_FEED_ATTRS_MAX];
};

/* What libxml2 would print by itself, when memory is gone. */
static void
say_nothing(void *user, const char *format, ...)
{
    (void)user;
    (void)format;
}

static struct cp_slice
slice(const xmlChar *s)
{
    return cp_slice_of((const char *)s);
}

/* Each attribute is five pointers: name, prefix, namespace, start and end of the value. */
static size_t
take_attributes(struct reading *r, int count, const xmlChar **from)
{
    size_t n = 0;

    for (int i = 0; i < count && n < CP_FEED_ATTRS_MAX; i++, from += 5)
        r->attributes[n++] = (struct cp_xml_attribute){
            slice(from[1]), slice(from[0]),
            { (const char *)from[3], (size_t)(from[4] - from[3]) }
        };
    return n;
}

static void
on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
         int n_namespaces, const xmlChar **namespaces, int n_attributes, int n_defaulted,
         const xmlChar **attributes)
{
    struct reading *r = user;
    struct cp_xml_element element = { slice(uri), slice(prefix), slice(name), r->attributes,
                                      take_attributes(r, n_attributes, attributes) };

    (void)n_namespaces;
    (void)namespaces;
    (void)n_defaulted;
    r->handler->start(r->handler->user, &element);
}

static void
on_text(void *user, const xmlChar *p, int n)
{
    struct reading *r = user;

    r->handler->text(r->handler->user, (struct cp_slice){ (const char *)p, (size_t)n });
}

static void
on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct reading *r = user;

    (void)prefix;
    (void)uri;
    r->handler->end(r->handler->user, slice(name));
}

/* Without one of these libxml2 prints its errors. */
static void
#if LIBXML_VERSION >= 21200
on_error(void *user, const xmlError *error)
#else
on_error(void *user, xmlError *error)
#endif
{
    (void)user;
    (void)error;
}

/*
 * XML_PARSE_NOENT, since otherwise the ampersands of attributes stay encoded. There is no
 * entity that it could expand besides the five of XML itself: mending takes every DTD out.
 */
static xmlParserCtxtPtr
new_parser(struct reading *r)
{
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start,
        .endElementNs = on_end,
        .characters = on_text,
        .cdataBlock = on_text,
        .serror = on_error,
    };
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);

    if (parser)
        xmlCtxtUseOptions(parser, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOENT |
                                      XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    return parser;
}

/* Names are kept by libxml2, which for so many different ones says that memory is gone. */
#define NAMES_MAX_BYTES 9000000

static bool
is_out_of_memory(const xmlParserCtxtPtr parser)
{
    return parser->errNo == XML_ERR_NO_MEMORY &&
           xmlDictGetUsage(parser->dict) < NAMES_MAX_BYTES;
}

static cleanpage_status
feed_parser(struct cp_ctx *cx, xmlParserCtxtPtr parser, struct cp_mend *mend)
{
    while (cp_mend_more(mend)) {
        xmlParseChunk(parser, mend->out.p, (int)mend->out.n, 0);
        if (is_out_of_memory(parser))
            return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
        mend->out.n = 0;
    }
    if (cp_buf_failed(&mend->out))
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    xmlParseChunk(parser, "", 0, 1);
    return CLEANPAGE_OK;
}

cleanpage_status
cp_xml_read(struct cp_ctx *cx, struct cp_slice text, const struct cp_xml_handler *handler,
            bool *is_broken)
{
    struct reading reading = { .handler = handler };
    struct cp_mend mend;
    xmlParserCtxtPtr parser;
    cleanpage_status st;

    if (!lazy_is_there())
        return cp_fail(cx, CLEANPAGE_READ, "libxml2, which reads feeds, is not here");
    xmlSetGenericErrorFunc(NULL, say_nothing);
    parser = new_parser(&reading);
    if (!parser)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    cp_mend_init(&mend, text);
    st = feed_parser(cx, parser, &mend);
    /* Namespaces that nobody declared are errors too, but lose nothing. */
    *is_broken = mend.is_broken || parser->errNo == XML_ERR_NO_MEMORY;
    cp_mend_clear(&mend);
    xmlFreeParserCtxt(parser);
    return st;
}

struct cp_slice
cp_xml_attribute(const struct cp_xml_element *element, const char *prefix, const char *name)
{
    for (size_t i = 0; i < element->n; i++)
        if (cp_slice_eq_nocase(element->v[i].name, cp_slice_of(name)) &&
            cp_slice_eq(element->v[i].prefix, cp_slice_of(prefix)))
            return element->v[i].value;
    return (struct cp_slice){ NULL, 0 };
}

static bool
is_one_of(struct cp_slice name, const char *const *names)
{
    for (; *names; names++)
        if (cp_slice_eq_nocase(name, cp_slice_of(*names)))
            return true;
    return false;
}

size_t
cp_xml_find_root(struct cp_slice text, const char *const *names)
{
    const char *p = text.p, *end = text.p + text.n;
    const char *last = p + (text.n < CP_FEED_JUNK_MAX ? text.n : CP_FEED_JUNK_MAX);
    bool is_unclosed = false;
    struct cp_tag tag;

    while (p < last && (p = memchr(p, '<', (size_t)(last - p)))) {
        struct cp_slice here = { p, (size_t)(end - p) };
        const char *close = NULL;

        if (cp_slice_starts_nocase(here, CP_LIT("<!--")) && !is_unclosed) {
            close = cp_slice_find(here, CP_LIT("-->"));
            is_unclosed = !close;
        }
        cp_tag_read(here, &tag);
        if (!tag.is_end && is_one_of(cp_tag_local(tag.name), names))
            return (size_t)(p - text.p);
        p = close ? close : tag.name.n ? tag.end : p + 1;
    }
    return SIZE_MAX;
}
