/*
 * Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed, read into one shape and written
 * from it.
 *
 * Everything of a feed lies in the context's arena. Text is valid UTF-8; addresses are
 * absolute where they can be made so; what a feed does not say is the empty slice. Feeds are
 * read as they are found, not as they should be: broken XML gives the entries up to where
 * nothing more can be understood, and a note.
 */
#ifndef CP_FEED_FEED_H
#define CP_FEED_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/fail.h"
#include "base/slice.h"

enum cp_feed_kind { CP_FEED_RSS, CP_FEED_ATOM, CP_FEED_JSON };

struct cp_feed_entry {
    struct cp_slice id;        /* as the feed has it: guid, atom:id, rdf:about */
    struct cp_slice url;       /* of the page, absolute */
    struct cp_slice title;     /* plain text, one line */
    struct cp_slice author;    /* names, ", " between several */
    struct cp_slice published; /* ISO 8601 in UTC, "2026-11-21T08:30:00Z" or "2026-11-21" */
    struct cp_slice updated;
    struct cp_slice summary;   /* HTML */
    struct cp_slice content;   /* HTML: the entry's own text, the longest one that it brings */
    struct cp_slice base;      /* what links in summary and content are relative to */
    struct cp_slice language;
    struct cp_slice image;     /* picture that stands for it */
    struct cp_slice enclosure; /* a file to listen to or to look at */
    struct cp_slice enclosure_type;
    struct cp_slice *categories;
    size_t category_count;
};

struct cp_feed {
    enum cp_feed_kind kind;
    struct cp_slice version; /* "RSS 2.0", "Atom 1.0", "JSON Feed 1.1" */
    struct cp_slice title, description, language, image;
    struct cp_slice site; /* address of its home page, absolute */
    struct cp_slice self; /* address that it gives as its own, absolute */
    unsigned ttl_minutes; /* of RSS, or by sy:updatePeriod; 0: not told */
    uint32_t skip_hours;  /* bit h: hour h of the day in UTC */
    unsigned skip_days;   /* bit d: day d of the week, 0 Sunday */
    struct cp_feed_entry *entries; /* in the order of the feed */
    size_t entry_count;
    bool is_cut; /* broken or too long: some of it may be missing */
};

/*
 * Reads a feed of any kind. `charset` is what the transport declared, or NULL; `url` where it
 * came from, or NULL. CLEANPAGE_TYPE if it is no feed at all, with a message that says what it
 * is instead; CLEANPAGE_LIMIT, CLEANPAGE_NOMEM. Messages do not name the input.
 */
cleanpage_status cp_feed_read(struct cp_ctx *cx, struct cp_slice bytes, const char *charset,
                              const char *url, struct cp_feed *feed);

enum cp_feed_format {
    CP_FEED_TO_ATOM,
    CP_FEED_TO_RSS,      /* 2.0 with content:encoded */
    CP_FEED_TO_JSONFEED, /* 1.1 */
    CP_FEED_TO_JSONL,    /* a line for each entry */
    CP_FEED_TO_SFEED     /* tab-separated, as sfeed(5) */
};

/* Appends the feed in a format. The same feed gives the same bytes. */
void cp_feed_write(struct cp_ctx *cx, const struct cp_feed *feed, enum cp_feed_format format,
                   struct cp_buf *out);

/* A feed that a page or an OPML file names. */
struct cp_feed_link {
    struct cp_slice url;   /* absolute */
    struct cp_slice title; /* plain text; may be empty */
    struct cp_slice site;  /* of OPML: the home page */
    struct cp_slice name;  /* of OPML: the directory that an archive keeps it in; else empty */
};

struct cp_feed_links {
    struct cp_feed_link *v;
    size_t n;
};

/*
 * The feeds that a page of HTML names, in the order of the page, comments' feeds last; where it
 * names none, the links of its text that look like one. May be none.
 */
cleanpage_status cp_feed_discover(struct cp_ctx *cx, struct cp_slice bytes, const char *charset,
                                  const char *url, struct cp_feed_links *links);

/* The feeds of an OPML file, outlines of any depth. CLEANPAGE_TYPE if it is none. */
cleanpage_status cp_opml_read(struct cp_ctx *cx, struct cp_slice bytes,
                              struct cp_feed_links *links);

/* Appends an OPML 2.0 file. */
void cp_opml_write(struct cp_ctx *cx, const struct cp_feed_links *links, struct cp_buf *out);

#endif
