/* What the command can do. */
#ifndef CP_CLI_COMMANDS_H
#define CP_CLI_COMMANDS_H

#include "cli/options.h"

/* Cleans the inputs in order. */
enum cp_exit cp_cmd_clean(const struct cp_settings *settings);

/* Shows what a rule file would change on the inputs. */
enum cp_exit cp_cmd_diff(const struct cp_settings *settings);

/* "cleanpage rules suggest [OPTION]... URL|FILE...": argv[0] is "suggest". */
enum cp_exit cp_cmd_suggest(int argc, char **argv);

/* "cleanpage rules check [FILE]..." and suggest: argv[0] is "rules". */
enum cp_exit cp_cmd_rules(int argc, char **argv);

/* "cleanpage archive COMMAND ...": argv[0] is "archive". */
enum cp_exit cp_cmd_archive(int argc, char **argv);

/* "cleanpage batch ...": argv[0] is "batch". */
enum cp_exit cp_cmd_batch(int argc, char **argv);

/* "cleanpage merge ...": argv[0] is "merge". */
enum cp_exit cp_cmd_merge(int argc, char **argv);

/* "cleanpage feed ...": argv[0] is "feed". */
enum cp_exit cp_cmd_feed(int argc, char **argv);

/* "cleanpage site merge|show DB ...": argv[0] is "site". */
enum cp_exit cp_cmd_site(int argc, char **argv);

#endif
