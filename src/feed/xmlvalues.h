/*
 * What the elements of a feed say: xmlfeed.c knows where one stands and gathers its value, and
 * when it ends the functions here put that into the feed or its open entry.
 */
#ifndef CP_FEED_XMLVALUES_H
#define CP_FEED_XMLVALUES_H

#include "feed/reading.h"
#include "feed/value.h"

/* An open element. */
struct cp_xml_frame {
    enum cp_feed_element element;
    bool has_base;                /* xml:base, its own or from around it */
    struct cp_slice base, language;
};

struct cp_xml_reading {
    struct cp_feed_reading *r;
    struct cp_xml_frame frames[CP_FEED_DEPTH_MAX + 2];
    unsigned depth;               /* number of the innermost; 0 is the document */
    struct cp_value value;
    struct cp_slice name, image;  /* inside an author, inside an image */
    unsigned period_minutes, frequency;
};

bool cp_xml_is_rss(const struct cp_xml_reading *x);

/* The address, made absolute by the bases around it. */
struct cp_slice cp_xml_keep_url(struct cp_xml_reading *x, struct cp_slice url);

/* The gathered text, trimmed; valid until the next value begins. */
struct cp_slice cp_xml_value_text(const struct cp_xml_reading *x);

/* The end of a plain element, and of those that hold others. */
void cp_xml_end_value(struct cp_xml_reading *x);
void cp_xml_end_author(struct cp_xml_reading *x);
void cp_xml_end_image(struct cp_xml_reading *x, struct cp_slice url);

/* media:content, which is a picture, or a file to listen to or to look at. */
void cp_xml_end_media(struct cp_xml_reading *x);

/* At the end of the feed: how often it changes, by sy:updatePeriod. */
void cp_xml_finish_times(struct cp_xml_reading *x);

#endif
