/*
 * What the archive writes into the front matter of its files, so that they tell where they
 * belong without the database, and reading it again.
 */
#ifndef CP_ARCHIVE_MATTER_H
#define CP_ARCHIVE_MATTER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"

struct cp_matter {
    struct cp_slice feed;    /* address of the feed */
    struct cp_slice entry;   /* key of its entry */
    struct cp_slice fetched; /* ISO 8601 */
    struct cp_slice version; /* "1" ... */
    struct cp_slice source;  /* "page" or "feed" */
    struct cp_slice text;    /* digest of title and text, to see later whether they changed */
    struct cp_slice fingerprint;  /* of the text, with its words: cp_simhash_write */
    struct cp_slice raw;          /* id of the WARC record; empty: none kept */
    struct cp_slice duplicate_of; /* path of the article that this is a copy of; empty: none */
    /* Of the page. What its rendering does not tell is written, but for the last two. */
    struct cp_slice title, author, published, language, url;
};

/*
 * Appends a file: the page's rendering with the archive's lines at the end of its front matter,
 * which is made if it has none.
 */
void cp_matter_put(struct cp_buf *out, struct cp_slice rendered,
                   const struct cp_matter *matter);

/* Reads the front matter of such a file; strings lie in the arena. *body is what follows it.
 * False if there is none that the archive wrote. */
bool cp_matter_read(struct cp_arena *arena, struct cp_slice file, struct cp_matter *matter,
                    struct cp_slice *body);

#endif
