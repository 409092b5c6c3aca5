/* The tables of archive.db, and how those of an older program become today's. */
#ifndef CP_ARCHIVE_SCHEMA_H
#define CP_ARCHIVE_SCHEMA_H

#include "sql/sql.h"

/* What makes version i + 1 out of version i; ends with NULL. Version 0 is an empty database. */
extern const char *const cp_schema_steps[];

/* PRAGMA application_id of an archive: "clpg". */
#define CP_SCHEMA_ID 0x636c7067

/*
 * Brings the database to the newest version, in one transaction. CLEANPAGE_BADARG if it was
 * made by a newer program or is none of ours; `path` is for messages.
 */
cleanpage_status cp_schema_update(struct cp_ctx *cx, struct cp_sql *db, const char *path,
                                  const char *const *steps);

/* The same for those who only read: CLEANPAGE_BADARG also if it has to be brought forward. */
cleanpage_status cp_schema_check(struct cp_ctx *cx, struct cp_sql *db, const char *path,
                                 const char *const *steps);

#endif
