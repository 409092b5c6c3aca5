/*
 * A feed while it is being read: what the readers of XML and JSON have in common.
 *
 * Values come in the order of the feed and may come twice; each function here keeps the better
 * one. Without memory `no_memory` is set and what was to be kept is empty.
 */
#ifndef CP_FEED_READING_H
#define CP_FEED_READING_H

#include "base/fail.h"
#include "feed/feed.h"

/* How good the values that an entry has are: the higher one stays. */
struct cp_feed_ranks {
    int url, author, image;
};

struct cp_feed_reading {
    struct cp_ctx *cx;
    struct cp_feed *feed;
    struct cp_slice url;             /* where the feed came from; may be empty */
    struct cp_slice author;          /* of the feed, for entries that name none */
    struct cp_feed_entry *entry;     /* the open one; NULL outside of entries */
    struct cp_feed_ranks ranks;      /* of the open entry */
    unsigned author_count;           /* of the open entry */
    size_t room;                     /* entries that there is memory for */
    size_t category_room;            /* the same of the categories of the open entry */
    struct cp_buf scratch;
    bool no_memory;
};

void cp_feed_begin(struct cp_feed_reading *r, struct cp_ctx *cx, struct cp_feed *feed,
                   struct cp_slice url);

/* Opens an entry; false if there is no room for it. */
bool cp_feed_begin_entry(struct cp_feed_reading *r);

/* Closes it; one that says nothing at all is taken away again. */
void cp_feed_end_entry(struct cp_feed_reading *r);

/* Fills what entries have from the feed, and gives memory back. */
cleanpage_status cp_feed_finish(struct cp_feed_reading *r);

/* Copies that live as long as the feed. A cut one sets is_cut. */
struct cp_slice cp_feed_keep(struct cp_feed_reading *r, struct cp_slice s);
struct cp_slice cp_feed_keep_line(struct cp_feed_reading *r, struct cp_slice text,
                                  bool is_html);
struct cp_slice cp_feed_keep_literal(struct cp_feed_reading *r, struct cp_slice text);
struct cp_slice cp_feed_keep_text_as_html(struct cp_feed_reading *r, struct cp_slice text);
struct cp_slice cp_feed_keep_url(struct cp_feed_reading *r, struct cp_slice base,
                                 struct cp_slice url);
/* As the feed's struct has dates; empty for what is none. */
/* As much as may be the tag of a language. */
struct cp_slice cp_feed_keep_language(struct cp_feed_reading *r, struct cp_slice text);
struct cp_slice cp_feed_keep_date(struct cp_feed_reading *r, struct cp_slice text);

/* The first value that is not empty stays. */
void cp_feed_set(struct cp_slice *to, struct cp_slice value);

/* The open entry's; ranks are compared, an equal one does not replace. */
void cp_feed_set_url(struct cp_feed_reading *r, struct cp_slice url, int rank);
void cp_feed_set_image(struct cp_feed_reading *r, struct cp_slice url, int rank);
void cp_feed_set_content(struct cp_feed_reading *r, struct cp_slice html, struct cp_slice base);
void cp_feed_add_author(struct cp_feed_reading *r, struct cp_slice name, int rank);
void cp_feed_add_category(struct cp_feed_reading *r, struct cp_slice name);

enum {
    CP_AUTHOR_PODCAST = 1,
    CP_AUTHOR_RSS,    /* an address, mostly */
    CP_AUTHOR_NAME
};

enum {
    CP_IMAGE_FILE = 1,    /* an enclosure that happens to be one */
    CP_IMAGE_THUMBNAIL,
    CP_IMAGE_MAIN
};

#endif
