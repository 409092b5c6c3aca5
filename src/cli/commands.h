/* What the command can do. */
#ifndef CP_CLI_COMMANDS_H
#define CP_CLI_COMMANDS_H

#include "cli/options.h"

/* Cleans the inputs in order. */
enum cp_exit cp_cmd_clean(const struct cp_settings *settings);

/* Shows what a rule file would change on the inputs. */
enum cp_exit cp_cmd_diff(const struct cp_settings *settings);

/* "cleanpage rules check [FILE]...": argv[0] is "rules". */
enum cp_exit cp_cmd_rules(int argc, char **argv);

#endif
