#!/bin/sh
# TAP: cleanpage.h is C++ as well, and a program in C++ uses the library.
#
# The build needs no C++ compiler, so the test is skipped where there is none.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"

: "${CXX:=c++}"
if ! command -v "$CXX" >/dev/null 2>&1; then
    echo "1..0 # SKIP no C++ compiler"
    exit 0
fi
dir=$top_builddir/tests/cxx.dir
rm -rf "$dir"
mkdir -p "$dir" && cd "$dir" || exit 99

echo 1..2
n=0
result() {   # STATUS NAME: the log tells what is wrong
    n=$((n + 1))
    [ "$1" -eq 0 ] && echo "ok $n - $2" && return
    head -n 20 log | sed 's/^/# /'
    echo "not ok $n - $2"
}

"$CXX" -std=c++11 -Wall -Wextra -Werror -pedantic -I"$top_srcdir/src" -c \
    -o usage.o "$top_srcdir/tests/cxx/usage.cc" >log 2>&1
result $? 'a program in C++11 is compiled without a warning'

# Another compiler than that of the library may have no such sanitizers.
if grep -q '^CP_SAN = .' "$top_builddir/Makefile" || ! [ -f usage.o ]; then
    echo "ok 2 - it runs # SKIP sanitizers, or it was not compiled"
    exit 0
fi
cat >want <<END
Rain by Ada Miller, article
Rain

It rained all night, and in the morning the river stood in the streets of the lower town, where \
nobody had expected it before the summer.

Those who could went up the hill, and those who could not waited on their roofs until the boats \
came, which they did before noon.
END
"$top_builddir/libtool" --tag=CC --mode=link "$CXX" -o usage usage.o \
    "$top_builddir/libcleanpage.la" -lpthread >log 2>&1 &&
    ./usage >got 2>>log && diff want got >>log 2>&1
result $? 'it is linked, runs, and has a page cleaned in four threads'
