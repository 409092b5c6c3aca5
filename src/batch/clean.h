/* What a worker does with a record: clean it and write what is asked for. */
#ifndef CP_BATCH_CLEAN_H
#define CP_BATCH_CLEAN_H

#include "base/buf.h"
#include "batch/record.h"
#include "cleanpage.h"
#include "sandbox/sandbox.h"

struct cp_clean {
    cleanpage *cp;           /* with its rules; made before the workers are */
    cleanpage_options page;  /* url and charset are the record's */
    cleanpage_format format; /* CLEANPAGE_JSONL: the lines of batch/line.h */
    cleanpage_layout layout;
    enum cp_sandbox_mode sandbox; /* what the worker is shut into */
};

/* What became of a record. */
enum cp_outcome { CP_OUTCOME_OK, CP_OUTCOME_EMPTY, CP_OUTCOME_ERROR, CP_OUTCOME_COUNT };

/* Appends the record as a task for the worker. */
void cp_clean_put_task(struct cp_buf *task, const struct cp_record *record);

/* In the worker: for cp_pool_options. `user` is a struct cp_clean, preloaded if there is to be
 * a sandbox. */
bool cp_clean_start(void *user);
void cp_clean_work(void *user, struct cp_slice task, struct cp_buf *result);

/* Takes a result apart. With CP_OUTCOME_ERROR and no lines, the output is the cause. */
enum cp_outcome cp_clean_read_result(struct cp_slice result, struct cp_slice *output);

#endif
