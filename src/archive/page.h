/*
 * A page made ready to be stored: cleaned and rendered, with what must be known of it.
 *
 * All of that is done in a child that is shut in (sandbox/apart.h): a page that takes its reader
 * over finds neither the archive nor the network, and one that crashes it is a page that cannot be
 * cleaned. Where there is no sandbox for a reason that a child would not change, it is done here.
 */
#ifndef CP_ARCHIVE_PAGE_H
#define CP_ARCHIVE_PAGE_H

#include "base/buf.h"
#include "base/fail.h"
#include "cleanpage.h"
#include "sandbox/sandbox.h"
#include "warc/warc.h"

/* Who makes pages, and how. */
struct cp_pagemaker {
    struct cp_ctx *cx; /* for messages */
    cleanpage *cp;
    enum cp_sandbox_mode sandbox;
    cleanpage_format format; /* of the file: HTML has neither title nor front matter */
};

/* What is kept of the document's fields. */
enum cp_page_field {
    CP_PAGE_TITLE,
    CP_PAGE_PUBLISHED,
    CP_PAGE_LANGUAGE,
    CP_PAGE_CANONICAL_URL,
    CP_PAGE_FIELDS
};

struct cp_page {
    bool is_clean;
    struct cp_buf field[CP_PAGE_FIELDS]; /* cp_page_field reads them */
    struct cp_buf file;   /* in the format, with the page's front matter */
    struct cp_buf text;   /* plain, without the title: for search and comparison */
    struct cp_buf author; /* names, ", " between several; a NUL behind */
    uint64_t simhash;
    size_t words;               /* 0: no main content */
    char digest[CP_DIGEST_MAX]; /* of title and text */
};

/* What a feed says of an entry, to make a page of. */
struct cp_feed_text {
    const char *title, *author, *published, *language, *base; /* NULL: not told */
    struct cp_slice html;
};

/*
 * Cleans and renders; `url` is the page's address after redirects, `charset` by its transport
 * or NULL. Replaces what was in the page. CLEANPAGE_TYPE and its like with a message if it
 * cannot be cleaned; a page without main content is a success with 0 words.
 */
cleanpage_status cp_page_clean(const struct cp_pagemaker *maker, struct cp_slice bytes,
                               const char *url, const char *charset, struct cp_page *page);

/* Appends a page of HTML that shows a feed's text of an entry. */
void cp_page_of_feed(const struct cp_feed_text *text, struct cp_buf *html);

/* The same as cp_page_clean for such a page: what little there is stays. */
cleanpage_status cp_page_clean_feed(const struct cp_pagemaker *maker, struct cp_slice html,
                                    const char *url, struct cp_page *page);

/* Whether a page says so much less than the feed that it cannot be the article. */
bool cp_page_is_thinner(const struct cp_page *page, const struct cp_page *feed);

/* The first value of a field; "" if there is none. */
const char *cp_page_field(const struct cp_page *page, enum cp_page_field field);

/* A zeroed page may be cleared. */
void cp_page_clear(struct cp_page *page);

#endif
