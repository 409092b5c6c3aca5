#!/bin/sh
# TAP: what README.md and the manual pages show is what the programs write, and the manual pages
# tell all that there is.
#
# What an example is tells tests/shown.sh. Commands run beside examples/.
set -u
: "${CLEANPAGE:?set by make check}" "${top_srcdir:?}" "${top_builddir:?}"
dir=$top_builddir/tests/examples.dir
rm -rf "$dir"
mkdir -p "$dir/bin" "$dir/run" || exit 99
ln -s "$CLEANPAGE" "$dir/bin/cleanpage"
ln -s "$top_builddir/examples/why" "$dir/bin/why"
ln -s "$top_srcdir/examples" "$dir/run/examples"
PATH=$dir/bin:$PATH XDG_CONFIG_HOME=$dir HOME=$dir
export PATH XDG_CONFIG_HOME HOME
unset CLEANPAGE_RULES

. "$top_srcdir/tests/shown.sh"

# The text of a manual page as it is shown, as far as examples have signs of roff.
shown() {   # PAGE
    sed -e 's/\\-/-/g' -e "s/\\\\(aq/'/g" -e 's/\\(ha/^/g' -e 's/\\(ga/`/g' -e 's/\\(dq/"/g' \
        -e 's/\\&//g' -e 's/\\e/\\/g' "$top_srcdir/docs/$1"
}

split readme <"$top_srcdir/README.md"
shown cleanpage.1 | split manual
shown libcleanpage.3 | split library

n=0
cd "$dir/run" || exit 99
for command in "$dir"/*.cmd; do
    n=$((n + 1))
    name=$(basename "$command" .cmd)
    sh "$command" >"$dir/got" 2>"$dir/err" </dev/null
    if grep -q 'this build of cleanpage cannot' "$dir/err"; then
        echo "ok $n - $name # SKIP not in this build"
    elif matches "${command%.cmd}.out" "$dir/got"; then
        echo "ok $n - $name: $(cat "$command")"
    else
        sed 's/^/# /' "$dir/got" "$dir/err" | head -n 20
        echo "not ok $n - $name: $(cat "$command")"
    fi
done

result() {   # STATUS NAME: what is wrong lies in err
    n=$((n + 1))
    [ "$1" -eq 0 ] && echo "ok $n - $2" && return
    head -n 20 "$dir/err" | sed 's/^/# /'
    echo "not ok $n - $2"
}

: >"$dir/err"
[ -f "$dir/readme-003.cmd" ] && [ -f "$dir/manual-003.cmd" ] && [ -f "$dir/library-001.cmd" ]
result $? 'README and manual pages show some'

# ---------------------------------------------------------------- the manual pages

# lacks WORD...: those that the text on stdin does not have, in err.
lacks() {
    cat >"$dir/text"
    for word; do
        grep -Eq "(^|[^A-Za-z0-9_])$word([^A-Za-z0-9_]|\$)" "$dir/text" || echo "$word"
    done >"$dir/err"
}

# Every function, constant and field of a struct in the public header.
header=$top_srcdir/src/cleanpage.h
names=$(sed -n 's/^CLEANPAGE_API .*[ *]\(cleanpage_[a-z_]*\)(.*/\1/p' "$header"
    grep -E '^ *CLEANPAGE_[A-Z_]* = |^#define CLEANPAGE_[A-Z_]*( [0-9]+u|_INIT)' "$header" |
        grep -o 'CLEANPAGE_[A-Z_]*' | sort -u
    sed -n '/^typedef struct {/,/^}/s/^    [a-z].*[ *]\([a-z_]*\);.*/\1/p' "$header")
shown libcleanpage.3 | lacks $names
[ "$(echo $names | wc -w)" -gt 100 ] && ! [ -s "$dir/err" ]
result $? 'libcleanpage(3) has every name of cleanpage.h'

shown libcleanpage.3 | awk '/^#include <inttypes.h>/ { on = 1 } /^\.f/ { on = 0 } on' |
    diff - "$top_srcdir/examples/why.c" >"$dir/err"
result $? 'libcleanpage(3) quotes examples/why.c'

sources=$(sed -n 's/^CP_SOURCE([A-Z0-9_]*, "\([a-z0-9-]*\)".*/\1/p' \
    "$top_srcdir/src/meta/sources.def")
shown cleanpage.1 | sed -n '/^\.SH METADATA/,/^\.SH "RULES/p' | lacks $sources
[ -n "$sources" ] && ! [ -s "$dir/err" ]
result $? 'cleanpage(1) has every source of metadata'

for page in cleanpage.1 cleanpage-archive.1 cleanpage-rules.5 libcleanpage.3; do
    if ! command -v groff >/dev/null 2>&1; then
        n=$((n + 1))
        echo "ok $n - $page is without warnings # SKIP no groff here"
        continue
    fi
    groff -ww -k -man -Tutf8 "$top_srcdir/docs/$page" 2>"$dir/err" >/dev/null
    ! [ -s "$dir/err" ]
    result $? "$page is without warnings"
done
echo "1..$n"
cd / && rm -rf "$dir"
