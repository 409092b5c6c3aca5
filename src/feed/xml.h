/*
 * XML as a stream of elements and text, with libxml2 behind it.
 *
 * Only elements and text: comments, instructions and DTDs are gone before libxml2 sees them
 * (mend.h), nothing is loaded, no entity is expanded, nothing is printed.
 */
#ifndef CP_FEED_XML_H
#define CP_FEED_XML_H

#include <stdbool.h>

#include "base/fail.h"
#include "base/slice.h"

struct cp_xml_attribute {
    struct cp_slice prefix, name, value;
};

/* Valid during the call that hands it over. */
struct cp_xml_element {
    struct cp_slice uri;       /* of its namespace; empty if it has none */
    struct cp_slice prefix;
    struct cp_slice name;      /* without the prefix */
    const struct cp_xml_attribute *v;
    size_t n;
};

struct cp_xml_handler {
    void *user;
    void (*start)(void *user, const struct cp_xml_element *element);
    void (*text)(void *user, struct cp_slice text);
    void (*end)(void *user, struct cp_slice name);   /* of the innermost open element */
};

/* The value of an attribute by its prefix, or "", and its name in any case; else empty. */
struct cp_slice cp_xml_attribute(const struct cp_xml_element *element, const char *prefix,
                                 const char *name);

/* Where the first start tag with one of the names, a list with NULL at its end, begins in the
 * first CP_FEED_JUNK_MAX bytes; prefixes and case do not count. SIZE_MAX if there is none. */
size_t cp_xml_find_root(struct cp_slice text, const char *const *names);

/*
 * Reads a text of valid UTF-8 that begins with a start tag. *is_broken: something of it may be
 * missing. Fails with CLEANPAGE_NOMEM alone.
 */
cleanpage_status cp_xml_read(struct cp_ctx *cx, struct cp_slice text,
                             const struct cp_xml_handler *handler, bool *is_broken);

#endif
