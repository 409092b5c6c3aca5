#!/bin/sh
# Writes the C file that carries rule files inside the library.
#
# usage: embed-rules.sh FILE.rules... > builtin.c
#
# Comment lines become empty so that line numbers stay right; tests go to a text of their
# own, for only `cleanpage rules check` reads them. See src/rules/builtin.h.
set -eu
LC_ALL=C
export LC_ALL

cat <<'EOF'
/* Made by build-aux/embed-rules.sh; do not edit. */
#include "rules/builtin.h"

#ifdef __GNUC__
#pragma GCC diagnostic ignored "-Woverlength-strings"
#endif

EOF

# Prints the file as the lines of a C string: its rules, or with want=tests its tests.
embed()
{
    ${AWK:-awk} -v want="$1" '
    function quote(s) {
        gsub(/\\/, "\\134", s)
        gsub(/"/, "\\\"", s)
        gsub(/\?/, "\\?", s)
        gsub(/\t/, "\\t", s)
        gsub(/\r/, "", s)
        return s
    }
    # An empty line is held back: only line ends before something matter.
    function put(s) {
        if (s == "") {
            held = held "\\n"
            return
        }
        print "    \"" held quote(s) "\\n\""
        held = ""
    }
    {
        match($0, /^[ \t]*/)
        indent = RLENGTH
        word = $1
        sub(/\r$/, "", word)
    }
    # A test lasts until an "end" that stands no deeper than it, as in src/rules/parse_blocks.c.
    in_test {
        put(want == "tests" ? $0 : "")
        if (NF == 1 && word == "end" && indent <= test_indent)
            in_test = 0
        next
    }
    in_block {
        if (word == "end" && (NF == 1 || $2 ~ /^#/))
            in_block = 0
    }
    !in_block && word == "test" {
        in_test = 1
        test_indent = indent
        put(want == "tests" ? $0 : "")
        next
    }
    word == "list" || word == "points" { in_block = 1 }
    want == "tests" || word ~ /^#/ { put(""); next }
    { put($0) }
    END { print "    \"\"" }
    ' "$2"
}

n=0
for file in "$@"; do
    n=$((n + 1))
    echo "static const char rules_$n[] ="
    embed rules "$file"
    echo "    ;"
    echo "static const char tests_$n[] ="
    embed tests "$file"
    echo "    ;"
    echo
done

echo "const struct cp_builtin_file cp_builtin_files[] = {"
n=0
for file in "$@"; do
    n=$((n + 1))
    echo "    { \"rules/${file##*/}\", { rules_$n, sizeof rules_$n - 1 }, { tests_$n, sizeof tests_$n - 1 } },"
done
echo "    { 0, { 0, 0 }, { 0, 0 } }"
echo "};"
