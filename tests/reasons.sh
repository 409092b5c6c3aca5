#!/bin/sh
# What the command tells of its reasons: --explain, --report, --diff and "rules suggest".
# tests/report looks at the report in a browser.
set -u

: "${CLEANPAGE:?set by make check}" "${top_srcdir:?}" "${top_builddir:?}"
dir=$top_builddir/tests/reasons.dir
rm -rf "$dir"
mkdir -p "$dir"
cd "$dir" || exit 99
XDG_CONFIG_HOME=$dir HOME=$dir
export XDG_CONFIG_HOME HOME
unset CLEANPAGE_RULES

n=0 failed=0

# result STATUS NAME: one line of TAP; 0 is a success.
result() {
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
        failed=$((failed + 1))
        for f in out err; do
            [ -s $f ] && sed "s/^/# $f: /" $f | head -20 | cut -c1-300
        done
    fi
    return 0
}

skip() {
    n=$((n + 1))
    echo "ok $n - $1 # SKIP $2"
}

# run ARG...: status, out and err of the command.
run() {
    status=0
    "$CLEANPAGE" "$@" >out 2>err </dev/null || status=$?
}

# exits STATUS NAME
exits() {
    [ "$status" -eq "$1" ] || echo "# exit status $status, not $1"
    [ "$status" -eq "$1" ]
    result $? "$2"
}

has_jansson=no
"$CLEANPAGE" --version | grep -q jansson && has_jansson=yes

# ---------------------------------------------------------------- pages of a host

# page NAME NUMBER TITLE THING: with a box, a line without a name and a list on each of them.
page() {
    cat >"$1.html" <<END
<!doctype html><html lang="en"><head><title>$3 - Valley Post</title>
<link rel="canonical" href="https://www.valley.example/$1"></head>
<body><header><nav><a href="/">Home</a> <a href="/news">News</a></nav></header>
<div id="story-text" class="css-1x$2fg"><h1>$3</h1>
<p>The $4 has stood in this town for longer than anybody who lives here can remember.</p>
<p>When the council met, nobody wanted to speak about the $4 first, so they spoke of money.</p>
<div class="support-us css-9f8a$2"><p>The Valley Post is written by people who live in the
valley. It costs money to print, and we would be glad of yours.</p></div>
<p>In the end the $4 was saved by a handful of people who came back every week.</p></div>
<footer>© Valley Post</footer></body></html>
END
}
page one 1 'The bridge at Ulm' bridge
page two 2 'A library without books' library
page three 3 'How the harbour froze' harbour

# ---------------------------------------------------------------- --explain

if [ $has_jansson = yes ]; then
    run --explain -u https://valley.example/one one.html
    exits 0 '--explain'
    blocks=$(($(wc -l <out) - 1))
    [ "$blocks" -eq 7 ] && head -n 1 out | grep -q '^{"type":"page",.*"blocks":'"$blocks"','
    result $? 'one line for the page, and one for each block'
    grep '"text":"The Valley Post is written' out |
        grep -q '"path":"html>body>div#story-text\.css-1x1fg>div\.support-us\.css-9f8a1>p".*"verdict":"keep","reason":"points","confidence":0\.9.*"points":\[{"feature":"[a-z-]*","value":[-0-9.]*,"points":[-0-9.]*,"base":[-0-9.]*,"rule":"rules/points.rules:[0-9]*"}.*"steps":\[{"stage":"points","verdict":"keep","reason":"points"}\]}$'
    result $? 'a block has path, verdict, points with their rules, and steps'
    run --explain one.html two.html
    [ "$(grep -c '"type":"page"' out)" -eq 2 ] && ! grep -q '^$' out
    result $? 'the lines of several pages follow each other'
    printf '<!doctype html><title>x</title><a href=/>Home</a>' >menu.html
    run --explain menu.html
    [ "$status" -eq 1 ] && grep -q '"text":"Home".*"verdict":"drop"' out
    result $? 'a page without main content is explained, with status 1'
    printf '<title>x</title><script type="application/ld+json">{"@type":"Article","articleBody":"%s"}</script><body><div id=app></div>' \
        'It rained all night, and in the morning the road was gone. Nobody had expected it, and nobody went out to see it.' >script.html
    run --explain script.html
    [ "$status" -eq 0 ] && grep -q '"text":"It rained.*"verdict":"keep","reason":"layout".*"points":\[\].*"steps":\[\]' out
    result $? 'text that came with scripts has no points'
    if [ -n "${PYTHON3:-}" ]; then
        run --explain "$top_srcdir"/fixtures/pages/*/source.html
        "$PYTHON3" -c '
import json, sys
page = None
for line in open("out", encoding="utf-8"):
    told = json.loads(line)
    if told["type"] == "page":
        page = told
        continue
    total = page["base"] + sum(p["points"] for p in told["points"]) + told["rest"]
    assert not told["points"] or abs(total - told["score"]) < .01, told
    assert not told["steps"] or told["steps"][-1]["verdict"] == told["verdict"], told
    assert not told["steps"] or told["steps"][-1]["reason"] == told["reason"], told
    assert len(told["text"]) <= 201, told
    rules = [r["file"] + ":" + str(r["line"]) for r in told["rules"]]
    assert all(s["rule"] in rules for s in told["steps"] if "rule" in s), told
' 2>>err
        result $? 'of all fixtures: JSON, whose points add up and whose last step is the verdict'
    else
        skip 'of all fixtures: JSON, whose points add up' 'python3 is not here'
    fi
else
    run --explain one.html
    exits 2 '--explain needs jansson'
fi

# ---------------------------------------------------------------- --report

if [ $has_jansson = yes ]; then
    "$CLEANPAGE" one.html >plain
    run --report report.html one.html
    exits 0 '--report'
    cmp -s plain out && grep -q '^<!doctype html>' report.html && grep -q 'Valley Post is written' report.html
    result $? 'the text goes to stdout as without it'
    [ "$(grep -c '</script>' report.html)" -eq 2 ] && ! grep -q '@DATA@' report.html &&
        ! grep -Eq '(src|href)=' report.html
    result $? 'the file asks for nothing else'
    run --report report.html menu.html
    [ "$status" -eq 1 ] && grep -q '"text":"Home"' report.html
    result $? 'a page without main content has a report, too'
    run --report no-such-directory/report.html one.html
    exits 8 'a report that cannot be written'
fi
run --report report.html one.html two.html
exits 2 '--report of several pages is refused'

# ---------------------------------------------------------------- --diff

echo 'strip .support-us' >strip.rules
echo 'strip .nobody-has-this' >idle.rules
echo 'keep nav' >keep.rules
run --diff strip.rules one.html two.html
exits 1 '--diff that finds a difference'
cat >expected <<'END'
== one.html
- The Valley Post is written by people who live in the valley. It costs money to print, and we would b...
    strip.rules:1: strip .support-us

== two.html
- The Valley Post is written by people who live in the valley. It costs money to print, and we would b...
    strip.rules:1: strip .support-us

2 pages, 2 differ: 2 blocks would be dropped, 0 kept
END
cmp -s expected out
result $? 'names page, block and rule, and counts'
run --diff idle.rules one.html two.html
exits 0 '--diff that finds none'
[ "$(cat out)" = '2 pages, 0 differ: 0 blocks would be dropped, 0 kept' ]
result $? 'and says so'
run --diff keep.rules one.html
[ "$status" -eq 1 ] && grep -q '^+ Home News$' out && grep -q '^    keep.rules:1: keep nav$' out
result $? 'what would be kept has a plus'
run --rules strip.rules --diff idle.rules one.html
[ "$status" -eq 1 ] && grep -q '^+ The Valley Post' out
result $? 'the file takes the place of those of --rules'
echo 'nonsense' >broken.rules
run --diff broken.rules one.html
exits 7 '--diff with a broken file'
run --diff idle.rules missing.html one.html
exits 10 '--diff with a page that is missing'
run --diff idle.rules --explain one.html
exits 2 '--diff and --explain exclude each other'
printf '<!doctype html><p>It rained all night, and in the morning \033[31mthe road was gone for good.</p>' >escape.html
echo 'strip p' >p.rules
run --diff p.rules escape.html
! grep -q "$(printf '\033')" out
result $? 'control characters of a page are not shown'

cat >heading.html <<'END'
<!doctype html><title>Rain</title><body><article>
<p>It rained all night, and in the morning the road to the village was gone for good.</p>
<h2>After the flood <span class="edit">change this</span></h2>
<p>Those who had gone to bed early found out about it when they left for work.</p></article>
END
echo 'strip .edit' >edit.rules
run --diff edit.rules heading.html
[ "$(sed -n '2,3p' out)" = '- change this
    edit.rules:1: strip .edit' ] && grep -q ' 1 block would be dropped, 0 kept' out
result $? 'of a block that a rule cuts up, the part that goes'
run --rules edit.rules --diff idle.rules heading.html
[ "$(sed -n '2p' out)" = '+ change this' ] && grep -q ' 0 blocks would be dropped, 1 kept' out
result $? 'and the other way round'

# ---------------------------------------------------------------- rules suggest

run rules suggest one.html two.html three.html
exits 0 'rules suggest'
cp out valley.rules
grep -q '^on valley\.example$' out && grep -q '^  strip \.support-us$' out && grep -q '^  keep  #story-text$' out
result $? 'proposes what repeats and what does not'
! grep -Eq 'css-|^  strip.*(story|header|nav)' out
result $? 'and nothing of generated names, nor what goes anyway'
grep -q '^  # On 3 of 3 pages' out
result $? 'says why'
run rules check valley.rules
[ "$status" -eq 0 ] && grep -q '^2 tests, 0 failed' out
result $? 'the tests of its rules pass'
# With the rules taken away they fail: they are tests.
sed 's/^  strip .*//' valley.rules >without.rules
run rules check without.rules
exits 7 'and fail without them'
run --rules valley.rules -u https://valley.example/one one.html
! grep -q 'Valley Post is written' out && grep -q 'In the end the bridge' out
result $? 'the box is gone with them, the text is there'
for name in one two three; do
    sed -i.old 's|^<p>When|<p>Photographs may be printed by anybody who names us.</p>&|' $name.html
done
run rules suggest one.html two.html three.html
cp out lines.rules
grep -q '^  strip "Photographs may be printed by anybody who names us\." max-words 9 certain$' out &&
    "$CLEANPAGE" rules check lines.rules >/dev/null
result $? 'a line in no element with a name becomes a phrase'
run rules suggest one.html
exits 2 'rules suggest of one page'
sed 's/valley\.example/hill.example/' two.html >other.html
run rules suggest one.html other.html
[ "$status" -eq 2 ] && grep -q 'valley\.example and hill\.example' err
result $? 'pages of two hosts are refused'
sed '/canonical/d' one.html >a.html
sed '/canonical/d' two.html >b.html
run rules suggest a.html b.html
exits 2 'pages of no host are refused'
run rules suggest --base https://hill.example/ a.html b.html
grep -q '^on hill\.example$' out
result $? '--base names it'
run rules suggest one.html missing.html
exits 3 'a page that is missing'

# ---------------------------------------------------------------- the documents

# Every stage that the sources name is told in docs/reasons.md and in the report.
src=$top_srcdir/src
stages=$(sed -n 's/.*cp_trace_step(.*, "\([a-z-]*\)").*/\1/p' "$src"/judge/*.c "$src"/*.c
    sed -n '/^cp_judge_shape/,$p' "$src/judge/shape.c" | grep -o '"[a-z-]*"' | tr -d '"')
: >err
for stage in $stages; do
    grep -q "^|.*\`$stage\`.*|" "$top_srcdir/docs/reasons.md" || echo "docs: $stage" >>err
    grep -Eq "[ {]\"?$stage\"?: \"" "$src/render/report.html" || echo "report: $stage" >>err
done
[ "$(echo $stages | wc -w)" -gt 20 ] && ! [ -s err ]
result $? 'every stage is told in docs/reasons.md and in the report'

echo "1..$n"
[ $failed -eq 0 ]
