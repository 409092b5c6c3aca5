/*
 * The files of a directory and of those in it, in the order of their names' bytes.
 *
 * Links are not followed, so that a walk stays where it began and comes to an end; names that
 * begin with a dot are passed over.
 */
#ifndef CP_BATCH_WALK_H
#define CP_BATCH_WALK_H

#include "base/slice.h"

struct cp_walk;

enum cp_walked {
    CP_WALKED_FILE,    /* a regular one */
    CP_WALKED_TROUBLE, /* a directory that cannot be read: `trouble` says why */
    CP_WALKED_END,
    CP_WALKED_NO_MEMORY
};

/* NULL without memory. */
struct cp_walk *cp_walk_new(const char *directory);
void cp_walk_free(struct cp_walk *walk);

/* The next one; path and trouble are valid until the next call. */
enum cp_walked cp_walk_next(struct cp_walk *walk, const char **path, const char **trouble);

#endif
