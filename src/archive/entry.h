/* Entries: what the feeds have shown, and what became of it. */
#ifndef CP_ARCHIVE_ENTRY_H
#define CP_ARCHIVE_ENTRY_H

#include "archive/archive.h"
#include "base/arena.h"
#include "feed/feed.h"

/* What is due in so many seconds or more can only be so after the clock was set back. */
#define CP_ENTRY_DUE_MAX (48 * 3600)

enum cp_entry_state {
    CP_ENTRY_WAITING = 0, /* its page is to be fetched, from `due` on */
    CP_ENTRY_STORED = 1,
    CP_ENTRY_SKIPPED = 2, /* too old when it was first seen, or removed since */
    CP_ENTRY_GIVEN_UP = 3 /* its page cannot be had, and the feed has no text */
};

/* A row; strings lie in an arena, "" is NULL or empty. */
struct cp_entry {
    int64_t id, feed, article; /* article 0: none yet */
    int64_t tries, due;
    enum cp_entry_state state;
    const char *key, *url, *title, *author, *published, *content, *base, *language;
};

/* Digest of what a feed says of an entry, counters and the like apart; false without memory. */
bool cp_entry_digest(const struct cp_feed_entry *entry, char digest[CP_DIGEST_MAX]);

struct cp_seen {
    size_t fresh, changed, skipped;
    int64_t *waiting; /* ids of those to fetch; in the arena */
    size_t waiting_count;
};

/*
 * Tells the open transaction what a feed shows. Entries published before `oldest` (Unix time;
 * 0: any) are skipped when they are new.
 */
cleanpage_status cp_entries_see(struct cp_archive *archive, struct cp_arena *arena,
                                int64_t feed_id, const struct cp_feed *feed, int64_t oldest,
                                struct cp_seen *seen);

/* CLEANPAGE_READ if there is none of that id. */
cleanpage_status cp_entry_load(struct cp_archive *archive, struct cp_arena *arena, int64_t id,
                               struct cp_entry *entry);

/* Whether its page is to be fetched now. */
bool cp_entry_is_due(const struct cp_entry *entry, int64_t now);

/* Its page is stored, or it is that of another entry. */
void cp_entry_done(struct cp_archive *archive, int64_t id, int64_t article);

/* To be tried again from `due` on, which counts as a try if `counts`. article: what is kept of
 * it meanwhile; 0: nothing new. */
void cp_entry_wait(struct cp_archive *archive, int64_t id, int64_t due, bool counts,
                   int64_t article, const char *error);

void cp_entry_give_up(struct cp_archive *archive, int64_t id, const char *error);

#endif
