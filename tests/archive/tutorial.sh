#!/bin/sh
# TAP: what docs/archive-tutorial.md shows is what happens. Its commands are run in their order
# against sites of this test, which speak http where the tutorial says https.
set -u
: "${CLEANPAGE:?set by make check}" "${top_srcdir:?}" "${top_builddir:?}"
work=$top_builddir/tests/archive-tutorial.dir
. "$top_srcdir/tests/archive/lib.sh"

dir=$work/examples
mkdir -p "$dir" bin home
ln -s "$CLEANPAGE" bin/cleanpage
PATH=$work/bin:$PATH
export PATH
. "$top_srcdir/tests/shown.sh"
sed 's,https://,http://,g' "$top_srcdir/docs/archive-tutorial.md" >tutorial
split tutorial <tutorial

# ---------------------------------------------------------------- the sites

mkdir -p www/gazette.example
for name in bridge harvest rain; do
    cat "$top_srcdir/examples/$name.html" >"www/gazette.example/$name"
done
page gazette.example/index.html 'The Weir Gazette' '<link rel="alternate" type="application/rss+xml" href="feed.xml">'
feed gazette.example/feed.xml 'The Weir Gazette' <<'END_FEED'
1|http://gazette.example/rain|Rain over the valley|Thu, 19 Nov 2026 08:30:00 +0000|-
2|http://gazette.example/harvest|A late harvest|Fri, 20 Nov 2026 08:30:00 +0000|-
3|http://gazette.example/bridge|The bridge is closed|Sat, 21 Nov 2026 05:30:00 +0000|-
END_FEED
for name in harbour/news quarry/log; do
    site=${name%/*}.example
    page "$site/1" "What the ${name%/*} told"
    echo "1|http://$site/1|What the ${name%/*} told|Fri, 20 Nov 2026 10:00:00 +0000|-" |
        feed "$site/${name#*/}.xml" "$(echo "$name" | sed 's,/, ,; s/^h/H/; s/^q/Q/')"
done
page plain.example/index.html 'No feed here'
cat >home/subscriptions.opml <<'END_OPML'
<opml version="2.0"><body>
<outline text="Harbour news" xmlUrl="http://harbour.example/news.xml"/>
<outline text="Quarry log" xmlUrl="http://quarry.example/log.xml"/>
</body></opml>
END_OPML
# They are in no hurry to be left alone.
for site in www/*; do
    printf 'User-agent: *\nCrawl-delay: 0\n' >"$site/robots.txt"
done

# cron: what the line for crontab does, as cron does it, with the mail it would send in "mail".
cron() {
    line=$(sed -n 's/^    [0-9*]* [0-9*]* [*] [*] [*]  //p' "$work/tutorial")
    [ -n "$line" ] && (cd "$HOME" && sh -c "$line") >>"$work/mail" 2>&1 </dev/null || echo "status $?" >>"$work/mail"
}

# ---------------------------------------------------------------- its steps

n=0
: >mail
for step in "$dir"/*.cmd "$dir"/*.do; do echo "$step"; done | sort >steps
while read -r step <&3; do
    name=$(basename "$step")
    case $name in
    *.do)
        . "$step"
        cd "$work" || exit 99
        continue
        ;;
    esac
    n=$((n + 1))
    (cd "$HOME" && sh "$step") 2>&1 </dev/null | expand >"$dir/got"
    expand "${step%.cmd}.out" >"$dir/wanted"
    if matches "$dir/wanted" "$dir/got"; then
        printf 'ok %s - %s\n' "$n" "$(cat "$step")"
    else
        sed 's/^/# /' "$dir/got" | head -n 20
        printf 'not ok %s - %s\n' "$n" "$(cat "$step")"
    fi
done 3<steps

n=$((n + 1))
if [ "$(grep -c . steps)" -gt 30 ] && ! [ -s mail ]; then
    echo "ok $n - cron has nothing to tell in good nights"
else
    sed 's/^/# /' mail
    echo "not ok $n - cron has nothing to tell in good nights"
fi
echo "1..$n"
