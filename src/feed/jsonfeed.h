/* JSON Feed 1.0 and 1.1, and what calls itself so. */
#ifndef CP_FEED_JSONFEED_H
#define CP_FEED_JSONFEED_H

#include "feed/reading.h"

/* text begins with a bracket. CLEANPAGE_TYPE for JSON that is no feed. */
cleanpage_status cp_feed_read_json(struct cp_feed_reading *r, struct cp_slice text);

#endif
