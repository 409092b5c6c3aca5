#!/bin/sh
# TAP: Debian's packages from what "make dist" packs and debian/: built twice, in different
# directories, they are the same bytes, and lintian has nothing to say.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"

work=$top_builddir/tests/ship/debian.dir
log=$top_builddir/tests/ship/debian.out
. "$top_srcdir/tests/tap.sh"

unset MAKEFLAGS MFLAGS MAKELEVEL TEST_LOGS
for tool in dpkg-buildpackage dh dh_python3 lintian; do
    if ! command -v $tool >/dev/null 2>&1; then
        echo "1..0 # SKIP no $tool here"
        exit 0
    fi
done

# packages DIRECTORY: builds them there, with a name of the source directory that tells nothing.
packages() {
    mkdir -p "$1" && cp "$tarball" "$1/cleanpage_$version.orig.tar.xz" &&
        tar -xf "$tarball" -C "$1" && mv "$1/cleanpage-$version" "$1/source" &&
        cp -R "$top_srcdir/debian" "$1/source/" &&
        (cd "$1/source" && DEB_BUILD_OPTIONS="nocheck parallel=2 noautodbgsym" dpkg-buildpackage -us -uc)
}

echo 1..7
rm -rf "$work"
cd "$top_builddir" || exit 99
version=$(sed -n 's/^VERSION = //p' Makefile)
tarball=$top_builddir/cleanpage-$version.tar.xz
make dist >"$log" 2>&1
result $? 'make dist'

packages "$work/one" >"$log" 2>&1
result $? 'the packages are built'
packages "$work/a/longer/way/two" >"$log" 2>&1
result $? 'and once more elsewhere'

(cd "$work/one" && ls ./*.deb) >"$work/names"
for name in $(cat "$work/names"); do
    cmp "$work/one/$name" "$work/a/longer/way/two/$name"
done >"$log" 2>&1
[ ! -s "$log" ] && [ "$(wc -l <"$work/names")" -eq 4 ]
result $? 'four packages, the same bytes both times'

lintian --tag-display-limit 0 --info --pedantic --fail-on error,warning,info "$work"/one/*.changes >"$log" 2>&1
result $? 'lintian is content'

# What no program is linked with.
for library in libcurl libsqlite3 libuchardet libxml2 libzip; do
    dpkg-deb -f "$work"/one/cleanpage_*.deb Depends | grep -q "\<$library[-0-9]* (>=" || echo "$library"
done >"$log"
dpkg-deb -f "$work"/one/libcleanpage0_*.deb Depends | grep -q '\<libcurl4 (>=' && [ ! -s "$log" ]
result $? 'the packages depend on what they open when it is needed'

# hardening=+all: position independent, read-only after relocation, bound at start, fortified.
root=$work/root
mkdir "$root" && for name in $(cat "$work/names"); do dpkg-deb -x "$work/one/$name" "$root"; done
{
    readelf -h "$root/usr/bin/cleanpage" | grep -q 'DYN' &&
        readelf -l "$root/usr/bin/cleanpage" | grep -q GNU_RELRO &&
        readelf -d "$root/usr/bin/cleanpage" | grep -q BIND_NOW &&
        readelf -Ws "$root"/usr/lib/*/libcleanpage.so.0 | grep -q '__memcpy_chk\|__stack_chk_fail'
} >"$log" 2>&1
result $? 'hardened'

rm -rf "$work"
