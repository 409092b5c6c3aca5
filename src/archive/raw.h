/* The pages as they came, in raw/YYYY-MM.warc.gz. */
#ifndef CP_ARCHIVE_RAW_H
#define CP_ARCHIVE_RAW_H

#include "archive/archive.h"

/* Where a record lies. */
struct cp_raw_place {
    char id[CP_WARC_ID_MAX];
    struct cp_buf file; /* its path in the archive */
    uint64_t offset;
};

/* Appends a record; rows that name it must be committed with it. */
cleanpage_status cp_raw_write(struct cp_archive *archive, const struct cp_warc_record *record,
                              struct cp_raw_place *place);

/* Makes what was written since the last commit safe, and tells it to the open transaction. */
cleanpage_status cp_raw_sync(struct cp_archive *archive);
/* Takes off what an earlier process left of a last record. */
cleanpage_status cp_raw_recover(struct cp_archive *archive);
void cp_raw_close(struct cp_archive *archive);

/*
 * Reads one record into the buffer: its payload, and the context's charset if there is one.
 * CLEANPAGE_READ if it is not there or damaged.
 */
cleanpage_status cp_raw_read(struct cp_archive *archive, struct cp_slice file, uint64_t offset,
                             struct cp_slice id, struct cp_buf *payload, struct cp_buf *type);

#endif
