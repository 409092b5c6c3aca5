/* What the tables say of an article's newest version. */
#ifndef CP_ARCHIVE_ARTICLE_H
#define CP_ARCHIVE_ARTICLE_H

#include "archive/archive.h"

struct cp_article_facts {
    const char *title, *author, *published, *language; /* "" or NULL: not told */
    struct cp_slice text;                              /* plain, without the title */
    size_t words;
    uint64_t simhash;
    int64_t number; /* of the version */
    int64_t feed;   /* only cp_article_find_near asks for it */
};

/* Sets them in the open transaction: row, fingerprint and words for search. */
void cp_article_describe(struct cp_archive *archive, int64_t article,
                         const struct cp_article_facts *facts);

/*
 * The first article of another feed, stored before `before` (0: of all), that says the same in
 * nearly the same words, of copies of copies the original; 0 if there is none or the text is
 * too short to tell. Within a feed, what differs so little differs for a reason: reports of
 * each day. `path` receives its path.
 */
int64_t cp_article_find_near(struct cp_archive *archive, const struct cp_article_facts *facts,
                             int64_t before, struct cp_buf *path);

/* Appends the path that version `number` has when it is not the newest: "x/2026/rain.v1.md". */
void cp_article_put_old_path(struct cp_buf *out, struct cp_slice path, int64_t number);

/* Removes an article with its versions, files and words; entries will not bring it back. Raw
 * pages stay. */
cleanpage_status cp_article_remove(struct cp_archive *archive, int64_t article);

#endif
