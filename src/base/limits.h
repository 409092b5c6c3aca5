/*
 * Every ceiling of the program, with its unit and its source.
 *
 * A page, a rule file or a server can reach these, never pass them. What decides
 * about text (weights, thresholds) is not here but in rules/.
 */
#ifndef CP_BASE_LIMITS_H
#define CP_BASE_LIMITS_H

/* Longest message cp_fail keeps, in bytes with its final NUL. */
#define CP_MESSAGE_MAX 1024

/* Bytes of one input document after decompression. A fetch may set it lower or higher;
 * of 1,971 real pages the largest had 5.3 MB. */
#define CP_INPUT_MAX ((size_t)10 << 20)

/* Bytes of headers one fetch may bring, redirects included. Browsers and servers allow 8 KiB to
 * 256 KiB for one answer. */
#define CP_HEADERS_MAX ((size_t)256 << 10)

/* Bytes of a body up to which it may be packed as tightly as can be, and how many times longer than
 * its packed bytes one that is longer may be. Of 1,971 real pages the tightest packed was 18
 * times as long, of those above 1 MB 17 times; bombs are 1,000 times and more. */
#define CP_UNPACKED_FREE ((size_t)1 << 20)
#define CP_UNPACKED_RATIO 200

/* Bytes kept of the body of a redirect or an error, which nobody reads as a page. */
#define CP_ASIDE_MAX ((size_t)256 << 10)

/* Bytes of one feed. A fetch of a page stops at CP_INPUT_MAX. */
#define CP_CRAWL_BODY_MAX ((size_t)32 << 20)

/* Bytes read of a robots.txt; RFC 9309, 2.5, wants 500 KiB at least. */
#define CP_ROBOTS_MAX ((size_t)512 << 10)

/* Rules of one robots.txt that are kept, and comparisons of bytes for one address: patterns
 * with many stars could take any time. */
#define CP_ROBOTS_RULES_MAX 50000
#define CP_ROBOTS_STEPS_MAX 20000000

/* Seconds that a server may ask to be left alone for by Retry-After: a week. */
#define CP_RETRY_AFTER_MAX_S 604800

/* Bytes of an address that is fetched. Browsers and servers stop between 2,000 and 64 KiB. */
#define CP_CRAWL_URL_MAX 8192

/* Bad byte sequences after which iconv is asked no more and the rest of a page is read as
 * ASCII: each costs a call, and a page that has so many is not in the encoding it names. */
#define CP_BAD_SEQUENCES_MAX 100000

/* Bytes shown to uchardet, which reads 2 MB a second at worst: 0.1 s. ASCII far from
 * anything else does not count, so that few real pages reach it. */
#define CP_DETECT_MAX ((size_t)256 << 10)

/* Bytes one document may take in its arena. The promise is 256 MiB for the whole process. */
#define CP_ARENA_MAX ((size_t)192 << 20)

/* Deepest stack of open elements handed to Gumbo: scope searches are linear in it, so its
 * time grows with the square. Of 1,497 real pages the deepest had 56. */
#define CP_DEPTH_MAX 400

/* Open formatting elements (b, i, font ...): reconstruction and the adoption agency
 * multiply them. */
#define CP_FORMATTING_MAX 64

/* Tags of one page. Of 1,497 real pages the one with most had 19,183. */
#define CP_TAGS_MAX 200000

/* End tags that close nothing: each walks the whole stack. */
#define CP_STRAY_MAX 2000

/* Attributes kept of one tag: the test for repeated names is quadratic. */
#define CP_ATTRS_MAX 64

/* Attributes kept of one page. Of 1,497 real pages the one with most has some 40,000. */
#define CP_PAGE_ATTRS_MAX 400000

/* Bytes handed to Gumbo on the filter path (a skeleton reaches CP_TAGS_MAX first). */
#define CP_FILTER_MAX ((size_t)4 << 20)

/* Bytes Gumbo may take for its tree, and CPU time for building it: a second fence behind the
 * limits above, which normally keep a page far below both. A page that hits it is parsed again
 * from its first quarter, so many times at most. */
#define CP_GUMBO_MAX ((size_t)80 << 20)
#define CP_GUMBO_CPU_MS 500
#define CP_GUMBO_TRIES 4

/* Times that scraped text is cleaned again until nothing changes. Of 118 real pages, scraped
 * carelessly, none took more than this. */
#define CP_TEXT_ROUNDS_MAX 8

/* Bytes of scraped text up to which that is done: 950 kB of short lines took 0.6 s in all. */
#define CP_TEXT_SETTLE_MAX ((size_t)1 << 20)

/* Blocks of one page that are measured and judged; what follows is kept unjudged with a note. */
#define CP_BLOCKS_MAX 60000

/* Bytes of the paths of all blocks for --explain, from which on only their innermost elements are
 * told: each of 60,000 blocks may lie as deep as a page can be. */
#define CP_PATHS_BYTES ((size_t)8 << 20)

/* Bytes of scraped text that are searched for blocks which went when it was cleaned again: each
 * search is linear in the text, and there may be 30,000. For --explain alone. */
#define CP_TOLD_SEARCH_MAX ((size_t)64 << 20)

/* Bytes of blocks in which --diff looks for parts of them on one page: each search is linear, and of
 * 60,000 blocks on one side each may be looked for in a large one on the other. */
#define CP_DIFF_SEARCH_MAX ((size_t)256 << 20)

/* Bytes of white space and "> " before the lines of one paragraph: a listing of 5,000,000 lines may
 * stand in 32 quotes. Of what would have more only the outermost quotes and lists are shown. */
#define CP_PREFIXES_MAX ((size_t)16 << 20)

/* Words of one page that are measured: tables are sized by them. Of 1,971 real pages the one
 * with most has some 170,000. */
#define CP_WORDS_MAX 500000

/* JSON that a page brings along for its scripts: bytes read of it in all, members and items of one
 * script, for which jansson takes 100 to 250 bytes each, and nesting, which jansson recurses on.
 * What is longer is cut, what is deeper is passed over. */
#define CP_JSON_BYTES_MAX ((size_t)4 << 20)
#define CP_JSON_VALUES_MAX 200000
#define CP_JSON_DEPTH_MAX 200

/* Scripts with JSON that are read of one page, and strings that are taken from them. */
#define CP_EMBEDDED_SCRIPTS_MAX 40
#define CP_EMBEDDED_TEXTS_MAX 500

/* Bytes of one rule file, and of all rules together. */
#define CP_RULE_FILE_MAX ((size_t)4 << 20)

/* Bytes the compiled rules may take. The built-in ones take about 3 MB. */
#define CP_RULE_ARENA_MAX ((size_t)64 << 20)

/* Rules, settings, lists and tests of one file, and bytes of one line outside of tests. */
#define CP_RULES_MAX 100000
#define CP_RULE_LINE_MAX 16384

/* Lists of words by name, all files together: a set of them is one number. */
#define CP_LISTS_MAX 64

/* Types of schema.org remembered of one page. Of 1,497 real pages the median has 5. */
#define CP_META_TYPES_MAX 32

/* Metadata of one page: finds that are weighed, whose number goes into the work squared; bytes of
 * each; nodes that are read for the text of one; values of a field with several. */
#define CP_META_FINDS_MAX 2000
#define CP_META_VALUE_MAX 4000
#define CP_META_NODES_MAX 400
#define CP_META_VALUES_MAX 100

/* Kinds of page that one fact can have points for. */
#define CP_KIND_POINTS_MAX 16

/* Pages of a host that rules are suggested from. */
#define CP_SUGGEST_PAGES_MAX 1000

/* Keys of one page by which its host is learned: those with the smallest numbers, so that pages
 * with more have the same ones in common. */
#define CP_SITE_KEYS_MAX 2000

/* Pages of a host by which it is learned: of what is on a third of all its pages 99 in 100 samples
 * see it on the fifth that the rules ask for. */
#define CP_SITE_PAGES_MAX 64

/* What can match a phrase at most: words of a block, and bytes of it after folding. */
#define CP_PHRASE_WORDS_MAX 300
#define CP_PHRASE_TEXT_MAX 2048

/* Size of one phrase: words and forks of all its alternatives, spellings that are hashed. */
#define CP_PHRASE_OPS_MAX 1024
#define CP_PHRASE_SPELLINGS_MAX 256

/* Elements looked at for the selectors of one page. A page that reaches it is noted, and
 * what follows matches no selector with a combinator or :has. */
#define CP_SELECT_STEPS_MAX 20000000

/* Elements before its own that `a ~ b` looks at. */
#define CP_SELECT_SIBLINGS_MAX 100

/* Bytes of one feed: the size of a podcast's that never drops an episode, a few times over. */
#define CP_FEED_BYTES_MAX ((size_t)32 << 20)

/* Entries read of one feed, and links of one page or OPML file. The specifications name no
 * limit; planet feeds and podcasts of decades have a few thousand. */
#define CP_FEED_ENTRIES_MAX 20000
#define CP_FEED_LINKS_MAX 20000

/* Elements of a feed inside each other; what lies deeper loses its tags. */
#define CP_FEED_DEPTH_MAX 100

/* Bytes of one value of a feed, most of which are text of an entry, and of a short one. */
#define CP_FEED_VALUE_MAX ((size_t)8 << 20)
#define CP_FEED_LINE_MAX ((size_t)16 << 10)

/* Attributes of a tag that are read, and bytes of each: data: addresses are cut. */
#define CP_FEED_ATTRS_MAX 64
#define CP_FEED_ATTR_MAX ((size_t)64 << 10)

/* Categories and authors of one entry: each is compared with the ones before it. */
#define CP_FEED_CATEGORIES_MAX 200
#define CP_FEED_AUTHORS_MAX 50

/* JSON values of one entry, for each of which jansson takes 100 to 250 bytes. */
#define CP_FEED_JSON_VALUES_MAX 50000

/* Bytes of a link's text that are looked at for a title. */
#define CP_FEED_LINK_TEXT_MAX 1000

/* Bytes before a feed's root element in which it is looked for: warnings of scripts. */
#define CP_FEED_JUNK_MAX ((size_t)64 << 10)

/* Bytes of the id or address that an entry is known by, and of a title or name that is told with
 * its raw page. They stand in the head of that record, of which the limit is below. */
#define CP_ENTRY_KEY_MAX ((size_t)8 << 10)

/* Bytes of the head of a record in a WARC file, whose fields may hold a whole address. */
#define CP_WARC_HEAD_MAX ((size_t)64 << 10)

/* Bytes of a line in a list of addresses and paths, and bytes of a line of JSON beside its page,
 * each byte of which it may write as four. */
#define CP_BATCH_NAME_MAX ((size_t)8 << 10)
#define CP_BATCH_MEMBERS_MAX ((size_t)1 << 20)

/* Words of one text that filters and signatures look at, 26 bytes for each; what follows is
 * counted. As many as the measuring of pages knows. */
#define CP_CORPUS_WORDS_MAX 500000

/* Directories inside each other, and bytes of the names of the files of one, which are sorted: a
 * million names of 60 bytes, a few times over. */
#define CP_BATCH_DEPTH_MAX 64
#define CP_BATCH_NAMES_MAX ((size_t)256 << 20)

/* Bytes of a title or an address that the name of a file is made of. */
#define CP_NAME_TEXT_MAX 4096

/* Tasks for each worker that are put and not taken back: what others get done while one takes
 * its time. One page in 30 may take 30 times as long as others without making them wait. */
#define CP_POOL_TASKS_AHEAD 32

/* Bytes of tasks and results that wait in a pool. Past it only the task at whose result all
 * others wait is given to a worker. */
#define CP_POOL_HELD_MAX ((size_t)64 << 20)

/* Bytes of room that a frame may keep from one message to the next. */
#define CP_POOL_KEPT_BYTES ((size_t)1 << 20)

/* Tasks that a busy worker has beside the one at hand, so that it need not wait for them: so many
 * and so many bytes at most, which a socket holds; and idle ones get them if that takes longer
 * than so many milliseconds. Of the pages of the benchmark a worker does 4 in a millisecond. */
#define CP_POOL_AHEAD_TASKS 8
#define CP_POOL_AHEAD_BYTES ((size_t)64 << 10)
#define CP_POOL_PATIENCE_MS 20

/* Nanoseconds that a pool does not look at its workers while all have half of that: what comes
 * meanwhile is dealt with at once. To sleep and to be woken for each costs both cores more. */
#define CP_POOL_NAP_NS 500000

/* Milliseconds that a worker may take to start or to leave: the built-in rules take 20. */
#define CP_POOL_START_MS 60000

/* Workers in a row that die before they have started, until the pool gives up. */
#define CP_POOL_STARTS_MAX 10

/* What a child that works apart may take: seconds of CPU for each page, of which the slowest of
 * 1,971 real ones takes a tenth of one, and seconds behind that until it is killed; seconds on the
 * clock for each page; memory of its own in bytes. */
#define CP_APART_CPU_S 60
#define CP_APART_CPU_MORE_S 2
#define CP_APART_TIME_S 600
#define CP_APART_MEMORY_MAX ((size_t)1 << 30)

/* Bytes that such a child may make, and tell people: what it says is read from a process that a
 * page may have got the better of. */
#define CP_APART_BYTES_MAX ((size_t)256 << 20)
#define CP_APART_TOLD_MAX ((size_t)1 << 20)

#endif
