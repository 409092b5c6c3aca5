#!/bin/sh
# What the shared library exports: every function of cleanpage.h and nothing else.
#
# Prints TAP; run in the build directory. Skipped where only the static library is built.

set -u
LC_ALL=C
export LC_ALL

: "${srcdir:=$(dirname "$0")/..}"
: "${NM:=nm}"
tmp=symbols-$$.tmp

lib=
for name in .libs/libcleanpage.so .libs/libcleanpage.dylib; do
    if [ -f "$name" ]; then
        lib=$name
    fi
done
if [ -z "$lib" ]; then
    echo "1..0 # SKIP no shared library in this build"
    exit 0
fi

mkdir "$tmp" || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 99' HUP INT TERM

# Mach-O writes an underscore before every name and marks the exported ones otherwise.
case $lib in
*.dylib) "$NM" -gU "$lib" | sed 's/.* _//' ;;
*) "$NM" -D --defined-only "$lib" | sed -e 's/.* //' -e 's/@.*//' ;;
esac | sort -u >"$tmp/exported"

sed -n '/^CLEANPAGE_API/s/.*[ *]\(cleanpage_[a-z0-9_]*\)(.*/\1/p' "$srcdir/src/cleanpage.h" |
    sort -u >"$tmp/declared"

echo "1..4"

# verdict FILE WHAT: good if the file is empty.
verdict()
{
    if [ -s "$1" ]; then
        sed 's/^/# /' "$1"
        echo "not ok - $2"
    else
        echo "ok - $2"
    fi
}

comm -23 "$tmp/exported" "$tmp/declared" >"$tmp/extra"
comm -13 "$tmp/exported" "$tmp/declared" >"$tmp/missing"
verdict "$tmp/extra" "nothing is exported that the header does not declare"
verdict "$tmp/missing" "everything the header declares is exported"

# Guards the two above: an empty list would pass both.
grep -v '^cleanpage_' "$tmp/declared" >"$tmp/odd"
grep -q '^cleanpage_clean$' "$tmp/exported" || echo "cleanpage_clean is missing" >>"$tmp/odd"
verdict "$tmp/odd" "the lists were read"

# Debian's packages name each, and since when; a release has no debian/.
packaged=$srcdir/debian/libcleanpage0.symbols
if [ -f "$packaged" ]; then
    sed -n 's/^ \(cleanpage_[a-z0-9_]*\)@.*/\1/p' "$packaged" | sort -u >"$tmp/packaged"
    comm -3 "$tmp/exported" "$tmp/packaged" >"$tmp/unpackaged"
    verdict "$tmp/unpackaged" "debian/libcleanpage0.symbols has the same names"
else
    echo "ok - debian/libcleanpage0.symbols has the same names # SKIP no debian/ here"
fi
