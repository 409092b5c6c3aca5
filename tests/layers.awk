# Says which includes of one file are wrong: awk -v file=ROOM/NAME.c -f layers.awk PATH
#
# `file` is the name below src/. Prints file:line, the include, and why it is wrong.

BEGIN {
    # What each room may include besides itself, base/, cleanpage.h and config.h.
    sees["base"] = ""
    sees["url"] = ""
    sees["fetch"] = "url"
    sees["decode"] = ""
    sees["page"] = ""
    sees["rules"] = "page"
    sees["measure"] = "page rules"
    sees["judge"] = "page measure rules"
    sees["meta"] = "url page rules measure judge"
    sees["render"] = "url page measure rules judge meta"
    sees["suggest"] = "page rules measure judge"
    # Above the engine, which they know by its public header.
    sees["feed"] = "url decode"
    sees["crawl"] = "url fetch"
    sees["warc"] = ""
    sees["sql"] = ""
    sees["corpus"] = ""
    sees["site"] = "url sql"
    sees["archive"] = "url fetch feed crawl warc sql sandbox"
    sees["sandbox"] = ""
    sees["batch"] = "url fetch crawl warc sql corpus site sandbox"
    sees["cli"] = "feed crawl archive batch corpus site sandbox"
    # The files of src/ itself: the pipeline, which sees all, and the public header.
    sees["src"] = "url fetch decode page measure rules judge meta render suggest"
    sees["cleanpage.h"] = ""

    # The files that see each outside library, mostly one.
    only["gumbo.h"] = "page/html.c"
    only["sanitizer/msan_interface.h"] = "base/poison.h"
    only["curl/curl.h"] = "fetch/curl.h"
    only["dlfcn.h"] = "base/lazy.c"
    only["iconv.h"] = "decode/convert.c"
    only["uchardet.h"] = only["uchardet/uchardet.h"] = "decode/detect.c"
    only["jansson.h"] = "measure/json.c feed/jsonfeed.c"
    only["libxml/HTMLparser.h"] = "archive/xhtml.c"
    only["libxml/parser.h"] = "feed/xml.c"
    only["sqlite3.h"] = "sql/sql.c"
    only["zlib.h"] = "warc/member.c warc/member.h archive/pack.c"
    only["nettle/sha2.h"] = "warc/digest.c"
    only["seccomp.h"] = "sandbox/bake.c sandbox/filter_made.c sandbox/rules.c"
    only["linux/filter.h"] = only["linux/seccomp.h"] = "sandbox/filter_baked.c"
    only["sys/prctl.h"] = "batch/child.c sandbox/apart.c sandbox/sandbox.c"
    only["sys/syscall.h"] = "sandbox/filter_baked.c sandbox/landlock.c"
    only["zip.h"] = "archive/zip.c"

    # C11 and POSIX, without what looks at the locale (ctype.h, locale.h, wchar.h), which the
    # library must not depend on, and without regex.h, whose time a page could choose.
    split("assert complex errno float inttypes limits math setjmp signal stdalign stdarg " \
          "stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string threads time " \
          "arpa/inet dirent fcntl netdb netinet/in poll pthread strings sys/ioctl " \
          "sys/mman sys/resource sys/select sys/socket sys/stat sys/time sys/types sys/uio " \
          "sys/wait termios unistd", names, " ")
    for (i in names)
        standard[names[i] ".h"] = 1
    standard["config.h"] = 1

    room = file
    if (!sub(/\/.*/, "", room) && file != "cleanpage.h")
        room = "src"
}

function wrong(why)
{
    printf "%s:%d: %s: %s\n", file, NR, $0, why
}

function check_own(name,    of)
{
    if (name == "config.h" || name == "cleanpage.h")
        return
    of = name
    if (!sub(/\/.*/, "", of))
        of = "src"
    if (room == "cleanpage.h")
        wrong("the public header stands alone")
    else if (of == "src" && room != "src")
        wrong("name the header with its room; src/ itself is for the pipeline")
    else if (of != room && of != "base" && index(" " sees[room] " ", " " of " ") == 0)
        wrong(room " may not see " of)
}

function check_outside(name)
{
    if (name in only) {
        if (index(" " only[name] " ", " " file " ") == 0)
            wrong("only " only[name] " may see this library")
    } else if (!(name in standard)) {
        wrong("neither C11, POSIX, nor a library the project knows; see layers.awk")
    }
}

FNR == 1 && !(room in sees) {
    wrong("unknown room; add it to layers.awk and docs/ARCHITECTURE.md")
}

/^[ \t]*#[ \t]*include/ {
    name = $0
    sub(/^[ \t]*#[ \t]*include[ \t]*/, "", name)
    quote = substr(name, 1, 1)
    name = substr(name, 2)
    sub(/[">].*/, "", name)
    if (quote == "\"")
        check_own(name)
    else if (quote == "<")
        check_outside(name)
    else
        wrong("not a plain name")
}
