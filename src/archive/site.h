/* The files of an exported directory of pages that are the same in all: site.css and
 * site.js. */
#ifndef CP_ARCHIVE_SITE_H
#define CP_ARCHIVE_SITE_H

#include "base/slice.h"

extern const struct cp_slice cp_site_style, cp_site_script;

#endif
