#!/bin/sh
# TAP: "cleanpage archive" from outside, against sites on the loopback address: what is followed,
# fetched, kept, found and mended, and what is said to whom.
set -u
: "${CLEANPAGE:?set by make check}" "${top_srcdir:?}" "${top_builddir:?}"
work=$top_builddir/tests/archive.dir
. "$top_srcdir/tests/archive/lib.sh"

n=0

# result STATUS NAME: one line of TAP; 0 is a success.
result() {
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
        for f in out err; do
            [ -s $f ] && sed "s/^/# $f: /" $f | head -20
        done
    fi
    return 0
}

skip() {
    n=$((n + 1))
    echo "ok $n - $1 # SKIP $2"
}

# run COMMAND ARG...: status, out and err of it.
run() {
    status=0
    "$CLEANPAGE" archive "$@" >out 2>err </dev/null || status=$?
}

# follow DIR ADDRESS..., night DIR ARG...: without pauses, the server being ours.
follow() { run add --pause 0 "$@"; }
night() { run run --pause 0 "$@"; }

# exits STATUS NAME
exits() {
    [ "$status" -eq "$1" ] || echo "# exit status $status, not $1"
    [ "$status" -eq "$1" ]
    result $? "$2"
}

# is_silent NAME: all is well, and nobody gets a mail.
is_silent() {
    [ "$status" -eq 0 ] && ! [ -s out ] && ! [ -s err ]
    result $? "$1"
}

# says REGEX NAME: stderr is one line that matches.
says() {
    [ "$(wc -l <err)" -eq 1 ] && grep -Eq -e "$1" err
    result $? "$2"
}

# counts NAME=NUMBER...: among what --stats has written.
counts() {
    for pair; do
        grep -Eq "[{,]\"${pair%=*}\":${pair#*=}[,}]" out || { echo "# not $pair"; return 1; }
    done
}

# sql DB STATEMENT: behind the program's back.
sql() {
    "$PYTHON3" -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print(*[row[0] for row in db.execute(sys.argv[2])], sep="\n")
db.commit()' "$@"
}

# number_of DIR TITLE: of an article. Sites are asked side by side, so numbers are not known.
number_of() { "$CLEANPAGE" archive list "$1" | sed -n "s/	.*	$2\$//p"; }

texts() { find "$1" \( -name '*.md' -o -name '*.txt' \) | sort; }

day 0

# ---------------------------------------------------------------- following

page gazette.example/a/rain.html 'Rain over the valley' '<meta name="author" content="Ada Miller">'
page gazette.example/a/snow.html 'Snow on the hills'
feed gazette.example/feed.xml 'The Weir Gazette' <<'END_FEED'
1|http://gazette.example/a/rain.html|Rain over the valley|Fri, 20 Nov 2026 08:30:00 +0000|Rain again.
2|http://gazette.example/a/snow.html|Snow on the hills|Sat, 21 Nov 2026 05:30:00 +0000|-
END_FEED
page harbour.example/index.html 'The harbour' \
    '<link rel="alternate" type="application/rss+xml" href="/news/all.xml">'
page harbour.example/n/1 'Ferries'
feed harbour.example/news/all.xml 'Harbour news' <<'END_FEED'
f1|http://harbour.example/n/1|Ferries|Thu, 19 Nov 2026 10:00:00 +0000|-
END_FEED
page quarry.example/index.html 'The quarry'
feed quarry.example/atom.xml 'Quarry log' </dev/null
page plain.example/index.html 'No feed here'

follow main http://gazette.example/feed.xml
exits 0 'a feed is followed'
grep -q '^followed  gazette.example  http://gazette.example/feed.xml  The Weir Gazette$' out &&
    ! [ -s err ]
result $? 'under the name of its host'
follow main http://gazette.example/feed.xml
[ "$status" -eq 0 ] && grep -q '^there ' out
result $? 'once'
follow main http://harbour.example/ http://quarry.example/
[ "$status" -eq 0 ] && grep -q ' http://harbour.example/news/all.xml ' out
result $? 'a page leads to the feed it names'
grep -q ' http://quarry.example/atom.xml ' out
result $? 'and one that names none to the usual places'
follow main http://plain.example/
exits 3 'a page without a feed'
says '^cleanpage: http://plain\.example/: neither a feed nor a page that names one$' 'is named'
follow main http://plain.example/ http://gazette.example/feed.xml
exits 10 'of several, one that is none'
follow main http://nobody.example/
exits 3 'a site that is not there'
says '^cleanpage: http://nobody\.example/: .*404' 'is named with the cause'
run add none
[ "$status" -eq 2 ] && ! [ -e none ]
result $? 'without a feed nothing is made'
run add none --to html http://gazette.example/feed.xml
[ "$status" -eq 2 ] && ! [ -e none ]
result $? 'nor with a format that cannot be'
run add none --opml www/plain.example/index.html
exits 6 'an OPML file that is none'

cat >list.opml <<'END_OPML'
<opml version="1.0"><body><outline text="All"><outline text="Gazette &amp; more"
xmlUrl="http://gazette.example/feed.xml" htmlUrl="http://gazette.example/"/>
<outline type="rss" text="Harbour" xmlUrl="http://harbour.example/news/all.xml"/></outline></body></opml>
END_OPML
run add opml --opml list.opml
[ "$status" -eq 0 ] && [ "$(grep -c '^followed ' out)" -eq 2 ]
result $? 'an OPML file is followed'
status=0; "$CLEANPAGE" archive add stdin --opml - <list.opml >out 2>err || status=$?
[ "$status" -eq 0 ] && cmp -s opml/feeds.opml stdin/feeds.opml
result $? 'or one from stdin'
run add again --opml opml/feeds.opml
cmp -s opml/feeds.opml again/feeds.opml
result $? 'feeds.opml follows the same feeds'
"$PYTHON3" - <<'END_PYTHON'
import xml.etree.ElementTree as tree
feeds = tree.parse("opml/feeds.opml").findall(".//outline[@xmlUrl]")
assert [(f.get("xmlUrl"), f.get("text")) for f in feeds] == [
    ("http://gazette.example/feed.xml", "Gazette & more"),
    ("http://harbour.example/news/all.xml", "Harbour")]
END_PYTHON
result $? 'and names what the file named'

# ---------------------------------------------------------------- a night

forget
night main
is_silent 'a run that goes well says nothing'
rain=gazette.example/2026/2026-11-20-rain-over-the-valley.md
[ -f main/$rain ] && [ "$(texts main | wc -l)" -eq 3 ]
result $? 'the articles are there'
cat >head.wanted <<'END_HEAD'
title: Rain over the valley
  - Ada Miller
url: "http://gazette.example/a/rain.html"
published: "2026-11-20T08:30:00Z"
archive_feed: "http://gazette.example/feed.xml"
archive_entry: "1"
archive_fetched: "2026-11-21T06:00:00Z"
archive_version: "1"
archive_source: "page"
END_HEAD
grep -Fxf head.wanted main/$rain | cmp -s - head.wanted
result $? 'with what is known of them'
zcat main/raw/2026-11.warc.gz | grep -q '^WARC-Target-URI: http://gazette.example/a/rain.html'
result $? 'and the pages as they came'
[ "$(asked gazette.example /robots.txt)" -eq 1 ] && [ "$(asked_if gazette.example /feed.xml)" -eq 0 ]
result $? 'robots.txt was asked for once'
night main --stats
[ "$status" -eq 0 ] && "$PYTHON3" -c 'import json; s = json.load(open("out"))
assert s["feeds"] == s["requests"] == s["articles"] == 0 and s["seconds"] >= 0'
result $? 'right afterwards no feed is due, says --stats as JSON'

day 1
forget
night main --stats
# robots.txt may be a second short of a day old: how often it is asked for is not told here.
counts feeds=3 feeds_unchanged=3 articles=0 pages=0
result $? 'the next day nothing is new'
[ "$(asked_if gazette.example /feed.xml)" -eq 1 ] && [ "$(asked_if harbour.example /news/all.xml)" -eq 1 ]
result $? 'the feeds are asked on condition'

# A server without validators sends the same again: if that were read, its entry would seem changed.
head_of harbour.example/news/all.xml 200 'X-Plain: 1'
day 2
night main
sql main/archive.db "UPDATE entry SET digest = 'another' WHERE url LIKE '%/n/1'" >/dev/null
day 3
forget
night main --stats
counts feeds=3 entries_changed=0 pages=0 && [ "$(asked harbour.example /news/all.xml)" -eq 1 ]
result $? 'a feed of the same bytes is not read'

page gazette.example/a/rain.html 'Rain over the valley, and the flood' '<meta name="author" content="Ada Miller">'
feed gazette.example/feed.xml 'The Weir Gazette' <<'END_FEED'
1|http://gazette.example/a/rain.html|Rain over the valley, and the flood|Fri, 20 Nov 2026 08:30:00 +0000|Rain.
2|http://gazette.example/a/snow.html|Snow on the hills, again|Sat, 21 Nov 2026 05:30:00 +0000|-
END_FEED
day 4
forget
night main --stats
counts entries_changed=2 versions=1 unchanged=1 articles=0
result $? 'of two entries that changed one page did'
[ "$(asked_if gazette.example /a/snow.html)" -eq 1 ]
result $? 'pages are asked on condition, too'
old=${rain%.md}.v1.md
grep -q '^archive_version: "2"$' main/$rain && grep -q 'and the flood$' main/$rain &&
    grep -q '^archive_version: "1"$' "main/$old"
result $? 'the new version has the name, the old one is kept beside it'
run show main "$(number_of main 'Rain over the valley, and the flood').1"
cmp -s out "main/$old"
result $? 'and shown on request'
run verify main
[ "$status" -eq 0 ] && [ "$(cat out)" = '3 feeds, 3 articles, 4 files, 4 raw pages, 0 troubles' ]
result $? 'verify finds all of it'

# ---------------------------------------------------------------- feeds that fail, move or end

feed moving.example/old.xml 'Moving' </dev/null
feed moving.example/new.xml 'Moving' </dev/null
feed ending.example/feed.xml 'Ending' </dev/null
feed failing.example/feed.xml 'Failing' </dev/null
feed broken.example/feed.xml 'Broken' </dev/null
day 0
follow trouble http://moving.example/old.xml http://ending.example/feed.xml \
    http://failing.example/feed.xml http://broken.example/feed.xml
night trouble
is_silent 'feeds without entries are good feeds'
head_of moving.example/old.xml 301 'Location: /new.xml'
head_of failing.example/feed.xml 500
echo '<html><p>We are being mended.' >www/broken.example/feed.xml
day 1
night trouble
is_silent 'feeds that fail for the first time are no news'
grep -q 'xmlUrl="http://moving.example/new.xml"' trouble/feeds.opml
result $? 'one that moved for good is followed there'
run status trouble --json
grep -q '"name":"failing.example".*"state":"failing".*"failing_since":"2026-11-22T06:00:00Z"' out
result $? 'status tells since when one fails'
day 2
forget
night trouble
is_silent 'nor the second time'
[ "$(asked moving.example /old.xml)" -eq 0 ] && [ "$(asked moving.example /new.xml)" -eq 1 ]
result $? 'the old address is not asked any more'
head_of ending.example/feed.xml 410
day 3
night trouble
exits 10 'a feed that is gone'
says '^cleanpage: http://ending\.example/feed\.xml: .*gone for good' 'is told of'
day 4
forget
night trouble
exits 10 'feeds that have failed for three days'
[ "$(wc -l <err)" -eq 2 ] && grep -Eq '^cleanpage: http://failing\.example/feed\.xml: .*500' err &&
    grep -Eq '^cleanpage: http://broken\.example/feed\.xml: ' err && ! [ -s out ]
result $? 'are told of, a line each'
[ "$(asked ending.example /feed.xml)" -eq 0 ] && ! grep -q ending trouble/feeds.opml
result $? 'what is gone is not asked again'
day 5
night trouble
is_silent 'the day after they are no news'
day 7
night trouble
exits 10 'three days later they are'
run run trouble --pause 0 --complain-after 30 --all
is_silent '--complain-after says how long to wait'
rm www/failing.example/feed.xml.head
day 8
night trouble
run status trouble
grep -q '^good	.*	failing.example	' out && grep -q '^retired	.*	ending.example	' out
result $? 'one that is well again is good'

# ---------------------------------------------------------------- entries of all kinds

text=$(words 'What the feed says' 90 | tr '\n' ' ')
page kinds.example/teaser 'The teaser' '' 20
page kinds.example/index.html 'The front page'
page kinds.example/private/p 'Not for robots'
page kinds.example/target 'Where it leads'
head_of kinds.example/dead 302 'Location: /'
head_of kinds.example/short 302 'Location: /target'
mkdir -p www/kinds.example && printf '%%PDF-1.7\n' >www/kinds.example/paper.pdf
printf 'User-agent: *\nDisallow: /private/\n' >www/kinds.example/robots.txt
feed kinds.example/feed.xml 'Kinds' <<END_FEED
-|-|A note without an address|-|$text
t|http://kinds.example/teaser|The teaser|Sat, 21 Nov 2026 05:00:00 +0000|$text
m|http://kinds.example/missing|The missing page|Sat, 21 Nov 2026 05:00:00 +0000|$text
d|http://kinds.example/dead|The dead link|Sat, 21 Nov 2026 05:00:00 +0000|-
s|http://kinds.example/short?utm_medium=rss|Where it leads|Sat, 21 Nov 2026 05:00:00 +0000|-
p|http://kinds.example/paper.pdf|The paper|Sat, 21 Nov 2026 05:00:00 +0000|-
q|http://kinds.example/private/p|Not for robots|Sat, 21 Nov 2026 05:00:00 +0000|-
-|-|-|-|-
END_FEED
day 0
follow kinds http://kinds.example/feed.xml
forget
night kinds --stats -v
counts entries_new=7 articles=4 from_feed=3 put_off=3 given_up=1 waiting=0
result $? 'four entries of seven have a text today; one without anything is none'
note=kinds/kinds.example/2026/2026-11-21-a-note-without-an-address.md
grep -q '^archive_source: "feed"$' "$note" && grep -q '^title: A note' "$note"
result $? "an entry without address, date and id: the feed's own text"
grep -q '^archive_source: "feed"$' kinds/kinds.example/2026/*-the-teaser.md
result $? 'a page that says less than the feed'
grep -q '^archive_source: "feed"$' kinds/kinds.example/2026/*-the-missing-page.md
result $? 'a page that is not there'
grep -q '^archive_source: "page"$' kinds/kinds.example/2026/*-where-it-leads.md &&
    grep -q '^url: "http://kinds.example/target"$' kinds/kinds.example/2026/*-where-it-leads.md
result $? 'a page behind a redirect is known by its own address'
! texts kinds | grep -q -e dead -e paper -e robots -e front
result $? 'a link to the front page, a PDF and what robots.txt forbids are not kept'
[ "$(asked kinds.example /private/p)" -eq 0 ] && grep -q 'robots.txt' err
result $? 'what is forbidden was not even asked for'
page kinds.example/missing 'The missing page'
rm www/kinds.example/dead.head
page kinds.example/dead 'The dead link'
day 1
night kinds --stats
counts articles=1 versions=1 from_feed=0
result $? 'pages that come a day later are kept'
grep -q '^archive_source: "page"$' kinds/kinds.example/2026/*-the-missing-page.md &&
    grep -q '^archive_source: "feed"$' kinds/kinds.example/2026/*-the-missing-page.v1.md
result $? "in the place of the feed's text"
follow mine http://kinds.example/feed.xml
night mine --ignore-robots
[ -f mine/kinds.example/2026/2026-11-21-not-for-robots.md ]
result $? 'with --ignore-robots it is fetched'

# ---------------------------------------------------------------- the same article twice

page one.example/story 'A story told twice'
cp www/one.example/story story
mkdir -p www/two.example && mv story www/two.example/story
feed one.example/feed.xml 'One' <<'END_FEED'
1|http://one.example/story|A story told twice|Fri, 20 Nov 2026 08:30:00 +0000|-
2|http://one.example/story?utm_source=feed&fbclid=7|A story told twice|Fri, 20 Nov 2026 08:30:00 +0000|-
END_FEED
feed one.example/other.xml 'Other' <<'END_FEED'
x|http://one.example/story#comments|A story told twice|Fri, 20 Nov 2026 08:30:00 +0000|-
END_FEED
feed two.example/feed.xml 'Two' <<'END_FEED'
y|http://two.example/story|A story told twice|Fri, 20 Nov 2026 09:30:00 +0000|-
END_FEED
day 0
follow twice http://one.example/feed.xml http://one.example/other.xml
night twice
[ "$(texts twice | wc -l)" -eq 1 ] && [ "$(asked one.example /story)" -eq 1 ]
result $? 'one address with trackers, with a fragment, in two feeds: one article, fetched once'
follow twice http://two.example/feed.xml
night twice
run list twice
[ "$(wc -l <out)" -eq 2 ] && grep -q '	two.example	A story told twice	copy of 1$' out
result $? 'the same on another site is kept as its copy'
grep -q '^archive_duplicate_of: "one.example/2026/2026-11-20-a-story-told-twice.md"$' \
    twice/two.example/2026/2026-11-20-a-story-told-twice.md
result $? 'which says of what'
run search twice story
[ "$status" -eq 0 ] && [ "$(grep -c '^[0-9]' out)" -eq 1 ]
result $? 'search finds the first one alone'

# ---------------------------------------------------------------- options of a run

for i in 1 2 3; do
    page many.example/$i "Number $i of them"
    echo "$i|http://many.example/$i|Number $i of them|Fri, 20 Nov 2026 08:30:00 +0000|-"
done >entries
echo 'o|http://many.example/old|An old one|Sun, 01 Nov 2020 08:30:00 +0000|-' >>entries
page many.example/old 'An old one'
feed many.example/feed.xml 'Many' <entries
follow many http://many.example/feed.xml --no-raw --to text
night many --limit 1 --max-age 30 --stats
counts articles=1 waiting=2 entries_skipped=1 && [ "$(texts many | wc -l)" -eq 1 ]
result $? '--limit stores so many, --max-age skips the old'
night many --limit 1 --stats
counts articles=1 waiting=1 feeds=0
result $? 'the others wait for the next run'
night many --stats
counts articles=1 waiting=0
result $? 'what was skipped stays so'
[ -f many/many.example/2026/2026-11-20-number-1-of-them.txt ] && ! [ -e many/raw ]
result $? '--to text writes .txt, --no-raw keeps no pages'
run reclean many --stats
[ "$status" -eq 0 ] && counts versions=3 without_raw=3 changed=0
result $? 'then there is nothing to clean again'

# is_asked HOST PATH: as soon as it is, or not within ten seconds.
is_asked() {
    for try in 0 1 2 3 4 5 6 7 8 9; do
        for part in 0 1 2 3 4 5 6 7 8 9; do
            [ "$(asked "$1" "$2")" -eq 0 ] || return 0
            sleep 0.1
        done
    done
    echo "# $1$2 was not asked for: $try.$part s"
    return 1
}

head_of slow.example/slow 200 'X-Delay: 2'
page slow.example/slow 'The slow page'
feed slow.example/feed.xml 'Slow' <<'END_FEED'
1|http://slow.example/slow|The slow page|Fri, 20 Nov 2026 08:30:00 +0000|-
END_FEED
follow slow http://slow.example/feed.xml
night slow --deadline 0.8 --stats
[ "$status" -eq 0 ] && counts articles=0 && [ -z "$(texts slow)" ]
result $? '--deadline stops in the midst of a page'
forget
"$CLEANPAGE" archive run slow --pause 0 --all >first.out 2>first.err </dev/null &
first=$!
is_asked slow.example /slow
night slow
[ "$status" -eq 11 ] && ! [ -s out ] && ! [ -s err ]
result $? 'a second run at the same time ends at once and says nothing'
run list slow
[ "$status" -eq 0 ]
result $? 'reading goes on meanwhile'
run run slow --pause 0 -v
[ "$status" -eq 11 ] && grep -q "process $first" err
result $? 'with -v it names the first'
run verify slow
[ "$status" -eq 11 ] && grep -q "process $first" err
result $? 'other commands do without it'
wait $first && [ "$(texts slow | wc -l)" -eq 1 ]
result $? 'which stores what waited'

page slow.example/slow2 'The other slow page'
head_of slow.example/slow2 200 'X-Delay: 5'
feed slow.example/feed.xml 'Slow' <<'END_FEED'
2|http://slow.example/slow2|The other slow page|Fri, 20 Nov 2026 08:30:00 +0000|-
END_FEED
"$CLEANPAGE" archive run slow --pause 0 --all >out 2>err </dev/null &
first=$!
is_asked slow.example /slow2
kill -TERM $first
wait $first
status=$?
is_silent 'a run that is told to end does'
run verify slow
exits 0 'and leaves a whole archive'
rm www/slow.example/slow2.head
night slow
[ "$(texts slow | wc -l)" -eq 2 ]
result $? 'for the next one to go on'

day 40
night slow --stats
day 2
night slow --stats
counts feeds=1 feeds_failed=0
result $? 'a clock that was set back does not stop anything'

head_of slow.example/feed.xml 429 'Retry-After: 86400'
day 4
night slow --stats
counts feeds=1 feeds_failed=0 && [ "$status" -eq 0 ]
result $? 'a host that asks for patience is no failure'
rm www/slow.example/feed.xml.head
forget
CLEANPAGE_NOW=$((CLEANPAGE_NOW + 70000)) run run slow --pause 0 --all --stats
[ "$(asked slow.example /feed.xml)" -eq 0 ]
result $? 'and gets it'

# ---------------------------------------------------------------- reading

tongue() {   # NAME TITLE TEXT: a page in any language
    mkdir -p www/tongues.example
    printf '<html><head><meta charset=utf-8><title>%s</title></head><body><article><h1>%s</h1>%s</article>' \
        "$2" "$2" "<p>$3</p><p>$3</p><p>$3</p>" >"www/tongues.example/$1"
}
tongue zh '北京的秋天' '北京的秋天来得很早，人们在公园里散步，看着树叶慢慢变黄，这是一年中最美丽的季节。'
tongue ja '東京タワーの夜' '東京タワーは夜になると美しく光ります。多くの人々が写真を撮るためにここに集まります。'
tongue fr 'Un été à Nîmes' "L'été fut long, et les garçons de la ville jouaient près de la fontaine, jusqu'au soir, sans compter les heures."
tongue en 'The lighthouse keeper' 'The keeper lights the lamp every evening, and the lamp burns until the morning, whatever the weather may bring.'
for l in zh ja fr en; do
    echo "$l|http://tongues.example/$l|$(sed 's/.*<title>//; s/<.*//' www/tongues.example/$l)|Fri, 20 Nov 2026 08:30:00 +0000|-"
done >entries
feed tongues.example/feed.xml 'Tongues' <entries
day 0
follow read http://tongues.example/feed.xml
night read
# finds QUERY TITLE...: these and no others, the query being split at spaces.
finds() {
    query=$1
    shift
    # shellcheck disable=SC2086
    run search read -- $query
    for title; do echo "$title"; done | sort >wanted
    sed -n 's/^[0-9][^	]*	[^	]*	[^	]*	//p' out | sort | cmp -s - wanted
    result $? "search: $query"
}
finds '秋天' '北京的秋天'
finds '天来' '北京的秋天'
finds '天北'
finds 'タワー' '東京タワーの夜'
finds 'ete nimes' 'Un été à Nîmes'
finds 'GARÇONS' 'Un été à Nîmes'
finds 'keeper lamp' 'The lighthouse keeper'
finds 'light*' 'The lighthouse keeper'
finds 'light'
finds 'the lamp -fontaine' 'The lighthouse keeper'
finds 'lamp -evening'
run search read '"burns until the morning"'
exits 0 'a phrase is found'
run search read '"morning the until"'
[ "$status" -eq 1 ] && ! [ -s out ] && ! [ -s err ]
result $? 'words in another order are none, exit status 1'
run search read '"*"'
exits 2 'without a word there is nothing to search for'
run search read lamp --json
"$PYTHON3" -c 'import json
rows = [json.loads(line) for line in open("out")]
assert len(rows) == 1 and rows[0]["title"] == "The lighthouse keeper" and "lamp" in rows[0]["snippet"]
assert rows[0]["path"] == "tongues.example/2026/2026-11-20-the-lighthouse-keeper.md"'
result $? 'search --json'
run list read --json --limit 3
"$PYTHON3" -c 'import json
rows = [json.loads(line) for line in open("out")]
assert len(rows) == 3 and all(r["feed"] == "tongues.example" and r["versions"] == 1 for r in rows)'
result $? 'list --json --limit'
run list read --since 2026-11-22
[ "$status" -eq 0 ] && ! [ -s out ]
result $? 'list --since'
run list read --since yesterday
exits 2 'a date that is none'
run list read --feed nobody
exits 2 'a feed that is not there'
run list twice --feed two.example
[ "$(wc -l <out)" -eq 1 ]
result $? 'list --feed'
run show read 99
exits 3 'an article that is not there'
run show read x
exits 2 'a number that is none'
run status read --json
"$PYTHON3" -c 'import json
(feed,) = [json.loads(line) for line in open("out")]
assert feed["state"] == "good" and feed["articles"] == 4 and feed["title"] == "Tongues"'
result $? 'status --json'

# ---------------------------------------------------------------- caring for it

page gazette.example/a/box.html 'A page with a box'
sed 's,</article>,<div class="box"><p>Subscribe to the paper that is written in this valley\, for this valley.</p></div></article>,' \
    www/gazette.example/a/box.html >box && mv box www/gazette.example/a/box.html
feed gazette.example/boxes.xml 'Boxes' <<'END_FEED'
b|http://gazette.example/a/box.html|A page with a box|Fri, 20 Nov 2026 08:30:00 +0000|-
s|http://gazette.example/a/snow.html|Snow on the hills|Sat, 21 Nov 2026 05:30:00 +0000|-
END_FEED
printf 'on gazette.example\n  keep .box\n' >keep.rules
printf 'on gazette.example\n  strip .box\n' >strip.rules
follow care http://gazette.example/boxes.xml
night care --rules keep.rules
box=care/gazette.example/2026/2026-11-20-a-page-with-a-box.md
grep -q 'Subscribe' $box
result $? 'rules hold for what is fetched'
cp $box before
run reclean care --rules strip.rules --dry-run
[ "$status" -eq 0 ] && grep -q '^gazette.example/2026/2026-11-20-a-page-with-a-box.md: would change$' out &&
    [ "$(wc -l <out)" -eq 1 ] && cmp -s before $box
result $? 'reclean --dry-run lists what other rules would change'
forget
run reclean care --rules strip.rules --stats
counts versions=2 changed=1 same=1 && ! grep -q Subscribe $box && ! [ -s log ]
result $? 'reclean changes it, without asking anybody'
run search care subscribe
exits 1 'and what is searched for'
run verify care
exits 0 'verify agrees'
echo 'A note of mine.' >>$box
run reclean care --rules keep.rules
[ "$status" -eq 0 ] && grep -q 'A note of mine' $box && ! grep -q Subscribe $box
result $? 'a file that somebody edited is left alone'
says 'a-page-with-a-box.md: edited' 'which is said'
run verify care
[ "$status" -eq 9 ] && grep -q 'a-page-with-a-box.md: is not as it was written$' out
result $? 'verify tells of it, exit status 9'

ferries=$(number_of main Ferries)
run remove main "$ferries"
[ "$status" -eq 0 ] && [ "$(texts main | wc -l)" -eq 3 ] && ! [ -s out ] && ! [ -s err ]
result $? 'an article is removed'
run remove main "$ferries"
exits 2 'once'
feed harbour.example/news/all.xml 'Harbour news' <<'END_FEED'
f1|http://harbour.example/n/1|Ferries, and more|Thu, 19 Nov 2026 10:00:00 +0000|News.
END_FEED
day 5
forget
night main --stats
counts feeds_failed=0 articles=0 && [ "$(asked harbour.example /n/1)" -eq 0 ]
result $? 'it is not fetched again, even if its entry changes'
run remove main harbour.example
run remove main http://gazette.example/feed.xml --articles
[ "$status" -eq 0 ] && ! grep -q -e gazette -e harbour main/feeds.opml && [ -z "$(texts main)" ]
result $? 'feeds are removed, with their articles if asked'
run verify main
exits 0 'what is left is whole'

cp -R twice newer
sql newer/archive.db 'PRAGMA user_version = 99' >/dev/null
for command in status run verify; do
    run $command newer
    [ "$status" -eq 9 ] && grep -q 'newer cleanpage' err
    result $? "$command refuses an archive of a newer program"
done
mkdir not
run run not
[ "$status" -eq 9 ] && [ -z "$(ls not)" ]
result $? 'a directory that is no archive stays as it is'
run list nowhere
exits 9 'and one that is not there'
mkdir other
sql other/archive.db 'CREATE TABLE recipe (name)' >/dev/null
run run other
[ "$status" -eq 9 ] && grep -q 'not a database of a cleanpage archive' err
result $? 'the database of another program is refused'

if [ "$(id -u)" -eq 0 ]; then as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'; else as_nobody=; fi
cp -R twice fixed
chmod -R a+rX . "$work" && chmod -R a-w fixed && chmod a-w fixed
if $as_nobody "$CLEANPAGE" --version >/dev/null 2>&1; then
    status=0; $as_nobody "$CLEANPAGE" archive search fixed story >out 2>err </dev/null || status=$?
    [ "$status" -eq 0 ] && grep -q 'told twice' out
    result $? 'an archive that cannot be written to can be read'
    status=0; $as_nobody "$CLEANPAGE" archive run fixed >out 2>err </dev/null || status=$?
    exits 8 'but not run'
    says '^cleanpage: fixed/.*: Permission denied$' 'which is said'
else
    for name in 'an archive that cannot be written to can be read' 'but not run' 'which is said'; do
        skip "$name" 'nobody cannot run the program here'
    done
fi
chmod -R u+w fixed

run list kinds
cut -f 2- out | sort >list.before
cp -R kinds damaged
rm damaged/kinds.example/2026/*-where-it-leads.md
run verify damaged
[ "$status" -eq 9 ] && grep -q 'where-it-leads.md: is missing' out
result $? 'verify misses a file'
printf 'garbage in the midst of a page, and more of it' |
    dd of=damaged/archive.db bs=1 seek=4100 conv=notrunc 2>/dev/null
run verify damaged
exits 9 'a damaged database'
run rebuild damaged
[ "$status" -eq 0 ] && grep -q '^1 feeds, 5 articles, 6 files, 1 restored' out
result $? 'is made anew, and a file that was lost'
run verify damaged
exits 0 'then all is well'
(cd kinds && cmp -s kinds.example/2026/*-where-it-leads.md ../damaged/kinds.example/2026/*-where-it-leads.md)
result $? 'the file is as it was'
run list damaged
cut -f 2- out | sort | cmp -s - list.before
result $? 'the same articles are listed'
[ -n "$(find damaged -name 'archive.db.old-*')" ]
result $? 'the old database is kept'
day 2
night damaged --stats
counts articles=0 versions=0
result $? 'and what is there is not fetched again'

echo "1..$n"
