/* What the command says about itself, on stdout. */
#ifndef CP_CLI_HELP_H
#define CP_CLI_HELP_H

#include "base/buf.h"
#include "cli/status.h"

enum cp_exit cp_help_show(void);
enum cp_exit cp_version_show(void);
enum cp_exit cp_formats_show(void);

/* Pieces of the help of subcommands. */
void cp_help_put_command(struct cp_buf *out, const char *name, const char *arguments,
                         const char *help);
void cp_help_put_options(struct cp_buf *out, const char *command);
/* Writes it to stdout, and clears it. */
enum cp_exit cp_help_write(struct cp_buf *text);

/* One line on stderr, for a command line without inputs on a terminal. */
enum cp_exit cp_usage_show(void);

#endif
