#!/bin/sh
# TAP: what it costs to start: instructions up to the end of a run on a page of one line, and no
# library that only other runs need.
set -u
LC_ALL=C
export LC_ALL
: "${top_srcdir:?}" "${top_builddir:?}"

# It takes 2.8 million on amd64 with glibc 2.36, most of them the loader's. A C++ library that is
# loaded unasked brings 2.3 more.
LIMIT=4500000

cd "$top_builddir" || exit 99
if grep -q '^CP_SAN = .' Makefile; then
    echo '1..0 # SKIP sanitizers start otherwise'
    exit 0
fi
dir=tests/start.dir
rm -rf "$dir" && mkdir "$dir" || exit 99
trap 'rm -rf "$dir"' EXIT
echo '<p>One line.</p>' >"$dir/page.html"

n=0
result() {   # STATUS NAME
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi
}
skip() {   # NAME WHY
    n=$((n + 1))
    echo "ok $n - $1 # SKIP $2"
}
# What libtool's script runs, with the library beside it.
run() { "${LIBTOOL:-./libtool}" --quiet --mode=execute "$@"; }

echo 1..2

name='a start takes less than 4.5 million instructions'
if ! command -v valgrind >/dev/null 2>&1; then
    skip "$name" 'no valgrind here'
elif ! grep -q '^#define CP_LAZY_CURL' config.h; then
    skip "$name" 'libraries are linked in this build'
else
    run valgrind --tool=callgrind --callgrind-out-file=/dev/null ./cleanpage \
        "$dir/page.html" >"$dir/out" 2>"$dir/log"
    count=$(sed -n 's/.*refs: *//p' "$dir/log" | tr -d ,)
    echo "# $count instructions"
    grep -q 'One line' "$dir/out" && [ "${count:-$LIMIT}" -lt $LIMIT ]
    result $? "$name"
fi

# LD_DEBUG is glibc's. libcrypto stands for what libcurl brings.
name='a page in a file loads no libcurl, SQLite, libxml2, libzip, uchardet'
LD_DEBUG=files run ./cleanpage "$dir/page.html" >"$dir/out" 2>"$dir/log"
if ! grep -q 'libc\.so' "$dir/log"; then
    skip "$name" 'this loader does not tell'
elif ! grep -q '^#define CP_LAZY_CURL' config.h; then
    skip "$name" 'libraries are linked in this build'
else
    grep -q 'One line' "$dir/out" &&
        ! grep -Eq 'calling init: .*/lib(curl|crypto|sqlite3|xml2|zip|uchardet|stdc\+\+)\.so' "$dir/log"
    result $? "$name"
fi
