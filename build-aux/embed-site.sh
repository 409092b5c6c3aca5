#!/bin/sh
# Writes the C file that carries the style and the script of exported pages.
#
# usage: embed-site.sh site.css site.js > site_files.c
set -eu
LC_ALL=C
export LC_ALL

embed()
{
    printf '\nstatic const char %s_text[] =\n' "$1"
    ${AWK:-awk} '
    {
        gsub(/\\/, "\\134")
        gsub(/"/, "\\\"")
        gsub(/\?/, "\\?")
        print "    \"" $0 "\\n\""
    }' "$2"
    printf '    ;\n\nconst struct cp_slice cp_site_%s = { %s_text, sizeof %s_text - 1 };\n' \
        "$1" "$1" "$1"
}

cat <<'END'
/* Made by build-aux/embed-site.sh; do not edit. */
#include "archive/site.h"

#ifdef __GNUC__
#pragma GCC diagnostic ignored "-Woverlength-strings"
#endif
END
embed style "$1"
embed script "$2"
