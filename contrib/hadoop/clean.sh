#!/bin/sh
# Cleans JSON Lines with Hadoop streaming: clean.sh INPUT OUTPUT [OPTION OF cleanpage batch]...
#
# INPUT and OUTPUT are directories of its file system; OUTPUT is not there yet. HADOOP_STREAMING is
# the path of hadoop-streaming.jar, CLEANPAGE_COMMAND that of cleanpage on all machines. See
# ../spark/README.md.
set -eu

[ $# -ge 2 ] || {
    echo 'usage: clean.sh INPUT OUTPUT [OPTION]...' >&2
    exit 2
}
if [ -z "${HADOOP_STREAMING:-}" ]; then
    tools=${HADOOP_HOME:-/usr/lib/hadoop}/share/hadoop/tools/lib
    for HADOOP_STREAMING in "$tools"/hadoop-streaming*.jar; do
        break
    done
fi
input=$1 output=$2
shift 2

# Without reducers lines stay in their order. They have no TAB, so that each is a key without a
# value: an empty separator keeps a TAB from being put behind it.
exec hadoop jar "$HADOOP_STREAMING" \
    -D mapreduce.job.name=cleanpage \
    -D mapreduce.job.reduces=0 \
    -D mapreduce.output.textoutputformat.separator= \
    -input "$input" -output "$output" \
    -mapper "${CLEANPAGE_COMMAND:-cleanpage} batch --from=jsonl --workers=1 --exit-zero $* -"
