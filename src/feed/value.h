/*
 * The value of an element while it is gathered: its text and, where it holds markup, the tags
 * inside it, written as HTML.
 */
#ifndef CP_FEED_VALUE_H
#define CP_FEED_VALUE_H

#include "base/buf.h"
#include "feed/elements.h"

/* How the text is to be understood. */
enum cp_value_kind {
    CP_VALUE_HTML,       /* it is HTML; tags among it are, too */
    CP_VALUE_XHTML,      /* markup is markup and text is text */
    CP_VALUE_TEXT,       /* plain, probably: nothing is said */
    CP_VALUE_LITERAL,    /* plain: it is said */
    CP_VALUE_FOREIGN     /* a picture in base64, a link to elsewhere: nothing to read */
};

struct cp_value {
    enum cp_feed_element element;
    enum cp_value_kind kind;
    unsigned at;              /* number of its frame; 0 while none is gathered */
    struct cp_buf text;
    bool is_cut;
    /* Attributes, which of them the element has; copies in attributes. */
    struct cp_slice type, rel, href, term, permalink;
    struct cp_slice base;     /* of links in it */
    struct cp_buf attributes;
};

void cp_value_begin(struct cp_value *v, enum cp_feed_element element,
                    const struct cp_xml_element *e, bool is_rss);
void cp_value_put_text(struct cp_value *v, struct cp_slice text);
void cp_value_put_start(struct cp_value *v, const struct cp_xml_element *e);
void cp_value_put_end(struct cp_value *v, struct cp_slice name);

/* Whether the element is the div that all of an XHTML value lies in, and no part of it. */
bool cp_value_is_wrapper(const struct cp_value *v, const struct cp_xml_element *e);

/* Whether the gathered text is HTML, which of text of no said kind is a guess. */
bool cp_value_is_html(const struct cp_value *v);

void cp_value_clear(struct cp_value *v);

#endif
