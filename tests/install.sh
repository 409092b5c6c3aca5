#!/bin/sh
# TAP: make install into a DESTDIR, a program built against what was installed, make uninstall.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"

root=$top_builddir/tests/install.root
log=$top_builddir/tests/install.make.log
. "$top_srcdir/tests/tap.sh"
echo 1..9

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

# With archives there is more to read.
pages= docs=
if "$top_builddir/cleanpage" archive --help >/dev/null 2>&1; then
    pages='man1/cleanpage-archive.1 man1/cleanpage-batch.1 man1/cleanpage-merge.1'
    docs='archive-tutorial.md contrib/crontab contrib/cleanpage-archive@.timer'
fi
for page in man1/cleanpage.1 man3/libcleanpage.3 man5/cleanpage-rules.5 $pages; do
    [ -f "$prefix/share/man/$page" ] || break
done
[ -f "$prefix/share/man/$page" ]
result $? 'the manual pages are installed'

for file in bash-completion/completions/cleanpage zsh/site-functions/_cleanpage \
    fish/vendor_completions.d/cleanpage.fish cleanpage/cleanpage.schema.json; do
    [ -f "$prefix/share/$file" ] || break
done
[ -f "$prefix/share/$file" ]
result $? 'so are the completions and the schema of the JSON'

for file in json.md notes.md reasons.md $docs; do
    [ -f "$prefix/share/doc/cleanpage/$file" ] || break
done
[ -f "$prefix/share/doc/cleanpage/$file" ]
result $? 'and what tells the fields, the notes and the reasons'

# pkg-config as an installed program would ask it, but for the DESTDIR in front.
config() {
    PKG_CONFIG_PATH=$prefix/lib/pkgconfig ${PKG_CONFIG:-pkg-config} \
        --define-variable=prefix="$prefix" "$@" cleanpage
}

# builds COMPILER NAME: the program of the README, which is C and C++, is built and runs.
builds() {
    if ! command -v "$1" >/dev/null 2>&1 || grep -q '^CP_SAN = .' Makefile; then
        n=$((n + 1))
        echo "ok $n - $2 # SKIP no $1, or sanitizers"
        return
    fi
    # shellcheck disable=SC2046
    $1 $(config --cflags) -o "$root/clean" "$root/$2" $(config --libs) >"$log" 2>&1 &&
        ! LD_LIBRARY_PATH=$prefix/lib "$root/clean" http://127.0.0.1:1/ >"$root/out" 2>&1 &&
        grep -Eq 'http://127.0.0.1:1/: .*(could not connect|libcurl)' "$root/out"
    result $? "the README program is built against it and runs: $2"
}

cp "$top_srcdir/examples/clean.c" "$root/clean.c"
cp "$top_srcdir/examples/clean.c" "$root/clean.cc"
builds "${CC:-cc}" clean.c
builds "${CXX:-c++}" clean.cc

make uninstall DESTDIR="$root" >"$log" 2>&1
left=$(find "$root" -type f ! -name "clean*" ! -name out | head -n 5)
[ -z "$left" ] || echo "# left behind: $left"
[ -z "$left" ]
result $? 'make uninstall leaves nothing behind'
rm -rf "$root"
