/*
 * Where the outputs of a batch go: one stream, or a file for each in a directory.
 *
 * A stream to a file is written to FILE.part, flushed at the end and renamed, so that FILE is
 * whole or not there; a device or a named pipe is written to as it is. With `resume`, what
 * FILE.part has of whole lines, or records, counts as done and is gone on from. One call at a
 * time writes to it. If what reads a pipe has closed it, writing fails with CLEANPAGE_WRITE and
 * no message. A directory: see batch/files.h.
 */
#ifndef CP_BATCH_SINK_H
#define CP_BATCH_SINK_H

#include "base/buf.h"
#include "base/fail.h"
#include "batch/order.h"

struct cp_sink_options {
    const char *file;      /* NULL or "-": stdout */
    const char *directory; /* not NULL: a file for each output there */
    bool resume;           /* of a stream or a directory */
    bool is_wet;           /* a stream of batch/wet.h, else one of lines */
    struct cp_slice start; /* bytes that a stream begins with */
    /* Of a stream: called before outputs are written that were put; NULL: nobody. */
    cleanpage_status (*before)(void *user);
    void *user;
};

/* What an earlier call, or another one, did there. */
struct cp_sink_start {
    uint64_t done;    /* lines; of WET the number of the input's record to go on with */
    bool is_finished; /* FILE is there */
    bool is_busy;     /* another call writes there: the sink is not opened */
};

struct cp_sink;

/* CLEANPAGE_WRITE with path and cause; CLEANPAGE_BADARG if a directory that is not resumed has
 * files in it, or what is to be resumed is something else; CLEANPAGE_LIMIT if it is busy. */
cleanpage_status cp_sink_open(struct cp_ctx *cx, const struct cp_sink_options *options,
                              struct cp_sink **sink, struct cp_sink_start *start);

/* The file that lines are written to and that is renamed at the end; NULL if there is none. */
const char *cp_sink_part(const struct cp_sink *sink);

/* With a directory: whether a file lies there under that path in it. */
bool cp_sink_has_file(struct cp_sink *sink, struct cp_slice file);

/* With a directory the item's name is the path of its file there. */
cleanpage_status cp_sink_put(struct cp_ctx *cx, struct cp_sink *sink,
                             const struct cp_output_item *item);

/* Writes what was gathered: when nothing else is to be done, so that a pipe does not wait.
 * Files get their names within a second or two. */
cleanpage_status cp_sink_flush(struct cp_ctx *cx, struct cp_sink *sink);

/* All is there: flushes, and gives the file its name. */
cleanpage_status cp_sink_finish(struct cp_ctx *cx, struct cp_sink *sink);

/* What was written so far stays, to be resumed. NULL is fine. */
void cp_sink_close(struct cp_sink *sink);

#endif
