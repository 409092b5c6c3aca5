/* The pages as they came: see archive/raw.h. */
#include "archive/raw.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "archive/walk.h"
#include "base/file.h"

/* A file of more bytes is followed by another. Source: the WARC standard's advice, 1 GB. */
#define RAW_FILE_MAX ((uint64_t)1 << 30)
/* Of a month. */
#define RAW_FILES_MAX 10000

static uint64_t
known_bytes(struct cp_archive *archive, struct cp_slice file)
{
    return (uint64_t)cp_sql_int(archive->db, 0, "SELECT bytes FROM raw WHERE file = ?", "s",
                                file);
}

static bool
is_packed(struct cp_slice file)
{
    static const char end[] = ".warc.gz";
    size_t n = sizeof end - 1;

    return file.n > n && memcmp(file.p + file.n - n, end, n) == 0;
}

/* A file that is shorter than it was is damaged: "verify" tells of it, nothing is added to it.
 */
static bool
may_grow(struct cp_archive *archive, struct cp_slice file)
{
    uint64_t known = known_bytes(archive, file);
    struct cp_buf path = { 0 };
    struct stat st;
    bool is = known < RAW_FILE_MAX;

    if (is && known && cp_archive_path(archive, &path, file))
        is = stat(path.p, &st) == 0 && (uint64_t)st.st_size >= known;
    cp_buf_clear(&path);
    return is;
}

/* raw/2026-11.warc.gz, raw/2026-11-2.warc.gz ... */
static void
put_name(const struct cp_archive *archive, unsigned number, struct cp_buf *file)
{
    time_t now = (time_t)cp_archive_now(archive);
    struct tm tm;
    char month[24];

    gmtime_r(&now, &tm);
    file->n = 0;
    cp_buf_put(file, month, strftime(month, sizeof month, "raw/%Y-%m", &tm));
    if (number > 1) {
        cp_buf_putc(file, '-');
        cp_buf_put_u64(file, number);
    }
    cp_buf_puts(file, ".warc.gz");
}

static cleanpage_status
open_file(struct cp_archive *archive, struct cp_slice file)
{
    struct cp_buf path = { 0 }, software = { 0 };
    cleanpage_status st = CLEANPAGE_OK;
    int error;

    archive->warc_file.n = 0;
    cp_buf_put_slice(&archive->warc_file, file);
    cp_buf_puts(&software, cleanpage_version(0));
    if (!cp_buf_str(&software) || !cp_archive_path(archive, &path, file))
        st = cp_fail(archive->cx, CLEANPAGE_NOMEM, "out of memory");
    error = st ? 0 : cp_dir_make(path.p);
    if (error)
        st = cp_archive_fail(archive, CP_LIT("raw"), error);
    if (!st)
        st = cp_warc_open(archive->cx, path.p, software.p, known_bytes(archive, file),
                          &archive->warc);
    cp_buf_clear(&path);
    cp_buf_clear(&software);
    return st;
}

/* A file that is none of ours, or damaged at its beginning, stays as it is. */
static cleanpage_status
open_next(struct cp_archive *archive)
{
    struct cp_buf file = { 0 };
    cleanpage_status st = CLEANPAGE_TYPE;

    for (unsigned i = 1; i < RAW_FILES_MAX && st == CLEANPAGE_TYPE; i++) {
        put_name(archive, i, &file);
        if (may_grow(archive, cp_buf_slice(&file)))
            st = open_file(archive, cp_buf_slice(&file));
    }
    cp_buf_clear(&file);
    return st == CLEANPAGE_TYPE ? cp_fail(archive->cx, CLEANPAGE_WRITE,
                                          "%sraw: no file can be written to", archive->dir)
                                : st;
}

static cleanpage_status
ready(struct cp_archive *archive)
{
    cleanpage_status st = CLEANPAGE_OK;

    if (archive->warc && cp_warc_size(archive->warc) >= RAW_FILE_MAX) {
        st = cp_raw_sync(archive);
        cp_raw_close(archive);
    }
    return archive->warc || st ? st : open_next(archive);
}

cleanpage_status
cp_raw_write(struct cp_archive *archive, const struct cp_warc_record *record,
             struct cp_raw_place *place)
{
    cleanpage_status st = ready(archive);
    uint64_t bytes;

    if (!st)
        st = cp_warc_write(archive->cx, archive->warc, record, place->id, &place->offset,
                           &bytes);
    place->file.n = 0;
    cp_buf_put_slice(&place->file, cp_buf_slice(&archive->warc_file));
    return !st && cp_buf_failed(&place->file) ? cp_fail_nomem(archive->cx) : st;
}

cleanpage_status
cp_raw_sync(struct cp_archive *archive)
{
    cleanpage_status st;

    if (!archive->warc)
        return CLEANPAGE_OK;
    st = cp_warc_sync(archive->cx, archive->warc);
    if (st)
        return st;
    cp_sql_do(archive->db, "INSERT OR REPLACE INTO raw VALUES (?, ?)", "si",
              cp_buf_slice(&archive->warc_file), (int64_t)cp_warc_size(archive->warc));
    return cp_sql_status(archive->db);
}

/* ------------------------------------------------------------------ what was left half done */

/* How a file on the disk differs from what the database knows. */
static bool
has_grown(struct cp_archive *archive, struct cp_slice file)
{
    struct cp_buf path = { 0 };
    struct stat st;
    bool has = cp_archive_path(archive, &path, file) && stat(path.p, &st) == 0 &&
               (uint64_t)st.st_size > known_bytes(archive, file);

    cp_buf_clear(&path);
    return has;
}

/* Opening a file takes off what is not whole. One that is no file of ours stays as it is. */
static cleanpage_status
mend(void *user, struct cp_slice file)
{
    struct cp_archive *archive = user;
    cleanpage_status st;

    if (!is_packed(file) || !has_grown(archive, file))
        return cp_sql_status(archive->db);
    st = open_file(archive, file);
    if (!st) {
        cp_sql_begin(archive->db);
        st = cp_raw_sync(archive);
    }
    cp_raw_close(archive);
    return st == CLEANPAGE_NOMEM ? st : cp_sql_status(archive->db);
}

cleanpage_status
cp_raw_recover(struct cp_archive *archive)
{
    cleanpage_status st = cp_walk_raw(archive, mend, archive);

    return st ? st : cp_archive_commit(archive);
}

void
cp_raw_close(struct cp_archive *archive)
{
    cp_warc_close(archive->warc);
    archive->warc = NULL;
    cp_buf_clear(&archive->warc_file);
}

cleanpage_status
cp_raw_read(struct cp_archive *archive, struct cp_slice file, uint64_t offset,
            struct cp_slice id, struct cp_buf *payload, struct cp_buf *type)
{
    struct cp_warc_reader *reader = NULL;
    struct cp_warc_found record = { 0 };
    struct cp_buf path = { 0 };
    bool found = false;
    cleanpage_status st = CLEANPAGE_NOMEM;

    if (cp_archive_path(archive, &path, file))
        st = cp_warc_reader_open(archive->cx, path.p, CP_INPUT_MAX, &reader);
    if (!st)
        st = cp_warc_seek(archive->cx, reader, offset);
    if (!st)
        st = cp_warc_next(archive->cx, reader, &record, &found);
    if (!st && (!found || !cp_slice_eq(record.id, id) || record.is_digest_wrong))
        st = cp_fail(archive->cx, CLEANPAGE_READ, "%s: no such record at byte %llu", path.p,
                     (unsigned long long)offset);
    if (!st) {
        struct cp_slice told =
            record.head.n ? cp_http_header(record.head, "Content-Type") : record.content_type;

        cp_buf_put_slice(payload, record.payload);
        cp_buf_put_slice(type, told);
    }
    cp_warc_reader_close(reader);
    cp_buf_clear(&path);
    return st;
}
