/*
 * Broken XML made whole, piece by piece.
 *
 * libxml2 stops at mistakes that are everyday in feeds, so it is shown a copy without them:
 * bare ampersands, HTML's references, control characters, tags that do not match, a second feed
 * behind the first, an end in the middle of a word. Everything it could be harmed by goes as
 * well: there is no DTD, and with that no entity, and no deeper nesting than
 * CP_FEED_DEPTH_MAX. Of a sound feed the same elements, attributes and texts come out.
 */
#ifndef CP_FEED_MEND_H
#define CP_FEED_MEND_H

#include "base/buf.h"
#include "feed/tags.h"

struct cp_mend {
    struct cp_buf out;       /* the next piece; the caller empties it by setting n to 0 */
    bool is_broken;          /* something may be missing or in the wrong place */
    const char *p, *end;     /* what is still to be read */
    const char *raw_end;     /* end of the CDATA section at p; NULL outside of one */
    struct cp_slice open[CP_FEED_DEPTH_MAX];
    unsigned depth;
    /* "-->", "?>" and ">" were looked for in vain. */
    bool has_no_comment_end, has_no_pi_end, has_no_mark_end;
    bool is_root_closed;     /* its end tag was there, and is kept for the end */
    struct cp_tag tag;
};

/* text: valid UTF-8 that begins with the root's start tag, and outlives the mending. */
void cp_mend_init(struct cp_mend *m, struct cp_slice text);

/* Appends some whole tokens to out. False when there is nothing more, or no memory. */
bool cp_mend_more(struct cp_mend *m);

void cp_mend_clear(struct cp_mend *m);

#endif
