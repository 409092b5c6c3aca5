/* Feeds that are followed: when they are due, and what becomes of what they answer. */
#ifndef CP_ARCHIVE_FOLLOW_H
#define CP_ARCHIVE_FOLLOW_H

#include "archive/archive.h"
#include "archive/entry.h"
#include "crawl/crawl.h"

/* A row; strings lie in an arena, "" is NULL or empty. */
struct cp_followed {
    int64_t id, failures, failing_since, told, retired;
    int64_t ttl;                    /* minutes; 0: not told */
    uint32_t skip_hours, skip_days; /* as in struct cp_feed */
    const char *url, *name, *title, *site, *etag, *last_modified, *digest, *error;
};

/* CLEANPAGE_READ if there is none of that id. */
cleanpage_status cp_followed_load(struct cp_archive *archive, struct cp_arena *arena,
                                  int64_t id, struct cp_followed *feed);

/*
 * Follows a feed from now on; its directory is named after its host, or `name` (NULL or empty:
 * choose one). *fresh is false if it was followed already; one that was retired is followed
 * again.
 */
cleanpage_status cp_follow(struct cp_archive *archive, const char *url, const char *title,
                           const char *site, const char *name, int64_t *id, bool *fresh);

/* Not asked any more; its articles stay. */
cleanpage_status cp_unfollow(struct cp_archive *archive, int64_t id);

/* The feed by its address, name or number; 0 if there is none. */
int64_t cp_followed_find(struct cp_archive *archive, const char *word);

/* What an answer means to those who look on. */
struct cp_followed_news {
    bool has_failed, is_retired, has_moved;
    struct cp_seen seen;
};

/*
 * Tells the open transaction what a feed answered: entries, validators, when it is due again.
 * `oldest` as for cp_entries_see. A feed that fails is a success here; what failed stands in
 * its row.
 */
cleanpage_status cp_followed_answer(struct cp_archive *archive, struct cp_arena *arena,
                                    const struct cp_followed *feed,
                                    const struct cp_crawl_result *answer, int64_t oldest,
                                    struct cp_followed_news *news);

/* Ids of the feeds that are due, in the arena. `all`: whether due or not. */
cleanpage_status cp_followed_due(struct cp_archive *archive, struct cp_arena *arena, bool all,
                                 int64_t **ids, size_t *n);

#endif
