/* What a worker does with a record: clean it and write what is asked for. */
#ifndef CP_BATCH_CLEAN_H
#define CP_BATCH_CLEAN_H

#include "base/buf.h"
#include "batch/record.h"
#include "batch/sieve.h"
#include "batch/wet.h"
#include "cleanpage.h"
#include "sandbox/sandbox.h"
#include "site/sitebook.h"

struct cp_clean {
    cleanpage *cp;           /* with its rules; made before the workers are */
    cleanpage_options page;  /* url and charset are the record's */
    cleanpage_format format; /* CLEANPAGE_JSONL: the lines of batch/line.h */
    cleanpage_layout layout;
    struct cp_wet wet;        /* wanted: the text, in that format, as records of a WARC file */
    struct cp_sieve *sieve;   /* NULL: all pages are let through */
    bool shows_signature;     /* in the line */
    bool learns;              /* outputs are what is remembered of a page: site/page.h */
    const char *site;         /* database to clean with, or NULL */
    struct cp_sitebook *book; /* of the worker, from cp_clean_start on */
    struct cp_ctx cx;         /* for messages of the book */
    enum cp_sandbox_mode sandbox; /* what the worker is shut into */
};

/* What became of a record. */
enum cp_outcome {
    CP_OUTCOME_OK,
    CP_OUTCOME_EMPTY,
    CP_OUTCOME_ERROR,
    CP_OUTCOME_FILTERED,
    CP_OUTCOME_COUNT
};

/* What the dispatcher must know of an output besides. */
struct cp_clean_facts {
    enum cp_filter filter; /* of CP_OUTCOME_FILTERED */
    uint8_t has_signature;
    size_t members; /* as cp_line_put_signed tells */
    struct cp_signature signature;
};

/* Appends the record as a task for the worker. */
void cp_clean_put_task(struct cp_buf *task, const struct cp_record *record);

/* In the worker: for cp_pool_options. `user` is a struct cp_clean, preloaded if there is to be
 * a sandbox. All files that work needs are open after the start. */
bool cp_clean_start(void *user);
void cp_clean_work(void *user, struct cp_slice task, struct cp_buf *result);

/* Takes a result apart. With CP_OUTCOME_ERROR and no lines, the output is the cause. `facts` is
 * empty, or for cp_clean_read_facts. */
enum cp_outcome cp_clean_read_result(struct cp_slice result, struct cp_slice *facts,
                                     struct cp_slice *output);
void cp_clean_read_facts(struct cp_slice bytes, struct cp_clean_facts *facts);

#endif
