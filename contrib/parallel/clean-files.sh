#!/bin/sh
# Cleans a list of files with GNU parallel, each into a file of its own, here or on other machines:
#
#     clean-files.sh LIST OUT [OPTION OF PARALLEL]...
#
# LIST   a path on each line: WARC files, JSON Lines, whatever "cleanpage batch" reads
# OUT    a directory; line 17 of LIST becomes OUT/000017.jsonl, to which {o} stands in options
#
# The same line again does what is missing: what failed, and what was not begun. As many files are
# cleaned at a time as there are cores, each by one worker.
set -u

[ $# -ge 2 ] || { echo 'usage: clean-files.sh LIST OUT [OPTION OF PARALLEL]...' >&2; exit 2; }
list=$1
out=$2
shift 2
mkdir -p "$out" || exit

# A page that could not be cleaned has its line, and its file is whole: that the file is there
# tells that all went well, not the status. On other machines the directory is a new one.
CLEANPAGE_OUT=$out
export CLEANPAGE_OUT
exec parallel --joblog "$out/joblog" --resume-failed --retries 3 \
    --rpl '{o} $_ = sprintf("%s/%06d.jsonl", $ENV{CLEANPAGE_OUT}, seq())' "$@" \
    'mkdir -p "$(dirname {o})";' \
    '"${CLEANPAGE:-cleanpage}" batch -q -P 1 --resume -o {o} -- {} </dev/null || [ -f {o} ]' \
    :::: "$list"
