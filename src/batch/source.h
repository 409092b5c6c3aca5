/*
 * Where the records of a batch come from: lists of URLs and paths, directories, JSON Lines,
 * WARC files.
 *
 * What an input is, is told or seen: a directory, a name that ends in .html, .jsonl or .warc,
 * else by its first bytes ("WARC/", "{", "<"), for which gzip is undone. Memory depends on the
 * largest page allowed, not on the size of the input, but for the names of the files of one
 * directory. What is wrong with a record is its own affair: it comes as CP_RECORD_BROKEN, and
 * the next one follows.
 *
 * No records, and without a number, are: empty lines and the comments ("#") of lists, empty
 * lines of JSON Lines; in directories links, names that begin with a dot and files of other
 * names than those of pages (.html, .htm, .xhtml, .xht, .txt, .text, .md), JSON Lines and WARC
 * files; in WARC files all but responses of status 200, resources and conversions that are
 * told to be HTML, XHTML, plain text, or nothing.
 */
#ifndef CP_BATCH_SOURCE_H
#define CP_BATCH_SOURCE_H

#include "base/buf.h"
#include "base/fail.h"
#include "batch/record.h"

/*
 * "html" of JSON Lines is text, and what it says of its charset does not count; "html_b64" is
 * the page's bytes, "path" a file from the directory that is current; with none of them "url"
 * is fetched. Members that are null count as not there.
 */
enum cp_source_kind {
    CP_SOURCE_AUTO,
    CP_SOURCE_PAGE,  /* one page each */
    CP_SOURCE_LIST,  /* a URL or a path on each line, or ended by NUL */
    CP_SOURCE_JSONL, /* {"id", "url", "charset", "html" | "html_b64" | "path", ...} */
    CP_SOURCE_WARC   /* .warc, .warc.gz: response, resource and conversion records of pages */
};

/* One input as given: "-", a file, a directory, a URL. Of the files of a directory those of the
 * kind are read. */
struct cp_source_input {
    const char *name;
    enum cp_source_kind kind;
};

/* What it points to must live as long as the source. */
struct cp_source_options {
    const struct cp_source_input *inputs;
    size_t input_count;
    bool ends_with_nul; /* of lists, which then have no comments */
    uint64_t first;     /* number of the first record */
    uint64_t shard;     /* records whose number leaves this ... */
    uint64_t shards;    /* ... when it is divided by this are given alone; 0: all */
    uint64_t offset;    /* of the one input, a WARC file, in bytes: ... */
    uint64_t length;    /* ... a range of whole members; 0: all */
    size_t page_max;    /* bytes of a page, 1 at least; longer ones are broken */
};

/* What was seen and gave no record of its own. */
struct cp_source_counts {
    uint64_t passed_over;   /* responses and so on of WARC files that are no pages */
    uint64_t wrong_digests; /* pages that were given though their digest is another */
};

struct cp_source;

/* CLEANPAGE_READ if an input is not there or CLEANPAGE_BADARG if it cannot be one, with a
 * message that names it. */
cleanpage_status cp_source_open(struct cp_ctx *cx, const struct cp_source_options *options,
                                struct cp_source **source);
/* NULL is fine. */
void cp_source_close(struct cp_source *source);

/* Records with smaller numbers are not given: an earlier call did them. Before the first one.
 */
void cp_source_skip(struct cp_source *source, uint64_t first);

/*
 * The next record; *found is false at the end. A file that cannot be opened or breaks off is a
 * broken record. Not CLEANPAGE_OK: there is no memory, or what an earlier call did cannot be read
 * now, so that nobody knows where to go on (CLEANPAGE_READ).
 *
 * While thousands of records are passed over that are not wanted, a record without anything
 * but the state CP_RECORD_PASSED comes now and then, for callers who have other things to look
 * at.
 */
cleanpage_status cp_source_next(struct cp_ctx *cx, struct cp_source *source,
                                struct cp_record *record, bool *found);

/* Whether the next record cannot be begun yet, since a pipe that it comes from says nothing for
 * wait_ms. False is no promise that it is there whole. */
bool cp_source_is_silent(const struct cp_source *source, int wait_ms);

/* Bytes read so far and, where they are known, in all (0: not known): for progress. Pages of
 * other shards are not read. */
void cp_source_progress(const struct cp_source *source, uint64_t *read, uint64_t *total);

/* So far. */
struct cp_source_counts cp_source_counts(const struct cp_source *source);

#endif
