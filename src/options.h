/*
 * Option structs of callers that were compiled against an older or newer header.
 *
 * A struct begins with its size. Fields beyond the caller's size take the defaults; bytes the
 * library does not know must be zero, so that a new wish is never quietly ignored.
 */
#ifndef CP_OPTIONS_H
#define CP_OPTIONS_H

#include "base/fail.h"

/*
 * Copies what both sides know from `from` (NULL: nothing, all defaults) over the defaults
 * that `into` holds. `size` is sizeof *into; `what` names the struct in the message.
 */
cleanpage_status cp_options_read(struct cp_ctx *cx, const char *what, void *into, size_t size,
                                 const void *from);

/*
 * The other way round: fills what the caller's struct has of ours, which has `size` bytes. A
 * larger one keeps its own bytes behind them, as its INIT macro set them.
 */
void cp_options_fill(void *theirs, const void *ours, size_t size);

#endif
