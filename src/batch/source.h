/*
 * Where the records of a batch come from: lists of URLs and paths, directories, JSON Lines,
 * WARC files.
 *
 * What an input is, is told or seen: by its first bytes ("WARC/", a gzip member of it, "{"), a
 * directory, a name that ends in .html. Memory does not depend on the size of the input. What
 * is wrong with a record is its own affair: it comes as CP_RECORD_BROKEN, and the next one
 * follows.
 */
#ifndef CP_BATCH_SOURCE_H
#define CP_BATCH_SOURCE_H

#include "base/buf.h"
#include "base/fail.h"
#include "batch/record.h"

enum cp_source_kind {
    CP_SOURCE_AUTO,
    CP_SOURCE_PAGE,  /* one page each */
    CP_SOURCE_LIST,  /* a URL or a path on each line, or ended by NUL */
    CP_SOURCE_JSONL, /* {"id", "url", "html" | "html_b64" | "path" | none: to be fetched, ...}
                      */
    CP_SOURCE_WARC   /* .warc, .warc.gz: response, resource and conversion records of pages */
};

/* One input as given: "-", a file, a directory, a URL. */
struct cp_source_input {
    const char *name;
    enum cp_source_kind kind;
};

struct cp_source_options {
    const struct cp_source_input *inputs;
    size_t input_count;
    bool ends_with_nul; /* of lists */
    uint64_t shard,
        shards; /* records whose number leaves `shard` are given alone; shards 0: all */
    uint64_t offset,
        length;      /* of one WARC file, in bytes: a range of whole members; length 0: all */
    size_t page_max; /* bytes of a page; longer ones are broken */
};

struct cp_source;

/* CLEANPAGE_READ or CLEANPAGE_BADARG with a message that names the input. */
cleanpage_status cp_source_open(struct cp_ctx *cx, const struct cp_source_options *options,
                                struct cp_source **source);
void cp_source_close(struct cp_source *source);

/*
 * The next record; *found is false at the end. Not CLEANPAGE_OK: memory alone. A file that
 * cannot be opened or breaks off is a broken record.
 */
cleanpage_status cp_source_next(struct cp_ctx *cx, struct cp_source *source,
                                struct cp_record *record, bool *found);

/* Bytes read so far and, where they are known, in all (0: not known): for progress. */
void cp_source_progress(const struct cp_source *source, uint64_t *read, uint64_t *total);

#endif
