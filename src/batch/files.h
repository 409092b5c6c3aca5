/*
 * The files of a directory, which get their names when they are safe on the disk.
 *
 * Each is written beside its place as NAME.part. Some hundred at a time are flushed and then
 * renamed, for the disk takes as long for one as for many: it has begun to write the first when
 * the last is made. So a file that is there is whole, come what may; what a call that was
 * killed has not renamed, the next one writes anew. No other call writes there meanwhile.
 */
#ifndef CP_BATCH_FILES_H
#define CP_BATCH_FILES_H

#include "base/fail.h"
#include "base/slice.h"

struct cp_files;

/*
 * Makes the directory if need be. CLEANPAGE_BADARG if it has files in it, unless `resume` says
 * that they may stay; CLEANPAGE_LIMIT with *busy if another call writes there; CLEANPAGE_WRITE,
 * here and below, with path and cause.
 */
cleanpage_status cp_files_open(struct cp_ctx *cx, const char *directory, bool resume,
                               struct cp_files **files, bool *busy);

/* Whether a file lies there under that path in the directory. */
bool cp_files_has(struct cp_files *files, struct cp_slice file);

/* An older one is replaced. */
cleanpage_status cp_files_put(struct cp_ctx *cx, struct cp_files *files, struct cp_slice file,
                              struct cp_slice bytes);

/* Names what has waited for a second. */
cleanpage_status cp_files_flush(struct cp_ctx *cx, struct cp_files *files);
/* Names all. */
cleanpage_status cp_files_finish(struct cp_ctx *cx, struct cp_files *files);

/* Names what can be named, and is silent about the rest. NULL is fine. */
void cp_files_close(struct cp_files *files);

#endif
