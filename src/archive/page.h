/* A page made ready to be stored: cleaned and rendered, with what must be known of it. */
#ifndef CP_ARCHIVE_PAGE_H
#define CP_ARCHIVE_PAGE_H

#include "base/buf.h"
#include "base/fail.h"
#include "cleanpage.h"
#include "warc/warc.h"

struct cp_page {
    cleanpage_doc *doc;   /* NULL: not cleaned */
    struct cp_buf file;   /* in the archive's format, with the page's front matter */
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
cleanpage_status cp_page_clean(struct cp_ctx *cx, cleanpage *cp, struct cp_slice bytes,
                               const char *url, const char *charset, cleanpage_format format,
                               struct cp_page *page);

/* Appends a page of HTML that shows a feed's text of an entry. */
void cp_page_of_feed(const struct cp_feed_text *text, struct cp_buf *html);

/* The same as cp_page_clean for such a page: what little there is stays. */
cleanpage_status cp_page_clean_feed(struct cp_ctx *cx, cleanpage *cp, struct cp_slice html,
                                    const char *url, cleanpage_format format,
                                    struct cp_page *page);

/* Whether a page says so much less than the feed that it cannot be the article. */
bool cp_page_is_thinner(const struct cp_page *page, const struct cp_page *feed);

/* A field of the document; "" if it has none. */
const char *cp_page_field(const struct cp_page *page, const char *name);

/* A zeroed page may be cleared. */
void cp_page_clear(struct cp_page *page);

#endif
