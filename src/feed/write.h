/* The formats that feeds are written in. Each function appends all of a feed. */
#ifndef CP_FEED_WRITE_H
#define CP_FEED_WRITE_H

#include "feed/feed.h"

void cp_feed_put_atom(struct cp_buf *out, const struct cp_feed *feed);
void cp_feed_put_rss(struct cp_buf *out, const struct cp_feed *feed);
void cp_feed_put_jsonfeed(struct cp_buf *out, const struct cp_feed *feed);
void cp_feed_put_jsonl(struct cp_buf *out, const struct cp_feed *feed);
void cp_feed_put_sfeed(struct cp_buf *out, const struct cp_feed *feed);

#endif
