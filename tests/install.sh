#!/bin/sh
# TAP: make install into a DESTDIR, a program built against what was installed, make uninstall.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"

root=$top_builddir/tests/install.root
log=$top_builddir/tests/install.make.log
n=0
echo 1..6
result() {   # STATUS NAME
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else
        echo "not ok $n - $2"
        tail -n 5 "$log" 2>/dev/null | sed 's/^/# /'
    fi
}

rm -rf "$root"
cd "$top_builddir" || exit 99
# Of the surrounding make only its word on parallel jobs is kept away: its pipe is not ours.
MAKEFLAGS=
export MAKEFLAGS
make install DESTDIR="$root" >"$log" 2>&1
result $? 'make install DESTDIR=...'

prefix=$root$(sed -n 's/^prefix = //p' Makefile)
[ -x "$prefix/bin/cleanpage" ] && [ -f "$prefix/include/cleanpage.h" ] &&
    [ -f "$prefix/lib/pkgconfig/cleanpage.pc" ]
result $? 'program, header and pkg-config file are there'

[ -n "$(find "$prefix" -name '*.rules' -print | head -n 1)" ]
result $? 'the rules are installed to be read'

for page in man1/cleanpage.1 man3/libcleanpage.3 man5/cleanpage-rules.5; do
    [ -f "$prefix/share/man/$page" ] || break
done
[ -f "$prefix/share/man/$page" ]
result $? 'the manual pages are installed'

cflags="-I$prefix/include"
libs="-L$prefix/lib -lcleanpage"
if [ -f "$prefix/lib/libcleanpage.so" ] && ! grep -q '^CP_SAN = .' Makefile; then
    ${CC:-cc} $cflags -o "$root/clean" "$top_srcdir/examples/clean.c" $libs >"$log" 2>&1 &&
        ! LD_LIBRARY_PATH=$prefix/lib "$root/clean" http://127.0.0.1:1/ >"$root/out" 2>&1 &&
        grep -q 'http://127.0.0.1:1/: could not connect' "$root/out"
    result $? 'the README program is built against it and runs'
else
    n=$((n + 1))
    echo "ok $n - the README program # SKIP no shared library in this build"
fi

make uninstall DESTDIR="$root" >"$log" 2>&1
left=$(find "$root" -type f ! -name clean ! -name out | head -n 5)
[ -z "$left" ] || echo "# left behind: $left"
[ -z "$left" ]
result $? 'make uninstall leaves nothing behind'
rm -rf "$root"
