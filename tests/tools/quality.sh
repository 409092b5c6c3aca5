#!/bin/sh
# quality.sh BENCH COMMAND: scores COMMAND on the development pages in BENCH with the scorer that
# stands there, and leaves per-page scores in quality.csv of the current directory. When an
# earlier quality.csv is there it becomes quality.old.csv and the paired difference is shown.
set -eu

if [ $# -ne 2 ] || [ ! -f "$1/score.py" ]; then
    echo "usage: quality.sh BENCH COMMAND (BENCH holds score.py and the pages)" >&2
    exit 2
fi
bench=$1
command=$2
python=${PYTHON3:-python3}

if [ -f quality.csv ]; then
    mv quality.csv quality.old.csv
fi
status=0
"$python" "$bench/score.py" --set wcxb-dev,snippets-dev --csv quality.csv \
    --cmd "$command --no-title -u {url} -" 2> quality.log || status=$?
if [ ! -f quality.csv ]; then
    tail -5 quality.log >&2
    exit 1
fi
# A page without main content ends with status 1, which is an answer and no failure.
grep -v ': exit 1: ' quality.log >&2 || :
if [ -f quality.old.csv ]; then
    echo
    echo "against quality.old.csv:"
    "$python" "$bench/score.py" --diff quality.old.csv quality.csv --worst 5
fi
[ "$status" -le 1 ] || exit "$status"
