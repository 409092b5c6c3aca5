/* The rule files in force: the system's, the user's, the environment's, the command line's. */
#ifndef CP_CLI_RULEFILES_H
#define CP_CLI_RULEFILES_H

#include "cleanpage.h"
#include "cli/options.h"

/*
 * Loads, each going before the ones loaded earlier:
 *   /etc/cleanpage/rules.d (and the build's sysconfdir),
 *   $XDG_CONFIG_HOME/cleanpage/rules.d, or ~/.config/cleanpage/rules.d,
 *   the files of $CLEANPAGE_RULES, separated by colons,
 *   those of --rules.
 * The directories may be missing, the files may not. What is wrong is said on stderr.
 */
enum cp_exit cp_rulefiles_load(cleanpage *cp, const struct cp_args *given);

#endif
