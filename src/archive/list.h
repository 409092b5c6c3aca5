/* What an archive holds, row by row. Strings are the list's and end with the call; "" is not
 * told. */
#ifndef CP_ARCHIVE_LIST_H
#define CP_ARCHIVE_LIST_H

#include "archive/archive.h"

struct cp_feed_row {
    int64_t id, articles, waiting, given_up;
    int64_t tried, succeeded, due, failing_since, failures, retired; /* Unix time; 0: never */
    const char *url, *name, *title, *site, *error;
};

struct cp_article_row {
    int64_t id, words, stored, versions,
        near; /* near: the article that it is a copy of, or 0 */
    const char *url, *path, *title, *author, *published, *language, *feed, *feed_title;
};

/* False: enough. */
typedef bool (*cp_feed_row_fn)(void *user, const struct cp_feed_row *row);
typedef bool (*cp_article_row_fn)(void *user, const struct cp_article_row *row);

cleanpage_status cp_list_feeds(struct cp_archive *archive, cp_feed_row_fn row, void *user);

struct cp_list_options {
    int64_t feed;    /* 0: of all */
    int64_t since;   /* Unix time of storing; 0: any */
    int64_t article; /* this one alone; 0: all */
    int64_t most;    /* -1: all */
    bool without_copies;
    bool oldest_first;
};

cleanpage_status cp_list_articles(struct cp_archive *archive,
                                  const struct cp_list_options *options, cp_article_row_fn row,
                                  void *user);

/*
 * Appends the text of an article, as its file has it. number 0: the newest version.
 * CLEANPAGE_READ, with a message, if there is none or its file is gone.
 */
cleanpage_status cp_article_read(struct cp_archive *archive, int64_t article, int64_t number,
                                 struct cp_buf *text);

#endif
