/* What the files of keeping a page share: see archive/save.h. */
#ifndef CP_ARCHIVE_SAVING_H
#define CP_ARCHIVE_SAVING_H

#include "archive/article.h"
#include "archive/raw.h"
#include "archive/save.h"

/* What is found out about a page before anything is written. */
struct cp_saving {
    struct cp_archive *archive;
    const struct cp_save *in;
    const char *title, *published; /* by the page or the feed; "" if neither tells */
    int64_t article;               /* 0: a new one */
    int64_t number;                /* of the version to be written */
    int64_t now;
    struct cp_buf url; /* the article's, canonical */
    struct cp_buf path;
    struct cp_buf near_path; /* empty: no copy of another */
    int64_t near;
    struct cp_article_facts facts;
    struct cp_buf feed_url;
    struct cp_raw_place raw;
};

/* Which article the page is, by its addresses or its text; 0 a new one. */
void cp_saving_find_article(struct cp_saving *s);

/* Whether the newest version says the same, or what only the feed says would replace the page.
 * Sets the number of the version to be written. */
bool cp_saving_is_there(struct cp_saving *s);

/* Address and path of a new article, or those of one that gets another version. */
void cp_saving_choose_names(struct cp_saving *s);
void cp_saving_load_names(struct cp_saving *s);

/* All addresses lead to the article from now on. */
void cp_saving_add_addresses(struct cp_saving *s);

#endif
