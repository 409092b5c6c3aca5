/* What the commands of "archive" share. */
#ifndef CP_CLI_ARCHIVE_H
#define CP_CLI_ARCHIVE_H

#include "archive/archive.h"
#include "cli/options.h"
#include "cli/output.h"

/* One command on one archive. */
struct cp_keeper {
    bool is_run; /* what cron calls: two that overlap are nothing to mail about */
    const struct cp_settings *settings;
    const char *dir;        /* as given */
    const char **arguments; /* behind the directory; NULL at the end */
    size_t argument_count;
    struct cp_ctx cx;
    struct cp_archive archive;
    cleanpage *cp; /* NULL until cp_keeper_worker */
    cleanpage_fetch_options fetch;
    struct cp_buf user_agent;
    struct cp_output out;
};

/* Opens the archive; says what fails. */
enum cp_exit cp_keeper_open(struct cp_keeper *keeper, enum cp_archive_mode mode);

/* Says the failure of an archive's call. */
enum cp_exit cp_keeper_fail(const struct cp_keeper *keeper, cleanpage_status st);

/* Makes the worker, with the rules in force, and the options of fetching. */
enum cp_exit cp_keeper_worker(struct cp_keeper *keeper);

/* Writes to stdout, or the file of --output. */
enum cp_exit cp_keeper_write(struct cp_keeper *keeper, struct cp_buf *text);

/* Commits, and says what fails. */
enum cp_exit cp_keeper_commit(struct cp_keeper *keeper);

/* The feed of --feed or of an argument; says so if there is none. */
enum cp_exit cp_keeper_feed(struct cp_keeper *keeper, const char *word, int64_t *feed);

/* What --feed and --since say: 0 where they say nothing. */
enum cp_exit cp_keeper_choose(struct cp_keeper *keeper, int64_t *feed, int64_t *since);

/* --pause and --hosts, as the archive's options have them. */
long cp_keeper_pause(const struct cp_keeper *keeper);
unsigned cp_keeper_hosts(const struct cp_keeper *keeper);

/* The commands. The archive is closed behind them. */
enum cp_exit cp_archive_add(struct cp_keeper *keeper);
enum cp_exit cp_archive_run(struct cp_keeper *keeper);
enum cp_exit cp_archive_status(struct cp_keeper *keeper);
enum cp_exit cp_archive_list(struct cp_keeper *keeper);
enum cp_exit cp_archive_search(struct cp_keeper *keeper);
enum cp_exit cp_archive_show(struct cp_keeper *keeper);
enum cp_exit cp_archive_reclean(struct cp_keeper *keeper);
enum cp_exit cp_archive_export(struct cp_keeper *keeper);
enum cp_exit cp_archive_verify(struct cp_keeper *keeper);
enum cp_exit cp_archive_rebuild(struct cp_keeper *keeper);
enum cp_exit cp_archive_remove(struct cp_keeper *keeper);

#endif
