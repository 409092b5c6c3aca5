#!/bin/sh
# The command from outside: options, exit statuses, inputs, whole files, help against manual
# page and completions. What needs a server is in tests/http.
set -u

: "${CLEANPAGE:?set by make check}" "${top_srcdir:?}" "${top_builddir:?}"
dir=$top_builddir/tests/cli.dir
rm -rf "$dir"
mkdir -p "$dir/config" "$dir/home"
cd "$dir" || exit 99

# Nothing of the user's may count.
XDG_CONFIG_HOME=$dir/config HOME=$dir/home
export XDG_CONFIG_HOME HOME
unset CLEANPAGE_RULES CURL_CA_BUNDLE SSL_CERT_FILE
unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY

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
            [ -s $f ] && sed "s/^/# $f: /" $f | head -20
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

# run_with NAME=VALUE ARG...: the same with a variable set.
run_with() {
    status=0
    setting=$1
    shift
    env "$setting" "$CLEANPAGE" "$@" >out 2>err </dev/null || status=$?
}

# exits STATUS NAME
exits() {
    [ "$status" -eq "$1" ] || echo "# exit status $status, not $1"
    [ "$status" -eq "$1" ]
    result $? "$2"
}

# says REGEX NAME: stderr is one line that matches.
says() {
    [ "$(wc -l <err)" -eq 1 ] && grep -Eq -e "$1" err
    result $? "$2"
}

# writes FILE NAME: stdout is that file, and nothing is on stderr.
writes() {
    cmp -s out "$1" && ! [ -s err ]
    result $? "$2"
}

# ---------------------------------------------------------------- material

sentence1='It rained all night, and in the morning the river had left its bed and stood in the
streets of the lower town, where nobody had expected it before the summer.'
sentence2='Those who could went up the hill, and those who could not waited on their roofs until
the boats came, which they did before noon, to the relief of everyone who had been looking out
for them since the early hours of the day.'

page() {
    echo "<!DOCTYPE html><html><head><meta charset=utf-8><title>$1</title></head><body>"
    echo "<nav><ul><li><a href=/>Home</a><li><a href=/news>News</a></ul></nav>"
    echo "<article><h1>$1</h1><p class=first>$sentence1</p><p>$sentence2</p></article>"
    echo "<footer><p><a href=/legal>Legal</a></p></footer></body></html>"
}

text() {
    [ -z "$1" ] || printf '%s\n\n' "$1"
    printf '%s\n\n%s\n' "$(echo "$sentence1" | tr '\n' ' ' | sed 's/ $//')" \
        "$(echo "$sentence2" | tr '\n' ' ' | sed 's/ $//')"
}

page 'Rain over the valley' >rain.html
page 'Snow on the hills' >snow.html
text 'Rain over the valley' >rain.txt
text 'Snow on the hills' >snow.txt
text '' >body.txt
{ cat rain.txt; echo; cat snow.txt; } >both.txt
echo '<html><head><title>Nothing</title></head><body></body></html>' >empty.html

# ---------------------------------------------------------------- inputs

run rain.html
exits 0 'a file'
writes rain.txt 'title, blank line, body'

run --from html rain.html
writes rain.txt '--from html'

status=0; "$CLEANPAGE" <rain.html >out 2>err || status=$?
exits 0 'stdin without an argument'
writes rain.txt 'its text'

status=0; "$CLEANPAGE" - <rain.html >out 2>err || status=$?
writes rain.txt '"-" is stdin'

status=0; "$CLEANPAGE" rain.html - <snow.html >out 2>err || status=$?
exits 0 'a file and stdin'
writes both.txt 'are cleaned in order, a blank line between them'

cp rain.html rules
run ./rules
writes rain.txt './rules is a file'
run -- rules
writes rain.txt 'so is rules behind --'
cp rain.html ./-v
run -- -v
writes rain.txt '-v behind -- is a file'
run rain.html --no-title
writes body.txt 'options may follow inputs'

run missing.html
exits 3 'a file that is not there'
says '^cleanpage: missing\.html: No such file' 'is named'
run example.org/page
exits 3 'a host without a scheme'
says 'https://example\.org/page' 'gets told how to write it'
run .
exits 3 'a directory'
says '^cleanpage: \.: .*directory' 'is named'
run gopher://example.org/
exits 3 'another scheme'
says 'gopher' 'is named'
run FILE:///etc/passwd
exits 3 'file: is no way around'
run HTTP://127.0.0.1:1/x
exits 3 'no connection'
says '^cleanpage: .*127\.0\.0\.1:1.*(connect|libcurl)' 'is said, schemes have no case'
run "http://user:secret@127.0.0.1:1/x"
! grep -q secret err
result $? 'a password is never shown'
run "$(printf 'a\033[31mb')"
! grep -q "$(printf '\033')" err
result $? 'a name cannot steer the terminal'

printf "<title>x</title><script></script><div>Loading...</div>" >shell.html
run shell.html
exits 1 'no main content before scripts have run'
says '^cleanpage: shell\.html: no main content found: the page needs rendering$' 'and why'

run empty.html
exits 1 'no main content'
says '^cleanpage: empty\.html: no main content' 'is said'
[ ! -s out ]
result $? 'and nothing is written, no title either'

run rain.html missing.html empty.html snow.html
exits 10 'some of several failed'
cmp -s out both.txt && [ "$(wc -l <err)" -eq 2 ] && grep -q missing.html err &&
    grep -q empty.html err
result $? 'each is named, the others are written'

head -c 11000000 /dev/zero | tr '\0' 'a' >large.html
run large.html
exits 5 'a file beyond the limit'
says '^cleanpage: large\.html: ' 'is named'
run --max-filesize 1k rain.html snow.html
exits 0 '--max-filesize lets smaller files through'
run --max-filesize 100 rain.html
exits 5 '--max-filesize holds for files'
head -c 500 rain.html >"500 bytes"
run --max-filesize 500 "500 bytes"
exits 0 'a file of just so many bytes is none beyond it'
status=0; "$CLEANPAGE" --max-filesize 500 <"500 bytes" >out 2>err || status=$?
exits 0 'nor is stdin'
status=0; "$CLEANPAGE" --max-filesize 499 <"500 bytes" >out 2>err || status=$?
exits 5 'one byte more is'
rm large.html

awk -v s="$sentence2" 'BEGIN { for (i = 0; i < 12000; i++) print "<p>" i " " s }' >long.html
run long.html
exits 0 'a page of more words than are counted'
says '^cleanpage: long\.html: warning: .*cut' 'gets a warning'
run -q long.html
[ ! -s err ]
result $? 'but not with -q'
rm long.html

printf '\211PNG\r\n\032\n and the rest' >image.png
run image.png
exits 6 'neither HTML nor text'
says '^cleanpage: image\.png: .*PNG' 'is named'
run --text image.png
exits 0 'unless it is said to be'

if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    script -qec "'$CLEANPAGE'; echo status \$?" /dev/null </dev/null >out 2>&1
    tr -d '\r' <out | grep -q '^status 2$' && grep -q 'usage: cleanpage' out
    result $? 'no input on a terminal: usage and 2'
else
    skip 'no input on a terminal: usage and 2' 'no script(1) or no terminals here'
fi

# ---------------------------------------------------------------- the command line

while IFS='|' read -r arguments pattern; do
    # shellcheck disable=SC2086
    run $arguments
    [ "$status" -eq 2 ] && [ ! -s out ] && [ "$(wc -l <err)" -eq 1 ] &&
        grep -Eq -e "$pattern" err
    result $? "cleanpage $arguments"
done <<'END'
--nonsense|unknown option.*--help
--widht 20|did you mean --width
-Z|-Z: unknown option
-qZ|-Z: unknown option
-o|-o: needs an argument
--output|--output: needs an argument
--no-title=yes|takes no argument
--width 9|10 to 10000
--width 10001|10 to 10000
--width 40x|10 to 10000
--width -3|10 to 10000
--width 99999999999999999999|10 to 10000
-m 0|seconds
-m 1,5|seconds
-m 1.5s|seconds
-m -1|seconds
-m 99999999999999999999|seconds
--connect-timeout x|seconds
--retry-delay 1.2.3|seconds
--retry -1|whole number
--retry 1.5|whole number
--max-redirs x|whole number
--max-redirs -1|whole number
--max-filesize 0|bytes
--max-filesize 10X|bytes
--max-filesize 10kk|bytes
--max-filesize k|bytes
--from pdf rain.html|none of html and text
--to pdf rain.html|none of text, markdown
--links=all rain.html|none of none, inline
--body=json rain.html|none of text and markdown
--select nonsense rain.html|unknown field "nonsense", there are url, .*title
--select title --select= rain.html|is empty
--select title --to text rain.html|exclude each other
--select title --template x rain.html|exclude each other
--template {nonsense} rain.html|unknown field "nonsense", there are url, .*title
--template {title rain.html|not closed
--template {title|x rain.html|not closed
--template {title?x rain.html|not closed
--template {title?{author} rain.html|not closed
--template {} rain.html|no field
--template {!title} rain.html|no field
--template x} rain.html|closes nothing
--front-matter --select title rain.html|text and markdown alone
--proto ftp rain.html|ftp
--cacert missing.pem http://127.0.0.1:1/|missing.pem
-H nonsense http://127.0.0.1:1/|[Hh]eader
rules|rules check
rules nonsense|rules check
rules check --nonsense|unknown option
END

# Right ones, each taken; a file shows that the command goes on.
while read -r arguments; do
    # shellcheck disable=SC2086
    run $arguments rain.html
    writes rain.txt "cleanpage $arguments"
done <<'END'
-u https://example.org/rain
-uhttps://example.org/rain
--base https://example.org/rain
--base=https://example.org/rain
--base=
-A tester -b a=b -e http://127.0.0.1/ -H Accept-Language:en
-x http://127.0.0.1:1 -k -n -L
--user-agent=tester --cookie=a=b --referer=x --header=X-Test:1 --proxy=http://127.0.0.1:1
--insecure --netrc --location
-m 1.5 --connect-timeout 0.25 --max-filesize 9M --max-redirs 0
--retry 3 --retry-delay 1
--max-time=5 --max-redirs=5 --max-filesize=500k
--proto http --proto =https --proto http,https
-q
-qkL
--kind=article
--kind documentation --comments no
--comments=yes
--precision
--recall
END

run --comments=only rain.html
exits 1 'only comments, of a page that has none'
for wrong in --kind=essay --kind= --comments=maybe '--precision --recall'; do
    # shellcheck disable=SC2086
    run $wrong rain.html
    exits 2 "cleanpage $wrong"
    says '^cleanpage: --[a-z]*: ("[a-z]*" is none of |and --recall exclude)' 'is told why'
done

# ---------------------------------------------------------------- encoding, text, layout

sed 's/utf-8/iso-8859-1/; s/summer/\xE9t\xE9/' rain.html >latin.html
run latin.html
grep -q "$(printf '\303\251t\303\251')" out
result $? 'the encoding that is declared'
printf '<p>%s \xC4\xE5\xED\xFC.</p>' "$sentence1" >undeclared.html
run -E windows-1251 undeclared.html
grep -q "$(printf '\320\224\320\265\320\275\321\214')" out
result $? '-E names the encoding'
run --encoding=nonsense rain.html
[ "$status" -eq 6 ] || [ "$status" -eq 2 ]
result $? 'an encoding that does not exist is refused'
[ "$(wc -l <err)" -eq 1 ] && grep -q nonsense err
result $? 'and named'

run --text --no-title body.txt
writes body.txt '--text keeps paragraphs'
run --no-title body.txt
writes body.txt 'text is sniffed'

run --no-title rain.html
writes body.txt '--no-title'
run --width 40 rain.html
[ "$(awk 'length > 40' out | wc -l)" -eq 0 ] && [ "$(wc -l <out)" -gt 8 ]
result $? '--width'
tr '\n' ' ' <out | tr -s ' ' >words; tr '\n' ' ' <rain.txt | tr -s ' ' | cmp -s words -
result $? 'changes no word'

run -v rain.html
cmp -s out rain.txt && grep -q '^\* rules: built-in' err && grep -q '^\* input: .* UTF-8' err &&
    grep -q '^\* kind: article$' err && grep -q '^\* kept: .*, confidence [0-9]* %$' err && grep -q '^\* time: .* parse [0-9]*\.[0-9] ms' err
result $? '-v tells rules, encoding, kind, what was kept, and times'
run -v --kind=forum rain.html
grep -q '^\* kind: forum$' err
result $? '-v tells the kind that was asked for'
run -v rain.html missing.html
grep -q '^\* rain.html' err
result $? '-v names each input'

# ---------------------------------------------------------------- formats and fields

run --list-formats
[ "$status" -eq 0 ] && grep -q '^text  ' out
result $? '--list-formats'
cp out formats
has_format() { grep -q "^$1 " formats; }

for option in '--to text' '-t text' '-ttext' '--md --to text' '-o -' '--no-images --tables --no-ruby' \
    '--links none --no-math --math --no-strike --scripts --no-scripts --no-formatting'; do
    # shellcheck disable=SC2086
    run $option rain.html
    if has_format markdown || [ "${option#--md}" = "$option" ]; then
        writes rain.txt "$option"
    fi
done
for format in markdown html xml json jsonl; do
    run --to $format rain.html
    if has_format $format; then
        [ "$status" -eq 0 ] && [ -s out ] && ! [ -s err ] && ! cmp -s out rain.txt
        result $? "--to $format"
        cp out wanted
        run -o guessed.$format rain.html
        case $format in
        json*) [ "$status" -eq 0 ] && grep -q 'Rain over the valley' guessed.$format ;;
        *) [ "$status" -eq 0 ] && cmp -s guessed.$format wanted ;;
        esac
        result $? "-o guessed.$format writes it, too"
        run -t text -o guessed.$format rain.html
        cmp -s guessed.$format rain.txt
        result $? 'but for --to text'
    else
        exits 2 "--to $format, which is not in this build"
        says "^cleanpage: --to: this build .* $format" 'is told'
        [ ! -s out ]
        result $? 'before anything is cleaned'
    fi
done
for format in html xml; do
    has_format $format || continue
    run --to $format rain.html snow.html
    exits 2 "$format of several inputs"
    says "documents of one input" 'is told why'
done
run -o plain.other rain.html
cmp -s plain.other rain.txt
result $? 'a name that says nothing is text'

run --select title rain.html
[ "$status" -eq 0 ] && [ "$(cat out)" = 'Rain over the valley' ] && ! [ -s err ]
result $? '--select title'
run --select title rain.html snow.html
[ "$(cat out)" = 'Rain over the valley
Snow on the hills' ]
result $? 'of several inputs: a line each'
run --select kind --select title --select encoding --select confidence rain.html
[ "$status" -eq 0 ] && [ "$(sed -n 1,3p out | tr '\n' '|')" = 'article|Rain over the valley|UTF-8|' ] &&
    sed -n 4p out | grep -Eq '^(0\.[0-9]{3}|1\.000)$'
result $? '--select several fields, in the order asked for'
run --select text rain.html
writes rain.txt '--select text'
run --select text --no-title rain.html
writes body.txt '--select text --no-title'
run --select published --select title rain.html
exits 1 '--select of a field that the page has not'
says '^cleanpage: rain\.html: no published found$' 'is told'
[ "$(cat out)" = 'Rain over the valley' ]
result $? 'and the others are written'
run --select text empty.html
exits 1 '--select text of a page without'
run --select title -u https://example.org/ --select url empty.html
[ "$status" -eq 0 ] && [ "$(cat out)" = 'Nothing
https://example.org/' ]
result $? '--select title of a page without text'

# template|what it gives
while IFS='~' read -r template expected; do
    run --template "$template" rain.html
    [ "$status" -eq 0 ] && [ "$(cat out)" = "$(printf '%b' "$expected")" ] && ! [ -s err ]
    result $? "--template $template"
done <<'END'
{title}~Rain over the valley
{title}\n~Rain over the valley
<{title}>\t{kind}\\~<Rain over the valley>\tarticle\\
{{title}} \{ \}~{title} { }
a\qb~a\\qb
{author}|{author| & }|~||
{author?by {author}, }{title?on {title}}~on Rain over the valley
{title?{author?no}{kind?yes{title?!}}}.~yes!.
END
run --template '{title}: {text}' rain.html
[ "$(head -n 1 out)" = 'Rain over the valley: Rain over the valley' ] && [ "$(tail -n 1 out)" = "$(tail -n 1 rain.txt)" ]
result $? '--template with the text'
run --template '{title}: {text}' empty.html
exits 1 'of a page that has none'
[ "$(cat out)" = 'Nothing: ' ]
result $? 'is written nevertheless'
printf '{title}\n{kind}\n' >card
run --template @card rain.html snow.html
[ "$(cat out)" = 'Rain over the valley
article
Snow on the hills
article' ]
result $? '--template @FILE'
run --template @missing.card rain.html
exits 3 '--template of a file that is not there'
says '^cleanpage: missing\.card: ' 'is named'

run --front-matter -u https://example.org/rain rain.html
{ printf -- '---\ntitle: Rain over the valley\nlanguage: en\nurl: "https://example.org/rain"\n---\n\n'; cat rain.txt; } >front.txt
writes front.txt '--front-matter'
run --front-matter -t jsonl rain.html
exits 2 '--front-matter of JSON'

other=$(locale -a 2>/dev/null | grep -iE '^(de|fr|es|pl|ru|it|nl|pt)_.*utf-?8$' | head -n 1)
if [ -n "$other" ]; then
    run_with LC_ALL=$other -v -m 1.5 rain.html
    [ "$status" -eq 0 ] && cmp -s out rain.txt && grep -q 'parse [0-9]*\.[0-9] ms' err
    result $? "the same with a decimal comma ($other)"
else
    skip 'the same with a decimal comma' 'no such locale is installed'
fi

# ---------------------------------------------------------------- whole files

run -o new.txt rain.html
exits 0 '-o a new file'
cmp -s new.txt rain.txt && [ ! -s out ]
result $? 'holds the text, stdout nothing'
mode_of() { stat -c %a "$1" 2>/dev/null || stat -f %Lp "$1"; }
[ "$(mode_of new.txt)" = "$(printf '%o' $((0666 & ~$(umask))))" ]
result $? 'and has the permissions of the umask'

echo old >kept.txt
for arguments in missing.html empty.html 'missing.html empty.html' 'http://127.0.0.1:1/'; do
    # shellcheck disable=SC2086
    run -o kept.txt $arguments
    [ "$status" -ne 0 ] && [ "$(cat kept.txt)" = old ]
    result $? "-o keeps the old file: $arguments"
done
run -o kept.txt missing.html rain.html
[ "$status" -eq 10 ] && cmp -s kept.txt rain.txt
result $? '-o has the text of those that did not fail'

chmod 640 kept.txt
run -o kept.txt snow.html
[ "$(mode_of kept.txt)" = 640 ] && cmp -s kept.txt snow.txt
result $? '-o keeps permissions'
mkdir -p there
echo old >there/target.txt
ln -s there/target.txt link.txt
run -o link.txt rain.html
[ -h link.txt ] && cmp -s there/target.txt rain.txt
result $? '-o replaces what a link names'
ln -s there/fresh.txt dangling.txt
run -o dangling.txt rain.html
[ -h dangling.txt ] && cmp -s there/fresh.txt rain.txt
result $? '-o makes what a link names'
ln -s loop.txt loop.txt
run -o loop.txt rain.html
exits 8 '-o of a link to itself'
run -o no/such/dir/x.txt rain.html
exits 8 '-o in a directory that is not there'
says '^cleanpage: no/such/dir/x\.txt: ' 'is named'
run -o there rain.html
exits 8 '-o of a directory'
run -o - rain.html
writes rain.txt '-o - is stdout'
run -o /dev/null rain.html
[ "$status" -eq 0 ] && [ -c /dev/null ]
result $? '-o of a device writes to it'
if [ "$(id -u)" -ne 0 ]; then
    mkdir -p locked
    chmod 555 locked
    run -o locked/x.txt rain.html
    exits 8 '-o in a directory that cannot be written'
    chmod 755 locked
else
    skip '-o in a directory that cannot be written' 'root may'
fi
[ -z "$(find . -name '.cleanpage.*')" ]
result $? 'no temporary file is left'

# ---------------------------------------------------------------- stdout that fails

if [ -c /dev/full ]; then
    status=0; "$CLEANPAGE" rain.html >/dev/full 2>err || status=$?
    : >out
    exits 8 'a full disk'
    says '^cleanpage: stdout: No space' 'is said'
    status=0; "$CLEANPAGE" --help >/dev/full 2>err || status=$?
    exits 8 'for --help, too'
    run -o /dev/full rain.html
    exits 8 'and for -o'
else
    skip 'a full disk' 'no /dev/full'
fi
{ status=0; "$CLEANPAGE" rain.html 2>err || status=$?; echo $status >pipe; } | :
# The reader may be gone before or after the write: only the first is a failure.
sleep 1
: >out
case $(cat pipe) in 0 | 8) ! [ -s err ] ;; *) false ;; esac
result $? 'a closed pipe ends quietly'
mkfifo fifo
"${PYTHON3:-false}" -c '
import os, subprocess, sys
r, w = os.pipe()
os.close(r)
p = subprocess.run(sys.argv[1:], stdout=w, stderr=subprocess.PIPE)
sys.exit(0 if p.returncode == 8 and not p.stderr else 1)' "$CLEANPAGE" rain.html 2>/dev/null
case $? in
0) result 0 'a pipe that nobody reads: 8, and no word' ;;
*) if [ -n "${PYTHON3:-}" ]; then result 1 'a pipe that nobody reads: 8, and no word'; else
    skip 'a pipe that nobody reads: 8, and no word' 'needs python3'; fi ;;
esac
status=0; "$CLEANPAGE" rain.html >&- 2>err || status=$?
: >out
exits 8 'a stdout that is closed'

# ---------------------------------------------------------------- rule files

printf '# a comment\n\n  nonsense .x\n' >broken.rules
run --rules broken.rules rain.html
exits 7 'a broken rule file'
says '^cleanpage: broken\.rules:3:[0-9]+: ' 'is named with line and column'
[ ! -s out ]
result $? 'before anything is cleaned'
run --rules missing.rules rain.html
exits 7 'a rule file that is not there'
says '^cleanpage: .*missing\.rules' 'is named'
run_with CLEANPAGE_RULES=broken.rules rain.html
exits 7 'a broken file in CLEANPAGE_RULES'
run_with CLEANPAGE_RULES=:missing.rules: rain.html
exits 7 'a missing file in CLEANPAGE_RULES'

cat >drop.rules <<'END'
strip p.first
END
cat >keep.rules <<'END'
keep p.first
END
rained() { grep -q 'It rained' out; }
run --rules drop.rules rain.html
! rained && grep -q 'Those who could' out
result $? '--rules strips'
run --rules drop.rules --rules keep.rules rain.html
rained
result $? 'a later --rules goes before an earlier one'
run_with CLEANPAGE_RULES=drop.rules rain.html
! rained
result $? 'CLEANPAGE_RULES'
run_with CLEANPAGE_RULES=drop.rules --rules keep.rules rain.html
rained
result $? '--rules goes before CLEANPAGE_RULES'
mkdir -p config/cleanpage/rules.d home/.config/cleanpage/rules.d
cp drop.rules config/cleanpage/rules.d/10-drop.rules
cp broken.rules config/cleanpage/rules.d/ignored.txt
run -v rain.html
! rained && grep -q 'rules.d/10-drop.rules' err
result $? "the user's directory, shown by -v"
cp keep.rules config/cleanpage/rules.d/20-keep.rules
run rain.html
rained
result $? 'in the order of the names'
rm config/cleanpage/rules.d/*
cp drop.rules home/.config/cleanpage/rules.d/x.rules
run rain.html
rained
result $? '~/.config does not count beside XDG_CONFIG_HOME'
run_with XDG_CONFIG_HOME= rain.html
! rained
result $? 'but without it'
rm home/.config/cleanpage/rules.d/*

cat >good.rules <<'END'
strip .box
test "a box goes, the paragraph stays"
  <p>It rained all night and in the morning the river stood in the lower town.</p>
  <div class="box">Buy an umbrella from our shop today, and another one tomorrow.</div>
gives
  It rained all night and in the morning the river stood in the lower town.
end
END
sed 's/lower town\.$/upper town./' good.rules >failing.rules
run rules check good.rules
exits 0 'rules check of a good file'
run rules check failing.rules
exits 7 'rules check of a file whose test fails'
grep -q 'a box goes' out err
result $? 'names the test'
run rules check broken.rules
exits 7 'rules check of a broken file'
grep -q 'broken\.rules:3:' out err
result $? 'names the place'
run rules check missing.rules
exits 7 'rules check of a missing file'
run rules check good.rules broken.rules
exits 7 'rules check goes through all files'
run rules check
exits 0 'rules check of the built-in rules'
run rules --help
exits 0 'rules --help'

# ---------------------------------------------------------------- help, manual, completion

run --version
[ "$status" -eq 0 ] && grep -q '^cleanpage [0-9]' out && grep -qi gumbo out
result $? '--version names the libraries'
version=$(sed -n 's/^cleanpage //p' out)
grep -q "\"cleanpage $version\"" "$top_srcdir/docs/cleanpage.1" &&
    grep -q "\"cleanpage $version\"" "$top_srcdir/docs/libcleanpage.3"
result $? 'the manual pages are of this version'

run --help
cp out help
[ "$status" -eq 0 ] && [ "$(awk 'length > 79' help | wc -l)" -eq 0 ]
result $? '--help fits 79 columns'
! grep -q "$(printf '\033')" help
result $? 'and has no colours'
run -h
cmp -s out help
result $? '-h is --help'

# letter|name|argument of each option
{ tr '\n' ' ' <"$top_srcdir/src/cli/options.def"; echo; } | sed 's/CP_OPTION(/\
/g' | sed -n 's/^\(.[^,]*\), "\([a-z0-9-]*\)", \(NULL\|"[^"]*"\), .*/\1|\2|\3/p' | tr -d "'\"" >options
[ "$(wc -l <options)" -eq "$(grep -c '^CP_OPTION(' "$top_srcdir/src/cli/options.def")" ]
result $? 'options.def is understood here'
all=0 manual=0 bash=0 zsh=0 fish=0
while IFS='|' read -r letter name argument; do
    [ "$letter" = 0 ] && letter= || letter="-$letter, "
    [ "$argument" = NULL ] && argument= || argument=" $argument"
    grep -Fq -e "$letter--$name$argument" help || { echo "# help: --$name"; all=1; }
    tagged=$(echo "$letter--$name" | sed 's/, / ", " /; s/-/\\-/g')
    grep -Eq -e "^\.(B|BI|BR) $(echo "$tagged" | sed 's/[\\]/\\\\/g')( |\$)" \
        "$top_srcdir/docs/cleanpage.1" || { echo "# manual: --$name"; manual=1; }
    grep -Eq -e "[[:space:]]--$name([[:space:]']|\$)" "$top_srcdir/completion/cleanpage" ||
        { echo "# bash: --$name"; bash=1; }
    grep -Eq -e "--$name(=|\\[|})" "$top_srcdir/completion/_cleanpage" ||
        { echo "# zsh: --$name"; zsh=1; }
    grep -Eq -e " -l $name " "$top_srcdir/completion/cleanpage.fish" ||
        { echo "# fish: --$name"; fish=1; }
done <options
result $all '--help has every option'
result $manual 'cleanpage(1) has every option'
result $bash 'the completion of bash has every option'
result $zsh 'the completion of zsh has every option'
result $fish 'the completion of fish has every option'
# For the same of "archive", "feed" and "batch": commands|letter|name|argument.
cat "$top_srcdir/src/cli/archive.def" "$top_srcdir/src/cli/batch.def" >defs
{ tr '\n' ' ' <defs; echo; } | sed 's/CP_ARCHIVE_OPTION("/\
/g' | sed -n 's/^\([a-z ]*\)", \(.[^,]*\), "\([a-z0-9-]*\)", \(NULL\|"[^"]*"\), .*/\1|\2|\3|\4/p' |
    sed 's/|0|/||/' | tr -d "'\"" >archive.options
[ "$(wc -l <archive.options)" -eq "$(grep -c '^CP_ARCHIVE_OPTION("' defs)" ]
result $? 'archive.def and batch.def are understood here'
extra=0
cut -d '|' -f 2- archive.options | cat options - >every.option
for name in $(grep -oh -e '--[a-z][a-z0-9-]*' "$top_srcdir/completion/_cleanpage" \
    "$top_srcdir/completion/cleanpage" help | sort -u); do
    grep -q "|${name#--}|" every.option || { echo "# $name"; extra=1; }
done
for name in $(sed -n 's/^complete .* -l \([a-z0-9-]*\) .*/\1/p' "$top_srcdir/completion/cleanpage.fish"); do
    grep -q "|$name|" every.option || { echo "# fish: $name"; extra=1; }
done
result $extra 'and none has another'

# ---------------------------------------------------------------- the same for archives

manual=$top_srcdir/docs/cleanpage-archive.1
sed -e ':a' -e '/\\$/{' -e 'N; s/\\\n *//; ta' -e '}' "$top_srcdir/completion/_cleanpage" >zsh.joined
bash=0 zsh=0 fish=0
while IFS='|' read -r of letter name argument; do
    [ -z "$letter" ] && short= || short="-s $letter "
    grep -Eq -e "_cleanpage_of '$of' .*--$name( |\$)" "$top_srcdir/completion/cleanpage" ||
        { echo "# bash: $of --$name"; bash=1; }
    grep -Eq -e "_cleanpage_of '$of' .*--$name(=|\\[|})" zsh.joined ||
        { echo "# zsh: $of --$name"; zsh=1; }
    grep -Fq -e "'__cleanpage_of $of' $short-l $name " "$top_srcdir/completion/cleanpage.fish" ||
        { echo "# fish: $of --$name"; fish=1; }
done <archive.options
result $bash 'the completion of bash has the options of each archive command, feed and batch'
result $zsh 'that of zsh has'
result $fish 'that of fish has'

# section NAME: of the manual page, from its heading to the next.
section() {
    awk -v name="$1" '/^\.S[HS] / { on = $0 ~ "^\\.S[HS] \"?" name "\"?$"; next } on' "$manual"
}

"$CLEANPAGE" archive --help >help 2>err
commands=$(sed -n 's/^  \([a-z]*\) DIR.*/\1/p' help)
if [ -n "$commands" ]; then
    section FETCHING >common
    section 'Options of all' >>common
    for command in $commands; do
        run archive "$command" --help
        sed -n 's/^  \(-[A-Za-z],\|   \) --\([a-z0-9-]*\).*/\2/p' out >names
        section "$command" >text
        lacking=0
        for file in completion/cleanpage completion/_cleanpage completion/cleanpage.fish; do
            grep -Eq "['( ]$command(['[ ]|\$)" "$top_srcdir/$file" || { echo "# $file"; lacking=1; }
        done
        grep -Eq "cleanpage archive $command|[{|] ${command} [|}]|[{|] $command \}" "$manual" &&
            [ -s text ] || { echo "# manual: $command"; lacking=1; }
        while IFS='|' read -r of letter name argument; do
            case " $of " in *" $command "*) ;; *) continue ;; esac
            [ -z "$letter" ] && letter='    ' || letter="-$letter, "
            [ "$argument" = NULL ] && argument= || argument=" $argument"
            grep -Fq -e "  $letter--$name$argument" out || { echo "# help: --$name"; lacking=1; }
            sed 's/\\-/-/g' text | grep -Eq -e "--$name( |\$)" || { echo "# manual: --$name"; lacking=1; }
        done <archive.options
        while read -r name; do
            cat text common | sed 's/\\-/-/g' | grep -Eq -e "--$name( |\$)" ||
                { echo "# manual: --$name of --help"; lacking=1; }
        done <names
        for name in $(sed -n 's/\\-/-/g; s/^\.\(B\|BI\|BR\) .*--\([a-z0-9-]*\).*/\2/p' text); do
            grep -qx -e "$name" names || { echo "# --help: --$name of the manual"; lacking=1; }
        done
        [ -s names ]
        result $((lacking + $?)) "archive $command: --help, manual and completions agree"
    done
else
    skip 'archive: --help, manual and completions agree' 'built without archives'
fi

# agree COMMAND: the options of its --help and those of its manual page.
agree() {
    run "$1" --help
    sed -n 's/^  \(-[A-Za-z0-9],\|   \) --\([a-z0-9-]*\).*/\2/p' out | sort -u >names
    grep '^\.B' "$top_srcdir/docs/cleanpage-$1.1" | grep -v '^\.B cleanpage ' | sed 's/\\-/-/g' |
        grep -o -e '--[a-z][a-z0-9-]*' | sed 's/^--//' | sort -u >told
    [ -s names ] && diff names told | sed 's/^/# /' && [ "$(awk 'length > 79' out | wc -l)" -eq 0 ] &&
        cmp -s names told
}
if [ -n "$commands" ]; then
    agree batch
    result $? 'batch: --help and cleanpage-batch(1) have the same options'
    agree merge
    result $? 'merge: --help and cleanpage-merge(1) have the same options'
    for word in 0 2 3 5 7 8 10 11; do
        grep -q "^\.B $word\$" "$top_srcdir/docs/cleanpage-batch.1" || break
        word=all
    done
    [ "$word" = all ]
    result $? 'cleanpage-batch(1) has every exit status'
else
    skip 'batch: --help and cleanpage-batch(1) have the same options' 'built without archives'
    skip 'merge: --help and cleanpage-merge(1) have the same options' 'built without archives'
    skip 'cleanpage-batch(1) has every exit status' 'built without archives'
fi

for word in $(grep -o 'CP_EXIT_[A-Z_]* = [0-9]*' "$top_srcdir/src/cli/status.h" | sed 's/.* //' | sort -un); do
    [ "$word" = 4 ] || [ "$word" = 12 ] || section 'EXIT STATUS' | grep -q "^\.B $word\$" || break
    word=all
done
[ "$word" = all ]
result $? 'cleanpage-archive(1) has every exit status but that of a page'

for word in 0 1 2 3 4 5 6 7 8 10 12; do
    grep -q "^\.B $word\$" "$top_srcdir/docs/cleanpage.1" || break
    grep -Eq -e "CP_EXIT_[A-Z_]* = $word[,]?( |\$)" "$top_srcdir/src/cli/status.h" || break
    word=all
done
[ "$word" = all ]
result $? 'cleanpage(1) has every exit status'

known=$("$CLEANPAGE" --select nonsense rain.html 2>&1 | sed 's/.*there are //; s/,//g')
lacking=0
for field in $known; do
    for file in completion/cleanpage completion/_cleanpage completion/cleanpage.fish \
        docs/json.md docs/cleanpage.1; do
        grep -Eq "(^|[^a-z_])$field([^a-z_]|\$)" "$top_srcdir/$file" ||
            { echo "# $file: $field"; lacking=1; }
    done
done
[ -n "$known" ]
result $((lacking + $?)) 'manual, docs/json.md and completions have every field of --select'

# ---------------------------------------------------------------- the example

"$top_builddir/examples/clean" >out 2>err; status=$?
exits 1 'the program of the README without a URL'
"$top_builddir/examples/clean" http://127.0.0.1:1/ >out 2>err; status=$?
exits 1 'and without a connection'
if grep -q '^#include <cleanpage.h>' "$top_srcdir/README.md"; then
    awk '/^#include <stdio.h>/ { on = 1 } /^```/ { on = 0 } on' "$top_srcdir/README.md" >quoted
    cmp -s quoted "$top_srcdir/examples/clean.c"
    result $? 'README.md quotes examples/clean.c'
else
    skip 'README.md quotes examples/clean.c' 'it has no program yet'
fi
sed -n '/^\.EX$/,/^\.EE$/p' "$top_srcdir/docs/libcleanpage.3" | sed 's/\\e/\\/g' |
    grep -v '^\.E' | awk '/^#include <stdio.h>/ { on = 1 } on' |
    cmp -s - "$top_srcdir/examples/clean.c"
result $? 'libcleanpage(3) quotes examples/clean.c'

echo "1..$n"
cd / && rm -rf "$dir"
exit 0
