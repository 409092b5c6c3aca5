#!/bin/sh
# TAP: every test that SECURITY.md names is there.
set -u
: "${top_srcdir:?}"

cd "$top_srcdir" || exit 99
echo 1..1
missing=
# Each is a file, a program's source, or a pattern.
for name in $(grep -o '`[^`]*`' SECURITY.md | tr -d '`' | grep -E '^(tests/|src/|fuzz_)'); do
    case $name in fuzz_*) name=tests/fuzz/$name ;; esac
    # shellcheck disable=SC2086
    ls -d $name $name.c 2>/dev/null | grep -q . || missing="$missing $name"
done
[ -z "$missing" ] || echo "# not there:$missing"
[ -z "$missing" ] && echo 'ok 1 - what SECURITY.md promises has its tests' ||
    echo 'not ok 1 - what SECURITY.md promises has its tests'
