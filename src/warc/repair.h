/* Where the whole records of a file end. */
#ifndef CP_WARC_REPAIR_H
#define CP_WARC_REPAIR_H

#include <stdint.h>

#include "base/fail.h"

/*
 * Reads a packed file from byte `known_good` on, up to which it is known to be whole, and tells
 * in *end where its last whole member ends. Damage amid whole ones counts as whole: what
 * follows it must not be lost. CLEANPAGE_TYPE if the file does not begin like one of ours,
 * CLEANPAGE_WRITE, for it is asked for before writing, if it cannot be read.
 */
cleanpage_status cp_warc_find_end(struct cp_ctx *cx, const char *path, int fd,
                                  uint64_t known_good, uint64_t *end);

#endif
