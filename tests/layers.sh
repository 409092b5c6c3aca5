#!/bin/sh
# Who may include whom. Prints TAP; needs only the source tree (srcdir).
#
# The rooms of src/ and what each may see are docs/ARCHITECTURE.md; the tables are in
# layers.awk. The script first proves on a tree of its own that each kind of wrong include
# is caught, then checks src/.

set -u
LC_ALL=C
export LC_ALL

: "${srcdir:=$(dirname "$0")/..}"
rules=$srcdir/tests/layers.awk
tmp=layers-$$.tmp
n=0

mkdir "$tmp" || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 99' HUP INT TERM

row()
{
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
    fi
}

# Prints one line about each wrong include under the directory $1.
check()
{
    find "$1" \( -name '*.c' -o -name '*.h' -o -name '*.def' \) -print | sort |
        sed "s,^$1/,," >"$tmp/files"
    while read -r file; do
        awk -v file="$file" -f "$rules" "$1/$file"
    done <"$tmp/files"
}

# try VERDICT FILE INCLUDE: a file of that name with that one include is right or wrong.
try()
{
    rm -rf "$tmp/src"
    mkdir -p "$tmp/src/$(dirname "$2")"
    echo "#include $3" >"$tmp/src/$2"
    check "$tmp/src" >"$tmp/said"
    if [ -s "$tmp/said" ]; then
        verdict=wrong
    else
        verdict=right
    fi
    [ "$verdict" = "$1" ]
    row $? "self-check: $2 with $3 is $1"
}

try right base/x.c '"base/x.h"'
try right base/x.c '"cleanpage.h"'
try right base/x.c '<string.h>'
try wrong base/x.c '"page/page.h"'
try wrong base/x.c '<ctype.h>'
try wrong base/x.c '<locale.h>'
try wrong base/x.c '"x.h"'
try wrong base/x.c '"../base/x.h"'
try wrong decode/x.c '"page/page.h"'
try wrong page/x.c '"rules/rules.h"'
try right measure/x.c '"rules/rules.h"'
try wrong measure/x.c '"judge/judge.h"'
try wrong rules/x.c '"measure/measure.h"'
try wrong judge/x.c '"render/render.h"'
try right render/x.c '"judge/judge.h"'
try right cli/x.c '"base/buf.h"'
try right cli/x.c '"cleanpage.h"'
try wrong cli/x.c '"fetch/fetch.h"'
try wrong cli/x.c '<curl/curl.h>'
try right page/html.c '<gumbo.h>'
try wrong page/page.c '<gumbo.h>'
try right fetch/curl.h '<curl/curl.h>'
try wrong url/url.c '<curl/curl.h>'
try right decode/convert.c '<iconv.h>'
try wrong decode/charset.c '<iconv.h>'
try right decode/detect.c '<uchardet/uchardet.h>'
try wrong decode/convert.c '<uchardet/uchardet.h>'
try right measure/json.c '<jansson.h>'
try wrong measure/embedded.c '<jansson.h>'
try wrong render/text.c '<jansson.h>'
try wrong json.c '<jansson.h>'
try wrong page/html.c '<unheard-of.h>'
try right pipeline.c '"render/render.h"'
try right pipeline.c '"document.h"'
try wrong pipeline.c '"cli/options.h"'
try wrong judge/x.c '"document.h"'
try right cleanpage.h '<stddef.h>'
try wrong cleanpage.h '"base/buf.h"'
try wrong newroom/x.c '"base/buf.h"'

check "$srcdir/src" >"$tmp/said"
sed 's/^/# /' "$tmp/said"
[ ! -s "$tmp/said" ]
row $? "src/ includes only what docs/ARCHITECTURE.md allows"

# The golden tests' own program is a user of the library like any other.
sed -n 's/^#include "\(.*\)"/\1/p' "$srcdir/tests/golden/clean.c" >"$tmp/said"
[ "$(cat "$tmp/said")" = cleanpage.h ]
row $? "tests/golden/clean.c sees the public header alone"

echo "1..$n"
