#!/bin/sh
# TAP: what contrib/ has for systemd and cron is understood by them, as far as they are here, and
# does what it says.
set -u
: "${CLEANPAGE:?set by make check}" "${top_srcdir:?}" "${top_builddir:?}"
work=$top_builddir/tests/archive-units.dir
. "$top_srcdir/tests/archive/lib.sh"

n=0
result() {   # STATUS NAME
    n=$((n + 1))
    [ "$1" -eq 0 ] && echo "ok $n - $2" && return
    sed 's/^/# /' out | head -n 20
    echo "not ok $n - $2"
}

skip() {
    n=$((n + 1))
    echo "ok $n - $1 # SKIP $2"
}

contrib=$top_srcdir/contrib
mkdir -p bin units/system.d run
ln -s "$CLEANPAGE" bin/cleanpage
PATH=$work/bin:$PATH
export PATH
feed gazette.example/feed.xml 'The Weir Gazette' </dev/null
cleanpage archive add home/news --pause 0 http://gazette.example/feed.xml >out 2>&1 || exit 99

# ---------------------------------------------------------------- systemd

# What any parser of such files would say.
grep -Env '^(#.*|\[(Unit|Service|Timer|Install)\]|[A-Z][A-Za-z]+=.*)?$' "$contrib"/cleanpage-archive* >out
[ ! -s out ]
result $? 'the units are sections and settings'

# The path is what systemd-escape --path makes of it.
instance=$(printf '%s' "$work/home/news" | sed 's,^/,,; s/-/\\x2d/g; s,/,-,g')
sed "s,^ExecStart=cleanpage,ExecStart=$CLEANPAGE," "$contrib/cleanpage-archive@.service" \
    >'units/cleanpage-archive@.service'
cp "$contrib/cleanpage-archive@.timer" units
# analyze ARG...: systemd-analyze, which finds the units here and no others but its own.
analyze() { (cd units && XDG_RUNTIME_DIR=$work/run systemd-analyze --no-pager "$@") >out 2>&1; }
analyze verify --man=no "./cleanpage-archive@$instance.timer"
if command -v systemd-analyze >/dev/null 2>&1 && ! grep -q 'initialize manager' out; then
    analyze verify --man=no "./cleanpage-archive@$instance.service" && [ ! -s out ]
    result $? 'systemd understands the service'
    analyze verify --man=no "./cleanpage-archive@$instance.timer" && [ ! -s out ]
    result $? 'and the timer'
    analyze --user verify --man=no "./cleanpage-archive@$instance.service" && [ ! -s out ]
    result $? 'as those of a user, too'
    mkdir 'units/cleanpage-archive@.service.d'
    cp "$contrib/cleanpage-archive-system.conf" 'units/cleanpage-archive@.service.d/system.conf'
    analyze verify --man=no "./cleanpage-archive@$instance.service" && [ ! -s out ]
    result $? 'and with what is added for the whole system'
    analyze security --offline=true --threshold=20 "./cleanpage-archive@$instance.service"
    result $? 'then its exposure is below 2.0 of 10'
else
    skip 'systemd understands the units' 'no systemd-analyze that works here'
fi

# setting NAME: of the service.
setting() { sed -n "s/^$1=//p" "$contrib/cleanpage-archive@.service"; }

setting ExecStart | sed "s,%f,$work/home/news," >started
sh ./started >out 2>&1 && [ ! -s out ] && [ "$(asked gazette.example /feed.xml)" -eq 2 ]
result $? 'what the service starts runs the archive, and says nothing'
[ "$(setting ConditionPathExists)" = %f/archive.db ] && [ -f home/news/archive.db ] &&
    [ "$(setting ReadWritePaths)" = %f ]
result $? 'its condition and the place that it may write to are those of an archive'
[ "$(setting SuccessExitStatus)" = 11 ] && grep -q '^\.B 11$' "$top_srcdir/docs/cleanpage-archive.1"
result $? 'that another run is under way is a success'

# ---------------------------------------------------------------- cron

# lines of the crontab, each done as cron does it: in the home directory, by sh.
sed -n 's/^[0-9*]* [0-9*]* [*] [*] [0-9*]  *//p' "$contrib/crontab" >lines
[ "$(wc -l <lines)" -eq 2 ] && ! grep -q '%' lines
result $? 'the crontab has its lines, without "%", which cron has for itself'
while read -r line; do
    (cd "$HOME" && sh -c "$line") >out 2>&1 </dev/null && [ ! -s out ]
    result $? "nobody gets a mail: $line"
done <lines
mkdir -p home/news/gazette.example/2026 && : >home/news/gazette.example/2026/mine.md
line=$(tail -n 1 lines)
(cd "$HOME" && sh -c "$line") >out 2>&1 </dev/null
grep -q 'mine.md: is not in the database' out
result $? 'but of a trouble that verify finds'

echo "1..$n"
