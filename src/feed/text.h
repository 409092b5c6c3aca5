/* Text of feeds: HTML made plain, plain text made HTML. */
#ifndef CP_FEED_TEXT_H
#define CP_FEED_TEXT_H

#include "base/buf.h"
#include "base/slice.h"

/* The beginning of a text that is to be one line: what of it is read, whole characters. */
struct cp_slice cp_feed_cut_line(struct cp_slice text);

/*
 * Appends HTML as plain text on one line: its tags go, its references are decoded, white space
 * is folded. Only tags that headlines are written with count as such, so that a headline about
 * <canvas> keeps its subject.
 */
void cp_feed_put_line_of_html(struct cp_buf *out, struct cp_slice html);

/* The same for text that is no HTML; whole references in it ("&amp;") are decoded. */
void cp_feed_put_line_of_text(struct cp_buf *out, struct cp_slice text);

/* Appends plain text as HTML (or XML) text: & < > and quotes become references, so do characters
 * that no terminal must see (base/shown.h), and what XML cannot hold is dropped. */
void cp_feed_put_escaped(struct cp_buf *out, struct cp_slice text);

/* Appends ` name="value"`; nothing for an empty value. */
void cp_feed_put_attribute(struct cp_buf *out, const char *name, struct cp_slice value);

/* The same without the quotes, which only attributes have to hide. */
void cp_feed_put_escaped_text(struct cp_buf *out, struct cp_slice text);

/* Appends plain text as HTML that cp_feed_put_line_of_html reads as the same text, escaping no
 * more than that takes. */
void cp_feed_put_line_as_html(struct cp_buf *out, struct cp_slice text);

/* Appends plain text of several lines as HTML, with <br> at the ends of lines. */
void cp_feed_put_lines_as_html(struct cp_buf *out, struct cp_slice text);

#endif
