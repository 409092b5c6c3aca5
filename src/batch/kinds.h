/* What an input is, by its name and by its first bytes. */
#ifndef CP_BATCH_KINDS_H
#define CP_BATCH_KINDS_H

#include "batch/source.h"

/* By the end of the name; CP_SOURCE_AUTO if that says nothing. In a directory a .txt is a page,
 * given by itself it may be a list. */
enum cp_source_kind cp_kind_of_name(const char *path, bool in_directory);

/* By the first bytes, after gzip: a list if nothing else is seen, and CP_SOURCE_AUTO if it
 * cannot be one. */
enum cp_source_kind cp_kind_of_bytes(struct cp_slice start, bool ends_with_nul);

#endif
