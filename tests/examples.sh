#!/bin/sh
# TAP: what README.md and cleanpage(1) show is what the command writes.
#
# An example is a line "$ COMMAND" in a block that is set in by four spaces; what follows up to
# the next one or to the end of the block is its output. A line with nothing but "..." stands for
# any number of lines. Commands run in the source tree.
set -u
: "${CLEANPAGE:?set by make check}" "${top_srcdir:?}" "${top_builddir:?}"
dir=$top_builddir/tests/examples.dir
rm -rf "$dir"
mkdir -p "$dir/bin" || exit 99
ln -s "$CLEANPAGE" "$dir/bin/cleanpage"
PATH=$dir/bin:$PATH XDG_CONFIG_HOME=$dir HOME=$dir
export PATH XDG_CONFIG_HOME HOME
unset CLEANPAGE_RULES

# Writes each example of stdin, one block after the other, to NAME-N.cmd and NAME-N.out.
split() {   # NAME
    awk -v base="$dir/$1" '
        function flush() { if (n && file) close(file) }
        /^    \$ / { n++; file = base "-" n ".out"; printf "" >file
                     print substr($0, 7) >(base "-" n ".cmd"); on = 1; blank = 0; next }
        on && /^    / { while (blank > 0) { print "" >file; blank-- }
                        print substr($0, 5) >file; next }
        on && /^$/ { blank++; next }
        { on = 0 }'
}

split readme <"$top_srcdir/README.md"
sed -e 's/^\.EE$/end/' -e 's/\\-/-/g' -e 's/\\(aq/'\''/g' -e 's/\\(ha/^/g' -e 's/\\e/\\/g' \
    "$top_srcdir/docs/cleanpage.1" | split manual

# matches SHOWN: the output is what is shown.
matches() {
    awk 'NR == FNR { want[++n] = $0; next }
        { got[++m] = $0 }
        END {
            for (i = j = 1; i <= n; i++) {
                if (want[i] == "...") { any = 1; continue }
                while (any && j <= m && got[j] != want[i]) j++
                if (j > m || got[j++] != want[i]) { print "# differs at: " want[i]; exit 1 }
                any = 0
            }
            if (j <= m && !any) { print "# not shown: " got[j]; exit 1 }
        }' "$1" "$dir/got"
}

n=0
cd "$top_srcdir" || exit 99
for command in "$dir"/*.cmd; do
    n=$((n + 1))
    name=$(basename "$command" .cmd)
    sh "$command" >"$dir/got" 2>"$dir/err" </dev/null
    if grep -q 'this build of cleanpage cannot' "$dir/err"; then
        echo "ok $n - $name # SKIP not in this build"
    elif matches "${command%.cmd}.out"; then
        echo "ok $n - $name: $(cat "$command")"
    else
        sed 's/^/# /' "$dir/got" "$dir/err" | head -n 20
        echo "not ok $n - $name: $(cat "$command")"
    fi
done
n=$((n + 1))
[ -f "$dir/readme-3.cmd" ] && [ -f "$dir/manual-3.cmd" ]
result=$?
[ $result -eq 0 ] && echo "ok $n - both show some" || echo "not ok $n - both show some"
echo "1..$n"
cd / && rm -rf "$dir"
