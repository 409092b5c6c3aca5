/* The options of "batch" that make a corpus of pages: filters, duplicates, signatures. */
#ifndef CP_CLI_SIEVING_H
#define CP_CLI_SIEVING_H

#include "batch/run.h"
#include "cli/options.h"

/* Room for cp_sieving_stats. */
#define CP_SIEVING_STATS_MAX 400

/* Whether they go with each other and with the rest. Says what is wrong. */
enum cp_exit cp_sieving_check(const struct cp_settings *settings, cleanpage_format format);

/* Sets up the batch, whose worker has its rules, and the sieve if one is needed; clear it in
 * any case. Says what is wrong. */
enum cp_exit cp_sieving_start(const struct cp_settings *settings, struct cp_sieve *sieve,
                              struct cp_batch_options *options);

/* What each filter turned away, as a member of an object of JSON with a comma before it. */
void cp_sieving_stats(const struct cp_batch_counts *counts, char text[CP_SIEVING_STATS_MAX]);

#endif
