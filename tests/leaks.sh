#!/bin/sh
# TAP: valgrind sees no leak and no bad access when real pages go through the whole command.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"

if ! command -v valgrind >/dev/null 2>&1; then
    echo '1..0 # SKIP no valgrind here'
    exit 0
fi
if grep -q '^CP_SAN = .' "$top_builddir/Makefile"; then
    echo '1..0 # SKIP the sanitizers watch this build'
    exit 0
fi
echo 1..3
n=0

# watch NAME ARGUMENT... : standard input comes from the caller.
watch() {
    n=$((n + 1))
    name=$1
    shift
    if "$top_builddir/libtool" --mode=execute valgrind --quiet --leak-check=full \
        --show-leak-kinds=definite,indirect,possible --error-exitcode=99 \
        "$top_builddir/cleanpage" "$@" >/dev/null 2>"$top_builddir/tests/leaks.out"; [ $? -ne 99 ]
    then
        echo "ok $n - $name"
    else
        echo "not ok $n - $name"
        head -n 30 "$top_builddir/tests/leaks.out" | sed 's/^/# /'
    fi
}

# A run is dear under valgrind, so one process cleans every tenth fixture.
set --
i=0
for page in "$top_srcdir"/fixtures/pages/*/source.*; do
    i=$((i + 1))
    [ $((i % 10)) -eq 0 ] && set -- "$@" "$page"
done
watch "$# fixtures in one process" "$@"
watch 'a page with every kind of bad byte' -E shift_jis - <<EOF
<p>$(printf '\377\376\200 broken \303( bytes')</p>
EOF
watch 'a broken rule file' --rules "$top_srcdir/Makefile.am" "$top_srcdir/README.md"
