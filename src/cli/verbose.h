/* What -v tells on stderr about a page. */
#ifndef CP_CLI_VERBOSE_H
#define CP_CLI_VERBOSE_H

#include "cleanpage.h"

/* The rule files in force, once for all inputs. */
void cp_verbose_rules(const cleanpage *cp);

/* name: the input as given. render_ms: milliseconds that writing the text out took. */
void cp_verbose_page(const char *name, const cleanpage_doc *doc, double render_ms);

#endif
