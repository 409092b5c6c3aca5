#!/bin/sh
# TAP: what "make dist" packs is whole: it is configured and built in a place of its own with no network
# at all, and cleans its fixtures.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"

work=$top_builddir/tests/ship/tarball.dir
log=$top_builddir/tests/ship/tarball.out
. "$top_srcdir/tests/tap.sh"

unset MAKEFLAGS MFLAGS MAKELEVEL TEST_LOGS
# A network of its own has no way out. Not every kernel lets everyone make one.
alone=
for way in 'unshare --net' 'unshare --map-root-user --net'; do
    if [ -z "$alone" ] && $way true 2>/dev/null; then alone=$way; fi
done
if [ -z "$alone" ]; then
    echo '1..0 # SKIP no network namespaces here'
    exit 0
fi

echo 1..4
rm -rf "$work"
mkdir -p "$work/build" && cd "$top_builddir" || exit 99
make dist >"$log" 2>&1
result $? 'make dist'

tarball=$(ls -t cleanpage-*.tar.xz | head -n 1)
tar -xf "$tarball" -C "$work" >"$log" 2>&1
result $? 'the tarball unpacks'

cd "$work/build" || exit 99
{ $alone ../cleanpage-*/configure -q --disable-variants && $alone make -j2; } >"$log" 2>&1
result $? 'it builds without a network'

make check TESTS='tests/golden/run.tap tests/cli.sh' >"$log" 2>&1
result $? 'what was built cleans its fixtures'

chmod -R u+w "$work"
rm -rf "$work"
