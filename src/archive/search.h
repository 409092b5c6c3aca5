/*
 * Words of the articles, to be found by SQLite's FTS5.
 *
 * Case and diacritics do not count. Chinese, Japanese, Thai and the like are written without
 * spaces: each character is a word there, and what is searched for is a row of them. U+200B,
 * which no text of ours has, stands between them in the table; so any SQLite can read it.
 */
#ifndef CP_ARCHIVE_SEARCH_H
#define CP_ARCHIVE_SEARCH_H

#include "archive/archive.h"

/* Tells the open transaction what an article says now. */
void cp_search_set(struct cp_archive *archive, int64_t article, struct cp_slice title,
                   struct cp_slice text);
void cp_search_drop(struct cp_archive *archive, int64_t article);

struct cp_found {
    int64_t article;
    const char *title, *path, *published, *feed, *url;
    const char *snippet; /* with the words that were found between the two marks */
};

/* False: enough. Strings are the search's. */
typedef bool (*cp_found_fn)(void *user, const struct cp_found *found);

/*
 * Finds the articles that have all of the words, the best first: "a phrase" in double quotes,
 * rain* for words that begin so, -word for what must not be there. Copies of other articles are
 * left out. CLEANPAGE_BADARG if there is nothing to search for. feed 0: in all.
 */
cleanpage_status cp_search(struct cp_archive *archive, const char *words, int64_t feed,
                           int64_t most, const char *mark, const char *unmark,
                           cp_found_fn found, void *user);

#endif
