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

/* Bytes of the head of a record in a WARC file, whose fields may hold a whole address. */
#define CP_WARC_HEAD_MAX ((size_t)64 << 10)

/* Bytes of a title or an address that the name of a file is made of. */
#define CP_NAME_TEXT_MAX 4096

#endif
