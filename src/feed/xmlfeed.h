/* Feeds of XML: RSS and Atom of any version, and what is between them. */
#ifndef CP_FEED_XMLFEED_H
#define CP_FEED_XMLFEED_H

#include "feed/reading.h"

/* text begins with the root's start tag. Everything but cp_feed_finish is done behind it. */
cleanpage_status cp_feed_read_xml(struct cp_feed_reading *r, struct cp_slice text);

#endif
