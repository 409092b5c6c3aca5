/*
 * An archive: a directory of text files, archive.db beside them, raw pages in raw/.
 *
 * Files come first, rows second, names last. A text is written to staging/ under the id of its
 * version and flushed; its raw page is appended and flushed; then the rows are committed; then
 * the text gets its name. Whatever stops the program in between, the next one that opens the
 * archive for writing finishes what was committed and throws away what was not
 * (archive/recover.c).
 *
 * One process writes at a time: archive.lock. Reading needs no lock.
 */
#ifndef CP_ARCHIVE_ARCHIVE_H
#define CP_ARCHIVE_ARCHIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "sql/sql.h"
#include "base/buf.h"
#include "base/fail.h"
#include "sandbox/sandbox.h"
#include "warc/warc.h"

/* Versions whose rows are not committed yet, at most. */
#define CP_STAGED_MAX 64

struct cp_archive {
    struct cp_ctx *cx; /* messages of whatever fails */
    char *dir;         /* with a slash at its end */
    struct cp_sql *db;
    int lock;      /* descriptor; -1: reading alone */
    int64_t clock; /* Unix time that it is taken to be; 0: the system's */
    bool keeps_raw;
    cleanpage_format format;     /* of the files: CLEANPAGE_MARKDOWN or CLEANPAGE_TEXT */
    enum cp_sandbox_mode sandbox; /* that pages are read in; for the caller to set */
    struct cp_warc_writer *warc; /* NULL until a raw page is written */
    struct cp_buf warc_file;     /* its path in the archive */
    int64_t staged[CP_STAGED_MAX];
    size_t staged_count;
    struct cp_buf old_db; /* what the old database is called now; empty if there was none */
};

enum cp_archive_mode {
    CP_ARCHIVE_READ,
    CP_ARCHIVE_WRITE,
    CP_ARCHIVE_CREATE, /* made if it is not there */
    CP_ARCHIVE_ANEW    /* an old database is moved away, which may be damaged */
};

/*
 * Opens; for writing, takes the lock, brings the tables forward and finishes what a run before
 * left half done. *busy: another process has the lock, with a message that names it; then, and
 * after any failure, there is nothing to close. CLEANPAGE_READ: there is no archive. `clock`:
 * see above.
 */
cleanpage_status cp_archive_open(struct cp_ctx *cx, const char *dir, enum cp_archive_mode mode,
                                 int64_t clock, struct cp_archive *archive, bool *busy);
/* What was not committed is dropped. A zeroed archive may be closed. */
void cp_archive_close(struct cp_archive *archive);

/* Of a new archive: what its files are and whether raw pages are kept. */
cleanpage_status cp_archive_set(struct cp_archive *archive, cleanpage_format format,
                                bool keeps_raw);

/* The address that servers are told to complain to. */
cleanpage_status cp_archive_set_contact(struct cp_archive *archive, const char *contact);

int64_t cp_archive_now(const struct cp_archive *archive);

/*
 * Puts the place of a file of the archive into `path`; NULL without memory. Names come from
 * rows, which somebody else may have written: one that leads out of the archive is the name of
 * nothing, which can be neither made, read nor removed.
 */
const char *cp_archive_path(const struct cp_archive *archive, struct cp_buf *path,
                            struct cp_slice name);

/* "CLEANPAGE_WRITE, PATH: cause" of an errno. */
cleanpage_status cp_archive_fail(struct cp_archive *archive, struct cp_slice name, int error);

/*
 * Makes all that was staged and written since the last commit safe, and gives the texts their
 * names. After a failure everything since then is undone, but a text that could not be given
 * its name, which the next run does.
 */
cleanpage_status cp_archive_commit(struct cp_archive *archive);

/* Undoes all since the last commit. */
void cp_archive_undo(struct cp_archive *archive);

#endif
