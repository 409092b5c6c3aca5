#!/bin/sh
# TAP: docs/notes.md tells every note that the sources can make, and no other.
set -u
: "${top_srcdir:=.}"

notes=$top_srcdir/docs/notes.md
sources=$(find "$top_srcdir/src" -name '*.c' -exec cat {} +)

# What cp_note is called with as a literal.
made=$(printf '%s\n' "$sources" | sed -n 's/.*cp_note([^,]*, "\([a-z-]*\)".*/\1/p' | sort -u)
told=$(sed -n 's/^| `\([a-z-]*\)` |.*/\1/p' "$notes" | sort -u)

n=0
row()
{
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
    fi
}

for id in $made; do
    printf '%s\n' "$told" | grep -qx -e "$id"
    row $? "$id is told in docs/notes.md"
done
for id in $told; do
    printf '%s\n' "$sources" | grep -q "\"$id\""
    row $? "$id is made in the sources"
done
echo "1..$n"
[ "$n" -gt 0 ]
