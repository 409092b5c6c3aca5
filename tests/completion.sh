#!/bin/sh
# TAP: the completions, each in its own shell where that is installed.
set -u
: "${CLEANPAGE:?set by make check}" "${top_srcdir:?}" "${top_builddir:?}"
completion=$top_srcdir/completion
dir=$top_builddir/tests/completion.dir
rm -rf "$dir"
mkdir -p "$dir" && cd "$dir" || exit 99
HOME=$dir XDG_CONFIG_HOME=$dir XDG_DATA_HOME=$dir
export HOME XDG_CONFIG_HOME XDG_DATA_HOME

# What is typed, and a word that must be offered or filled in.
cat >cases <<'END'
--wi|--width
--no-im|--no-images
--to ma|markdown
-t ht|html
--links ref|reference
--select publ|published
--from te|text
--body mark|markdown
--comments on|only
--kind docu|documentation
--to expl|explain
--ma|--mark
--expl|--explain
--repor|--report
--report why|why.html
--dif|--diff
--diff mine|mine.rules
ru|rules
rules ch|check
rules sug|suggest
rules check mine|mine.rules
rules suggest --wi|--width
rules suggest pag|page.html
ar|archive
archive re|reclean
archive add --op|--opml
archive add --to ma|markdown
archive add ne|news/*
archive run news --rules mine|mine.rules
archive run news --dead|--deadline
archive search news --js|--json
feed --to ato|atom
feed --no-|--no-cache
feed pag|page.html
ba|batch
batch --doc-t|--doc-timeout
batch --from wa|warc
batch --to ma|markdown
batch --no-im|--no-images
batch --output-dir ne|news/*
batch pag|page.html
batch --dedup ne|near
me|merge
merge --con|--concat
merge pag|page.html
batch --learn|--learn-site
--sit|--site
si|site
site sh|show
END

: >why.html
: >mine.rules
: >page.html
mkdir news

n=0
result() {   # STATUS NAME
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else
        echo "not ok $n - $2"
        sed 's/^/# /' out | head -n 5
    fi
}

skip() {
    n=$((n + 1))
    echo "ok $n - $1 # SKIP $2"
}

in_bash() {   # WORDS...: the last one is being typed
    bash -c '. "$1"; shift; compopt() { :; }
        COMP_WORDS=(cleanpage "$@"); COMP_CWORD=$#; _cleanpage; printf "%s\n" "${COMPREPLY[@]}"' \
        sh "$completion/cleanpage" "$@"
}

in_fish() {
    fish -c "source '$completion/cleanpage.fish'; complete -C 'cleanpage $*'" | cut -f 1
}

# A terminal for zsh, in which the word is typed and the tab key pressed.
cat >type.zsh <<'END'
zmodload zsh/zpty || exit 77
zpty shell zsh -f -i
zpty -w shell "fpath=(${(q)1} \$fpath); autoload -U compinit; compinit -D -u; bindkey '^I' complete-word; PROMPT='rea''dy> '"
zpty -r -m shell seen '*ready> *' || exit 77
zpty -w -n shell "cleanpage $2"$'\t\x05 #END'
zpty -r -m shell typed '*#END*'
print -r -- "$typed"
zpty -d shell
END

in_zsh() {
    timeout 20 zsh -f type.zsh "$completion" "$*" | sed "s/$(printf '\033')\\[[0-9;?]*[A-Za-z]//g" | tr -d '\007\010\015'
}

for shell in bash fish zsh; do
    if ! command -v $shell >/dev/null 2>&1; then
        skip "$shell" "no $shell here"
        continue
    fi
    if [ $shell = zsh ]; then
        timeout 20 zsh -f type.zsh "$completion" --wi >out 2>&1
        if [ $? -eq 77 ]; then
            skip "$shell" 'it has no terminals here'
            continue
        fi
    fi
    while IFS='|' read -r typed wanted; do
        # shellcheck disable=SC2086  # words of a command line
        in_$shell $typed >out 2>&1 </dev/null
        if [ $shell = zsh ]; then grep -q -e "$wanted" out; else grep -q -x -e "$wanted" out; fi
        result $? "$shell: $typed"
    done <cases
done
if command -v bash >/dev/null 2>&1; then
    in_bash --to = ma >out
    [ "$(cat out)" = markdown ]
    result $? 'bash: --to=ma, which comes as three words'
fi

# The options offered for "feed", "batch", "merge" and each command of "archive" are those of its --help.
"$CLEANPAGE" archive --help 2>/dev/null | sed -n 's/^  \([a-z]*\) DIR.*/archive \1/p' >commands
[ -s commands ] && printf '%s\n' feed batch merge >>commands
for shell in bash fish; do
    if ! [ -s commands ] || ! command -v $shell >/dev/null 2>&1; then
        skip "$shell: options of archive, feed and batch" 'no archives or no such shell here'
        continue
    fi
    : >out
    while read -r command; do
        # shellcheck disable=SC2086  # one word or two
        {
            "$CLEANPAGE" $command --help </dev/null |
                sed -n 's/^  \(-[A-Za-z0-9],\|   \) \(--[a-z0-9-]*\).*/\2/p' | sort >wanted
            in_$shell $command -- </dev/null | sort | diff wanted - >>out || echo "$command" >>out
        }
    done <commands
    ! [ -s out ]
    result $? "$shell: options of archive, feed and batch"
done

echo "1..$n"
cd / && rm -rf "$dir"
