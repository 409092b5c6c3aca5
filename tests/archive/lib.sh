# What the tests of archives share: sites, a clock, and the command. To be read by sh in a
# directory below the build directory, after "work" is set to its name.

skip_all() {
    echo "1..0 # SKIP $1"
    exit 0
}

[ -n "${PYTHON3:-}" ] || PYTHON3=$(command -v python3) || skip_all 'python3 is not here'
"$CLEANPAGE" archive --help >/dev/null 2>&1 || skip_all 'built without archives'
"$CLEANPAGE" --version | grep -q libcurl || skip_all 'built without libcurl'

rm -rf "$work"
mkdir -p "$work/www" "$work/home" && cd "$work" || exit 99

# Nothing of the user's may count.
HOME=$work/home
export HOME
unset XDG_CONFIG_HOME CLEANPAGE_RULES CURL_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR
unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY

# ---------------------------------------------------------------- the sites

# The server reads from a pipe that this script holds open: it ends when the script does.
mkfifo alive
: >port
: >log
"$PYTHON3" -B "$top_srcdir/tests/archive/site.py" "$work/www" "$work/log" <alive >port 2>server.log &
server=$!
exec 9>alive
trap 'kill $server 2>/dev/null; cd /; rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM
tries=0
until [ -s port ]; do
    tries=$((tries + 1))
    if [ $tries -gt 100 ]; then
        echo "Bail out! the server does not start: $(head -n 1 server.log)"
        exit 99
    fi
    sleep 0.05
done
port=$(cat port)
# Every host is on that server.
http_proxy=http://127.0.0.1:$port
export http_proxy

# page HOST/PATH TITLE [HEAD [WORDS]]: an article whose words depend on its title.
page() {
    mkdir -p "www/${1%/*}"
    {
        printf '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        printf '<title>%s</title>%s</head>\n<body><nav><a href="/">Home</a></nav>\n' "$2" "${3:-}"
        printf '<article><h1>%s</h1>\n' "$2"
        words "$2" "${4:-120}"
        printf '</article>\n<footer><a href="/legal">Legal</a></footer></body></html>\n'
    } >"www/$1"
}

# words SEED N: paragraphs of so many words.
words() {
    printf '%s\n' "$1" | awk -v n="$2" '
        BEGIN {
            few = split("river meadow harvest lantern bridge winter market copper garden letter " \
                "window travel summer village engine silver mountain teacher morning harbour " \
                "quarry kettle forest ribbon saddle thunder orchard candle ferry mill", word, " ")
            many = split("the of and with under beyond near across before through", small, " ")
            letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 "
        }
        function next_of(max) { seed = (seed * 1103 + 12345) % 1000003; return int(seed / 7) % max + 1 }
        { seed = 17
          for (i = 1; i <= length($0); i++)
              seed = (seed * 31 + index(letters, substr($0, i, 1))) % 1000003
          printf "<p>"
          for (i = 1; i <= n; i++) {
              text = i % 2 ? small[next_of(many)] : word[next_of(few)]
              if (i % 14 == 1) text = toupper(substr(text, 1, 1)) substr(text, 2)
              printf "%s%s", text, i == n ? "." : i % 42 == 0 ? ".</p>\n<p>" : \
                  i % 14 == 0 ? ". " : i % 7 == 0 ? ", " : " "
          }
          print "</p>" }'
}

# feed HOST/PATH TITLE: an RSS feed of the entries on stdin, ID|LINK|TITLE|DATE|TEXT; "-" is none.
# EXTRA may hold more for its channel.
feed() {
    mkdir -p "www/${1%/*}"
    {
        printf '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        printf '<title>%s</title><link>http://%s/</link>%s\n' "$2" "${1%%/*}" "${EXTRA:-}"
        while IFS='|' read -r id link title date text; do
            printf '<item>'
            element guid "$id" ' isPermaLink="false"'
            element link "$link"
            element title "$title"
            element pubDate "$date"
            element description "$text"
            printf '</item>\n'
        done
        printf '</channel></rss>\n'
    } >"www/$1"
}

element() {   # NAME VALUE [ATTRIBUTES]
    case $2 in
    '' | -) ;;
    *) printf '<%s%s>%s</%s>' "$1" "${3:-}" "$(printf '%s' "$2" | sed 's/&/\&amp;/g; s/</\&lt;/g')" "$1" ;;
    esac
}

# head_of HOST/PATH STATUS [HEADER]...: how it is answered from now on.
head_of() {
    file=www/$1.head
    mkdir -p "${file%/*}"
    shift
    printf '%s\n' "$@" >"$file"
}

# asked HOST PATH: how often it was; asked_if: of these, with a condition. forget: from here on.
asked() { grep -c "^GET $1 $2 " log; }
asked_if() { grep -c "^GET $1 $2 if\$" log; }
forget() { : >log; }

# ---------------------------------------------------------------- the clock

day() {   # N: it is six in the morning, so many days after 2026-11-21, a Saturday.
    CLEANPAGE_NOW=$((1795240800 + $1 * 86400))
    export CLEANPAGE_NOW
}
