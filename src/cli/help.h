/* What the command says about itself, on stdout. */
#ifndef CP_CLI_HELP_H
#define CP_CLI_HELP_H

#include "cli/status.h"

enum cp_exit cp_help_show(void);
enum cp_exit cp_version_show(void);
enum cp_exit cp_formats_show(void);

/* One line on stderr, for a command line without inputs on a terminal. */
enum cp_exit cp_usage_show(void);

#endif
