/*
 * Names for the files of a batch that are the same in every call with the same inputs, so that
 * an earlier call's files can be told, and different for every record.
 *
 * A file lies below its directory and nowhere else, whatever the record's name is: of that,
 * ASCII letters, digits, "-", "_", "." and the slashes between directories are kept; no
 * part begins with a dot or, as an option would, with "-", and none is one that Windows takes for
 * a device. Names are told apart without regard to case, as some file systems do;
 * of two that are the same the later one gets the number of its record.
 */
#ifndef CP_BATCH_NAMES_H
#define CP_BATCH_NAMES_H

#include "base/buf.h"

/* Remembers 8 bytes, and as much again of free room, for each name that was given. */
struct cp_names {
    const char *extension; /* of all files, ".txt" */
    uint64_t *taken;       /* hashes; 0: free */
    size_t room, count;
};

/* Sets `file` to the path of the record's file in the directory. False without memory. */
bool cp_names_give(struct cp_names *names, struct cp_slice name, uint64_t number,
                   struct cp_buf *file);

void cp_names_clear(struct cp_names *names);

#endif
