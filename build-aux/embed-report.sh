#!/bin/sh
# Writes the C file that carries the report's HTML inside the library.
#
# usage: embed-report.sh report.html > report_template.c
set -eu
LC_ALL=C
export LC_ALL

cat <<'END'
/* Made by build-aux/embed-report.sh; do not edit. */
#include "render/template.h"

#ifdef __GNUC__
#pragma GCC diagnostic ignored "-Woverlength-strings"
#endif

static const char text[] =
END
${AWK:-awk} '
{
    gsub(/\\/, "\\134")
    gsub(/"/, "\\\"")
    gsub(/\?/, "\\?")
    print "    \"" $0 "\\n\""
}' "$1"
cat <<'END'
    ;

const struct cp_slice cp_report_template = { text, sizeof text - 1 };
END
