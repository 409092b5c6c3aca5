/*
 * The encoding that a page declares in its own first bytes.
 *
 * Source: "prescan a byte stream to determine its encoding" and "get an XML encoding" of the
 * HTML standard, with its corrections: UTF-16 in a page that could be read as ASCII means
 * UTF-8, and x-user-defined means windows-1252.
 */
#ifndef CP_DECODE_PRESCAN_H
#define CP_DECODE_PRESCAN_H

#include "base/slice.h"
#include "decode/encoding.h"

struct cp_declared {
    const struct cp_encoding *encoding;    /* NULL: none was found */
    struct cp_slice label;                 /* its label, or the first unknown, or empty */
};

/*
 * What <meta> elements say; those that name no encoding are passed over. The standard reads
 * on into scripts; past its 1,024 bytes that would find tags in strings and quotes in
 * comparisons, so that the contents of script and style can be left out.
 */
struct cp_declared cp_prescan_meta(struct cp_slice bytes, bool skip_scripts);

/* What an XML declaration at the start says, or UTF-16 that gives itself away there. */
struct cp_declared cp_prescan_xml(struct cp_slice bytes);

#endif
