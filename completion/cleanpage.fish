# fish completion for cleanpage(1)

# Whether the command being typed is one of these: of "archive", or feed itself.
function __cleanpage_of
    set -l words (commandline -opc)
    if test "$words[2]" = archive
        contains -- "$words[3]" $argv
    else
        test "$words[2]" = feed; and contains feed $argv
    end
end

# Whether pages are cleaned.
function __cleanpage_pages
    set -l words (commandline -opc)
    not contains -- "$words[2]" archive feed
end

# Whether the command of "archive" is to be typed.
function __cleanpage_archive
    set -l words (commandline -opc)
    test "$words[2]" = archive; and test (count $words) -eq 2
end

complete -c cleanpage -n __fish_is_first_arg -a rules -d 'check rule files, or propose some'
complete -c cleanpage -n __fish_is_first_arg -a feed -d 'read a feed'
complete -c cleanpage -n __fish_is_first_arg -a archive -d 'keep the articles of feeds'
complete -c cleanpage -n '__fish_seen_subcommand_from rules; and not __fish_seen_subcommand_from check suggest' -f -a check -d 'run the tests of rule files'
complete -c cleanpage -n '__fish_seen_subcommand_from rules; and not __fish_seen_subcommand_from check suggest' -f -a suggest -d 'propose rules for a host'

complete -c cleanpage -n __cleanpage_pages -s t -l to -x -a 'text markdown html xml json jsonl explain' -d 'text, markdown, html, xml, json or jsonl (text)'
complete -c cleanpage -n __cleanpage_pages -l md -d '--to markdown'
complete -c cleanpage -n __cleanpage_pages -l html -d '--to html'
complete -c cleanpage -n __cleanpage_pages -l xml -d '--to xml'
complete -c cleanpage -n __cleanpage_pages -l json -d '--to json: text and all that is known of the page'
complete -c cleanpage -n __cleanpage_pages -l jsonl -d '--to jsonl: the same, a line for each page'
complete -c cleanpage -n __cleanpage_pages -l list-formats -d 'show the formats that this build can write'
complete -c cleanpage -n __cleanpage_pages -l body -x -a 'text markdown' -d 'what the text in JSON is written as (text)'
complete -c cleanpage -n __cleanpage_pages -l select -x -a 'url canonical_url title author published modified site_name language description image tags license kind confidence encoding encoding_source truncated notes text markdown' -d 'write one field alone: title, author, kind, ...'
complete -c cleanpage -n __cleanpage_pages -l template -x -d 'text with fields: \'{title} by {author}\''
complete -c cleanpage -n __cleanpage_pages -l front-matter -d 'metadata in YAML before text or Markdown'
complete -c cleanpage -n __cleanpage_pages -s o -l output -r -F -d 'write to FILE, whole or not at all'
complete -c cleanpage -n __cleanpage_pages -l no-title -d 'leave the title out'
complete -c cleanpage -n __cleanpage_pages -l explain -d '--to explain: why each block was kept or dropped'
complete -c cleanpage -n __cleanpage_pages -l report -r -F -d 'write the same to FILE, as a page to look at'
complete -c cleanpage -n __cleanpage_pages -l diff -r -F -d 'show what the rule file RULES would change'
complete -c cleanpage -n __cleanpage_pages -l mark -d 'text: what is dropped, too, between [- and -]'
complete -c cleanpage -n __cleanpage_pages -l width -x -d 'wrap lines at N display columns'
complete -c cleanpage -n __cleanpage_pages -l links -x -a 'none inline reference list' -d 'where addresses go; text: none, others: inline'
complete -c cleanpage -n __cleanpage_pages -l images -d 'pictures with their text and captions'
complete -c cleanpage -n __cleanpage_pages -l no-images -d 'show no pictures'
complete -c cleanpage -n __cleanpage_pages -l tables -d 'tables of data, as everywhere'
complete -c cleanpage -n __cleanpage_pages -l no-tables -d 'show no tables'
complete -c cleanpage -n __cleanpage_pages -l footnotes -d 'notes and the marks for them, as everywhere'
complete -c cleanpage -n __cleanpage_pages -l no-footnotes -d 'show no footnotes'
complete -c cleanpage -n __cleanpage_pages -l formatting -d 'emphasis and the like'
complete -c cleanpage -n __cleanpage_pages -l no-formatting -d 'show no emphasis'
complete -c cleanpage -n __cleanpage_pages -l code -d 'listings, as everywhere'
complete -c cleanpage -n __cleanpage_pages -l no-code -d 'show no listings'
complete -c cleanpage -n __cleanpage_pages -l math -d 'formulas, as TeX if that is known, as everywhere'
complete -c cleanpage -n __cleanpage_pages -l no-math -d 'show no formulas'
complete -c cleanpage -n __cleanpage_pages -l ruby -d 'readings beside ideographs, as everywhere'
complete -c cleanpage -n __cleanpage_pages -l no-ruby -d 'show no readings'
complete -c cleanpage -n __cleanpage_pages -l scripts -d 'subscripts and superscripts as such'
complete -c cleanpage -n __cleanpage_pages -l no-scripts -d 'as letters like others, as in text'
complete -c cleanpage -n __cleanpage_pages -l strike -d 'text that is struck out, as everywhere'
complete -c cleanpage -n __cleanpage_pages -l no-strike -d 'show no text that is struck out'
complete -c cleanpage -n __cleanpage_pages -s u -l base -x -d 'address that a file or stdin came from'
complete -c cleanpage -n __cleanpage_pages -s E -l encoding -x -a 'utf-8 windows-1252 windows-1251 windows-1250 iso-8859-2 iso-8859-15 koi8-r gbk gb18030 big5 shift_jis euc-jp euc-kr utf-16le' -d 'encoding of the input, whatever it declares'
complete -c cleanpage -n __cleanpage_pages -s f -l from -x -a 'html text' -d 'what the input is, page or scraped text'
complete -c cleanpage -n __cleanpage_pages -l text -d '--from text: the input is text scraped from a page'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of run reclean rebuild' -l rules -r -F -d 'add a rule file, or all *.rules of a directory'
complete -c cleanpage -n __cleanpage_pages -l comments -x -a 'no yes only' -d 'what becomes of readers\' comments and of replies'
complete -c cleanpage -n __cleanpage_pages -l kind -x -a 'article forum product collection listing documentation service' -d 'article, forum, product, ...: do not detect it'
complete -c cleanpage -n __cleanpage_pages -l precision -d 'rather lose content than keep what is none'
complete -c cleanpage -n __cleanpage_pages -l recall -d 'rather keep too much than lose content'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of add run feed' -s A -l user-agent -x -d 'User-Agent to send'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of add run feed' -s b -l cookie -r -F -d 'cookies, NAME=VALUE; ..., or a file of them'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of add run feed' -s e -l referer -x -d 'Referer to send'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of add run feed' -s H -l header -x -d 'header to send, "Name: value"'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of add run feed' -s x -l proxy -x -d 'proxy, instead of what the environment says'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of add run feed' -s k -l insecure -d 'do not verify the server\'s certificate'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of add run feed' -l cacert -r -F -d 'certificates to verify it with'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of add run feed' -s n -l netrc -d 'take user and password from ~/.netrc'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of add run feed' -s L -l location -d 'follow redirects, as it does anyway'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of add run feed' -l max-redirs -x -d 'follow N redirects at most; 0: none (10)'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of add run feed' -l proto -x -a 'http https http,https' -d 'protocols allowed (http,https)'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of add run feed' -s m -l max-time -x -d 'longest time for one page (60)'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of add run feed' -l connect-timeout -x -d 'longest time to connect (15)'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of add run feed' -l max-filesize -x -d 'largest page, unpacked; at most 10M (10M)'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of feed' -l retry -x -d 'tries after a failure that may pass (0)'
complete -c cleanpage -n '__cleanpage_pages; or __cleanpage_of feed' -l retry-delay -x -d 'wait before the first retry (1, then doubled)'
complete -c cleanpage -s q -l quiet -d 'no warnings, errors only'
complete -c cleanpage -s v -l verbose -d 'tell on stderr what was done and how long it took'
complete -c cleanpage -s h -l help -d 'show this help'
complete -c cleanpage -s V -l version -d 'show the versions of cleanpage and its libraries'

complete -c cleanpage -n __cleanpage_archive -f -a add -d 'follow feeds'
complete -c cleanpage -n __cleanpage_archive -f -a run -d 'fetch and keep what is new'
complete -c cleanpage -n __cleanpage_archive -f -a status -d 'show the feeds and how they are'
complete -c cleanpage -n __cleanpage_archive -f -a list -d 'list the articles'
complete -c cleanpage -n __cleanpage_archive -f -a search -d 'find articles by their words'
complete -c cleanpage -n __cleanpage_archive -f -a show -d 'write an article to stdout'
complete -c cleanpage -n __cleanpage_archive -f -a reclean -d 'clean the kept pages again'
complete -c cleanpage -n __cleanpage_archive -f -a verify -d 'check files, raw pages and database'
complete -c cleanpage -n __cleanpage_archive -f -a rebuild -d 'make the database anew'
complete -c cleanpage -n __cleanpage_archive -f -a remove -d 'stop following a feed, drop an article'
complete -c cleanpage -n '__cleanpage_of add run status list search show reclean verify rebuild remove export' -f -a '(__fish_complete_directories (commandline -ct))'

complete -c cleanpage -n '__cleanpage_of add rebuild' -s t -l to -x -a 'text markdown' -d 'what the files of a new archive are (markdown)'
complete -c cleanpage -n '__cleanpage_of add rebuild' -l no-raw -d 'do not keep the pages as they came'
complete -c cleanpage -n '__cleanpage_of add' -l opml -r -F -d 'follow the feeds of an OPML file, - for stdin'
complete -c cleanpage -n '__cleanpage_of add' -l contact -x -d 'your mail or web address, told to every server'
complete -c cleanpage -n '__cleanpage_of run' -l limit -x -d 'store N articles at most; the others wait'
complete -c cleanpage -n '__cleanpage_of run feed' -l max-age -x -d 'skip entries older than this when they are new'
complete -c cleanpage -n '__cleanpage_of run' -l deadline -x -d 'stop after this time; the rest waits'
complete -c cleanpage -n '__cleanpage_of add run feed' -l pause -x -d 'between two requests to a host (1)'
complete -c cleanpage -n '__cleanpage_of add run feed' -l hosts -x -d 'hosts asked at a time (16)'
complete -c cleanpage -n '__cleanpage_of run' -l complain-after -x -d 'tell of a feed that has failed so long (3)'
complete -c cleanpage -n '__cleanpage_of run' -l all -d 'ask feeds that are not due, too'
complete -c cleanpage -n '__cleanpage_of add run feed' -l ignore-robots -d 'fetch what robots.txt forbids: your own sites'
complete -c cleanpage -n '__cleanpage_of run reclean' -l stats -d 'write what was done to stdout, as JSON'
complete -c cleanpage -n '__cleanpage_of list search export reclean' -l feed -x -d 'of this feed: its name, address or number'
complete -c cleanpage -n '__cleanpage_of list export' -l since -x -d 'stored on this day or later: 2026-11-21'
complete -c cleanpage -n '__cleanpage_of list search export' -l limit -x -d 'so many at most (list: all, search: 20)'
complete -c cleanpage -n '__cleanpage_of status list search' -l json -d 'JSON Lines, for other programs'
complete -c cleanpage -n '__cleanpage_of reclean' -l dry-run -d 'change nothing: list what would change'
complete -c cleanpage -n '__cleanpage_of remove' -l articles -d 'a feed\'s articles, too'
complete -c cleanpage -n '__cleanpage_of export' -l opml -d 'the feeds, for another reader'
complete -c cleanpage -n '__cleanpage_of export' -l atom -d 'a feed with the articles\' full text'
complete -c cleanpage -n '__cleanpage_of export' -l epub -d 'an issue for an e-book reader; needs --output'
complete -c cleanpage -n '__cleanpage_of export' -l html -x -a '(__fish_complete_directories (commandline -ct))' -d 'pages to read and search from disk'
complete -c cleanpage -n '__cleanpage_of export' -l jsonl -d 'a line of JSON for each article'
complete -c cleanpage -n '__cleanpage_of export' -l mbox -d 'mails'
complete -c cleanpage -n '__cleanpage_of feed' -s t -l to -x -a 'atom rss jsonfeed jsonl sfeed' -d 'atom, rss, jsonfeed, jsonl or sfeed (as the feed is)'
complete -c cleanpage -n '__cleanpage_of feed' -s u -l base -x -d 'address that a file or stdin came from'
complete -c cleanpage -n '__cleanpage_of feed' -l limit -x -d 'the first N entries alone'
complete -c cleanpage -n '__cleanpage_of feed' -l no-cache -d 'fetch all, remember nothing'
complete -c cleanpage -n '__cleanpage_of export feed' -s o -l output -r -F -d 'write to FILE, whole or not at all'
