# Examples in documents, for the tests that run them. To be read by sh, with "dir" set to where
# they are written.
#
# An example is a line "$ COMMAND" in a block that is set in by four spaces; what follows up to
# the next one or to the end of the block is its output. A line with nothing but "..." stands for
# any number of lines, "..." within a line for any text.
#
# What stands in a comment of Markdown that begins with "<!-- test" is done on the way.

# Writes each example of stdin, one block after the other, to NAME-N.cmd and NAME-N.out, and what
# is to be done between them to NAME-N.do; N has three digits.
split() {   # NAME
    awk -v base="$dir/$1" '
        function next_file(end) { if (file) close(file); return sprintf("%s-%03d.%s", base, ++n, end) }
        /^    \$ / { name = next_file("cmd"); print substr($0, 7) >name; close(name)
                     file = name; sub(/cmd$/, "out", file); printf "" >file; on = 1; blank = 0; next }
        on && /^    / { while (blank > 0) { print "" >file; blank-- }
                        print substr($0, 5) >file; next }
        on && /^$/ { blank++; next }
        { on = 0 }
        /^<!-- test/ { file = next_file("do"); hidden = 1; sub(/^<!-- test:? */, "") }
        hidden { ends = sub(/ *-->$/, ""); print >file; hidden = !ends }'
}

# matches SHOWN GOT: the output is what is shown.
matches() {
    awk '
        function fits(line, shown,    parts, n, i, at) {
            if (!index(shown, "...")) return line == shown
            n = split(shown, parts, /\.\.\./)
            if (parts[1] != "" && index(line, parts[1]) != 1) return 0
            line = substr(line, length(parts[1]) + 1)
            for (i = 2; i < n; i++) {
                if (!(at = index(line, parts[i])) && parts[i] != "") return 0
                if (parts[i] != "") line = substr(line, at + length(parts[i]))
            }
            return length(line) >= length(parts[n]) &&
                   substr(line, length(line) - length(parts[n]) + 1) == parts[n]
        }
        NR == FNR { want[++n] = $0; next }
        { got[++m] = $0 }
        END {
            for (i = j = 1; i <= n; i++) {
                if (want[i] == "...") { any = 1; continue }
                while (any && j <= m && !fits(got[j], want[i])) j++
                if (j > m || !fits(got[j++], want[i])) { print "# differs at: " want[i]; exit 1 }
                any = 0
            }
            if (j <= m && !any) { print "# not shown: " got[j]; exit 1 }
        }' "$1" "$2"
}
