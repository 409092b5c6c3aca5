#!/bin/sh
# TAP: the other ways to build. Each variant is configured and built in a directory of its own
# below the build directory, and runs the tests that show whether it works:
#
#   sanitizers      AddressSanitizer and UBSan; every test but this one
#   clang           with MemorySanitizer, where there is a clang; the tests of the engine
#   no-curl         --without-curl --without-uchardet --without-jansson --without-seccomp --disable-shared; golden
#                   tests
#   threads         ThreadSanitizer; the shared library alone, which opens libcurl when it is needed, and
#                   tests/threads
#
# configure --disable-variants leaves them out: the variants themselves do, and distcheck.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"

# The surrounding make passes on which tests it runs: those are not the variants' tests.
unset MAKEFLAGS MFLAGS MAKELEVEL TEST_LOGS

echo 1..8

n=0
say_ok() { n=$((n + 1)); echo "ok $n - $1"; }
say_skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }
say_not_ok() {
    n=$((n + 1))
    echo "not ok $n - $1"
    grep -E '^(not ok|FAIL|ERROR)|error:|warning:|runtime error|ERROR: |SUMMARY' "$2" | head -n 30 | sed 's/^/# /'
    tail -n 5 "$2" | sed 's/^/# /'
}

# variant NAME CONFIGURE-ARGUMENT... : builds it in variants/NAME, or of it only $targets; the log
# is beside it.
targets=
variant() {
    name=$1
    shift
    dir=$top_builddir/variants/$name
    log=$dir.log
    mkdir -p "$dir" && cd "$dir" || exit 99
    # A build in the source tree forbids others beside it.
    if { [ -f Makefile ] || "$top_srcdir/configure" --disable-variants --enable-werror "$@" || exit 1
         make -j2 $targets; } >"$log" 2>&1; then
        say_ok "$name builds"
    else
        say_not_ok "$name builds" "$log"
    fi
}

# check NAME TESTS... : runs tests of a variant; none named means all those of $check.
check=check
check() {
    name=$1
    shift
    cd "$top_builddir/variants/$name" || exit 99
    log=$top_builddir/variants/$name-check.log
    if make -j2 $check ${1:+TESTS="$*"} >"$log" 2>&1; then
        say_ok "$name passes its tests"
    else
        cat tests/*.log tests/*/*.log 2>/dev/null | grep -aE '^not ok|runtime error|ERROR: ' >>"$log"
        say_not_ok "$name passes its tests" "$log"
    fi
}

variant sanitizers --enable-sanitizers --disable-shared CFLAGS='-O1 -g'
CP_SITES=20; export CP_SITES # of tests/archive/simulate.tap
check sanitizers

# Whether a program that a compiler made with that sanitizer starts: not every compiler has it, and
# it does not start on every kernel.
has_sanitizer() {
    mkdir -p "$top_builddir/variants" && cd "$top_builddir/variants" || exit 99
    echo 'int main(void) { return 0; }' >"$2.c"
    $1 -fsanitize="$2" -o "$2" "$2.c" >/dev/null 2>&1 && "./$2" >/dev/null 2>&1
}

if ! command -v clang >/dev/null 2>&1; then
    say_skip 'clang builds' 'no clang here'
    say_skip 'clang passes its tests' 'no clang here'
elif has_sanitizer clang memory; then
    variant clang --enable-sanitizers=memory --disable-shared CC=clang CFLAGS='-O1 -gline-tables-only'
    check=check-memory
    check clang
    check=check
else
    variant clang CC=clang CFLAGS='-O1'
    say_skip 'clang passes its tests' 'no MemorySanitizer here'
fi

variant no-curl --without-curl --without-uchardet --without-jansson --without-seccomp --disable-shared \
    CFLAGS='-O1'
check no-curl tests/golden/run.tap

# Ten pages for each thread, which together are nearly all: it takes many times as long.
check_threads() {
    cd "$top_builddir/variants/threads" || exit 99
    log=$top_builddir/variants/threads-check.log
    if TSAN_OPTIONS="suppressions=$top_srcdir/tests/threads/tsan.supp" \
        tests/threads/threads 10 >"$log" 2>&1; then
        say_ok 'threads passes its test'
    else
        say_not_ok 'threads passes its test' "$log"
    fi
}

if has_sanitizer "${CC:-cc}" thread; then
    targets='libcleanpage.la tests/threads/threads'
    variant threads --disable-static --without-archive CFLAGS='-O1 -g -fsanitize=thread' \
        LDFLAGS=-fsanitize=thread
    check_threads
else
    say_skip 'threads builds' 'no ThreadSanitizer here'
    say_skip 'threads passes its test' 'no ThreadSanitizer here'
fi
