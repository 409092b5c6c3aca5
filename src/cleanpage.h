/*
 * libcleanpage: the text of a web page and nothing else.
 *
 * The whole public interface, and the only header installed. Numbers keep their meaning and
 * structs grow at the end only.
 */
#ifndef CLEANPAGE_H
#define CLEANPAGE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A worker: rules, connection, last message. One worker belongs to one thread at a time. */
typedef struct cleanpage cleanpage;
/* One cleaned page; lives on after its worker. */
typedef struct cleanpage_doc cleanpage_doc;
/* What a server answered to cleanpage_get: the page as it came. */
typedef struct cleanpage_response cleanpage_response;
/* What repeats from page to page of one host. Read-only: several workers may use one. */
typedef struct cleanpage_site cleanpage_site;

typedef enum {
    CLEANPAGE_OK = 0,
    CLEANPAGE_NOMEM = 1,     /* out of memory */
    CLEANPAGE_BADARG = 2,    /* an argument or an option this library does not know */
    CLEANPAGE_LIMIT = 3,     /* a limit on time, size, memory or redirects was reached */
    CLEANPAGE_FETCH = 4,     /* URL, DNS, connection or TLS */
    CLEANPAGE_CHARSET = 5,   /* cannot be decoded */
    CLEANPAGE_RULE = 6,      /* a rule file is wrong */
    CLEANPAGE_WRITE = 7,     /* the write function stopped */
    CLEANPAGE_HTTP = 8,      /* the server answered with status 400 or above */
    CLEANPAGE_TYPE = 9,      /* neither HTML, XHTML nor plain text */
    CLEANPAGE_READ = 10      /* a local file cannot be read */
} cleanpage_status;

/* What cleanpage_render writes: UTF-8 always. */
typedef enum {
    CLEANPAGE_TEXT = 0,
    CLEANPAGE_MARKDOWN = 1,   /* CommonMark, with the tables of GitHub */
    CLEANPAGE_HTML = 2,       /* a whole document of semantic elements, safe to open */
    CLEANPAGE_XML = 3,        /* TEI */
    CLEANPAGE_JSON = 4,       /* one object with text and metadata: docs/json.md */
    CLEANPAGE_JSONL = 5,      /* the same on one line */
    CLEANPAGE_EXPLAIN = 6,    /* JSON Lines: why each block was kept or dropped */
    CLEANPAGE_REPORT = 7      /* the same as an HTML document to look at */
} cleanpage_format;

/* Where links go. */
typedef enum {
    CLEANPAGE_LINKS_AUTO = 0,       /* as the format has them: text without, others inline */
    CLEANPAGE_LINKS_NONE = 1,       /* their text alone */
    CLEANPAGE_LINKS_INLINE = 2,     /* the address at the text */
    CLEANPAGE_LINKS_REFERENCE = 3,  /* a number at the text, the address at the end */
    CLEANPAGE_LINKS_LIST = 4        /* the addresses at the end alone */
} cleanpage_links;

/* What the bytes are. */
typedef enum {
    CLEANPAGE_INPUT_AUTO = 0,   /* sniffed */
    CLEANPAGE_INPUT_HTML = 1,
    CLEANPAGE_INPUT_TEXT = 2    /* already scraped text */
} cleanpage_input;

/* What a page is for: it decides which of its parts are its content. */
typedef enum {
    CLEANPAGE_KIND_AUTO = 0,           /* detected */
    CLEANPAGE_KIND_ARTICLE = 1,        /* a text by an author, with readers' comments or without */
    CLEANPAGE_KIND_FORUM = 2,          /* a thread: the posts are the page */
    CLEANPAGE_KIND_PRODUCT = 3,        /* one thing on sale */
    CLEANPAGE_KIND_COLLECTION = 4,     /* many things on sale */
    CLEANPAGE_KIND_LISTING = 5,        /* an index of articles or entries */
    CLEANPAGE_KIND_DOCUMENTATION = 6,  /* a manual, a reference, an encyclopaedia */
    CLEANPAGE_KIND_SERVICE = 7         /* what somebody offers, in sections */
} cleanpage_kind;

/* What becomes of readers' comments, and of the replies in a thread. */
typedef enum {
    CLEANPAGE_COMMENTS_AUTO = 0,   /* beside an article they go, a thread that is the page stays */
    CLEANPAGE_COMMENTS_NO = 1,     /* they go; of a thread the opening post stays */
    CLEANPAGE_COMMENTS_YES = 2,    /* they stay, behind the main text */
    CLEANPAGE_COMMENTS_ONLY = 3    /* nothing else stays */
} cleanpage_comments;

typedef struct {
    size_t      size;       /* sizeof this struct, so that older and newer callers both fit */
    const char *url;        /* base for links and for host rules; NULL if unknown */
    const char *charset;    /* as the transport declared it; NULL to detect */
    unsigned    flags;      /* CLEANPAGE_FORCE_CHARSET and friends, or 0 */
    int         input;      /* cleanpage_input */
    int         kind;       /* cleanpage_kind */
    int         comments;   /* cleanpage_comments */
    const cleanpage_site *site;   /* of the page's host; NULL if unknown */
} cleanpage_options;
#define CLEANPAGE_OPTIONS_INIT { sizeof(cleanpage_options), NULL, NULL, 0, 0, 0, 0, NULL }

/* options.flags: charset is the user's word, not the server's, and beats a byte-order mark. */
#define CLEANPAGE_FORCE_CHARSET 1u
/* Rather lose some of the content than keep what is none, or the other way round; not both. */
#define CLEANPAGE_PRECISION 2u
#define CLEANPAGE_RECALL 4u
/* Remember why each block is kept or dropped: CLEANPAGE_EXPLAIN and CLEANPAGE_REPORT need it. */
#define CLEANPAGE_TRACE 8u
/* The page itself is among those that the site was made of: its own lines count once less. */
#define CLEANPAGE_SITE_HAS_PAGE 16u

/* Layout of cleanpage_render. What a format has no use for is passed over. */
typedef struct {
    size_t   size;
    unsigned flags;     /* CLEANPAGE_NO_TITLE and friends, or 0 */
    unsigned width;     /* wrap at so many display columns; 0: not at all */
    int      links;     /* cleanpage_links */
    unsigned with;      /* parts to show, CLEANPAGE_IMAGES and friends, beyond the format's own */
    unsigned without;   /* parts to leave out */
    int      body;      /* of JSON: CLEANPAGE_TEXT or CLEANPAGE_MARKDOWN */
} cleanpage_layout;
#define CLEANPAGE_LAYOUT_INIT { sizeof(cleanpage_layout), 0, 0, 0, 0, 0, 0 }

/* layout.flags: */
#define CLEANPAGE_NO_TITLE 1u
#define CLEANPAGE_FRONT_MATTER 2u   /* metadata in YAML before text and Markdown */
#define CLEANPAGE_MARK_DROPPED 4u   /* text: what was dropped is there, too, marked */
#define CLEANPAGE_NO_TIMES 8u       /* JSON: stats.ms is null, so that the same page gives the same bytes */

/* layout.with and layout.without: */
#define CLEANPAGE_IMAGES 1u        /* pictures with their text and captions */
#define CLEANPAGE_TABLES 2u        /* tables of data */
#define CLEANPAGE_FOOTNOTES 4u     /* notes, and the marks that refer to them */
#define CLEANPAGE_FORMATTING 8u    /* emphasis, and whatever else changes the look of words */
#define CLEANPAGE_CODE 16u         /* listings */
#define CLEANPAGE_MATH 32u         /* formulas, as TeX where the page has its source */
#define CLEANPAGE_RUBY 64u         /* readings beside ideographs */
#define CLEANPAGE_SCRIPTS 128u     /* subscripts and superscripts as such */
#define CLEANPAGE_STRIKE 256u      /* text that is struck out */

/*
 * How cleanpage_fetch behaves, spelled after curl's options. Zero or NULL takes the default
 * in brackets. Strings are copied.
 */
typedef struct {
    size_t             size;
    const char        *user_agent;         /* ["cleanpage/VERSION"] */
    const char        *cookie;             /* "NAME=VALUE; ..." or a Netscape cookie file */
    const char        *referer;
    const char *const *headers;            /* "Name: value" lines, NULL-terminated */
    const char        *proxy;              /* [as the environment says] */
    const char        *cacert;             /* a PEM bundle, or a directory as OpenSSL hashes it [the system's] */
    const char        *protocols;          /* subset of "http,https" [both] */
    long               timeout_ms;         /* whole transfer [60000] */
    long               connect_timeout_ms; /* [15000] */
    long               max_redirects;      /* [10]; -1: none are followed */
    long               retries;            /* of failures that may pass [0] */
    long               retry_delay_ms;     /* [1000, doubled each time] */
    uint64_t           max_bytes;          /* after decompression, 10 MiB at most [10 MiB] */
    unsigned           flags;              /* CLEANPAGE_FETCH_INSECURE and friends */
} cleanpage_fetch_options;
#define CLEANPAGE_FETCH_OPTIONS_INIT \
    { sizeof(cleanpage_fetch_options), NULL, NULL, NULL, NULL, NULL, NULL, NULL, \
      0, 0, 0, 0, 0, 0, 0 }
#define CLEANPAGE_FETCH_INSECURE 1u   /* do not verify TLS */
#define CLEANPAGE_FETCH_NETRC 2u      /* credentials from ~/.netrc */
#define CLEANPAGE_FETCH_PUBLIC 4u     /* no loopback, private or link-local address, by whatever
                                         name or redirect; where a proxy connects, it is only held
                                         against what URLs say themselves */
#define CLEANPAGE_FETCH_CACERT_LATE 8u /* a cacert that cannot be read fails the fetches that need
                                          it, not cleanpage_fetch_setup */

/* What is known of a document besides its text. Strings belong to the document. */
typedef struct {
    size_t      size;
    const char *url;              /* after redirects; NULL if unknown */
    const char *encoding;         /* WHATWG name, "UTF-8" */
    const char *encoding_source;  /* "bom", "user", "http", "meta", "zero bytes", "valid utf-8",
                                     "uchardet", "default" */
    uint64_t    bad_bytes;        /* sequences that became U+FFFD */
    long        http_status;      /* 0 if not fetched */
    long        redirects;
    const char *content_type;     /* NULL if not fetched */
    int         truncated;        /* a limit cut the page */
    uint64_t    input_bytes;
    uint64_t    blocks;
    uint64_t    kept_blocks;
    uint64_t    kept_words;
    double      confidence;       /* expected word F1 of this page, 0 to 1 */
    double      fetch_ms, decode_ms, parse_ms, measure_ms, judge_ms;
    const char *kind;             /* "article", "forum", ...: as detected, or as asked for */
} cleanpage_info;
#define CLEANPAGE_INFO_INIT \
    { sizeof(cleanpage_info), NULL, NULL, NULL, 0, 0, 0, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL }

/*
 * A block: a run of text between the edges of block-level elements, kept or dropped as a whole.
 * Strings belong to the document. The text is what was judged, before it is made fit to be shown:
 * it may hold control characters (U+0080 to U+009F among them) and marks of direction, which
 * no format that is rendered has.
 */
typedef struct {
    size_t      size;
    const char *text;         /* text_len bytes of UTF-8, white space folded; no NUL behind it */
    size_t      text_len;
    uint64_t    words;
    int         keep;
    const char *reason;       /* "points", "neighbours", "selector", "phrase", "section",
                                 "repeat", "title", "comments", "layout", "site" */
    double      points;       /* log odds that it is content; 0 if it was not judged by points */
    double      probability;
    double      confidence;   /* how sure the verdict is, 0 to 1 */
    /* With CLEANPAGE_TRACE alone, else NULL and 0: */
    const char *path;         /* of its element, "html>body>div#main>p:nth-of-type(3)" */
    const char *rule_file;    /* of the rule behind the verdict; NULL: there is none */
    unsigned    rule_line;
    const char *rule_text;    /* as written */
} cleanpage_block_info;
#define CLEANPAGE_BLOCK_INFO_INIT \
    { sizeof(cleanpage_block_info), NULL, 0, 0, 0, NULL, 0, 0, 0, NULL, NULL, 0, NULL }

/* Receives a run of output; non-zero stops with CLEANPAGE_WRITE. */
typedef int (*cleanpage_write_fn)(void *user, const char *data, size_t len);

#if defined(__GNUC__)
#define CLEANPAGE_API __attribute__((visibility("default")))
#else
#define CLEANPAGE_API
#endif

/* A worker with the built-in rules; NULL without memory. */
CLEANPAGE_API cleanpage *cleanpage_new(void);

/* Adds a rule file, or each *.rules file of a directory in the order of their names. On failure the rules stay as they were. */
CLEANPAGE_API cleanpage_status cleanpage_load_rules(cleanpage *cp, const char *path);

/*
 * Gets ready what cleaning may need later and cleanpage_new does not: the rules in the form the
 * judge reads them in, the system's converters of encodings and the library that guesses them,
 * which lie in files. Takes some ms. For a worker that goes on in processes forked off, which then share it, or behind a
 * sandbox, where no file can be opened any more: it cleans there, and fetches nothing.
 */
CLEANPAGE_API cleanpage_status cleanpage_preload(cleanpage *cp);

/*
 * The same with the converter of one encoding alone, or with none for NULL, which takes no time:
 * for a worker behind a sandbox that may ask for what it lacks. CLEANPAGE_BADARG if there is no
 * such encoding; one that the system cannot convert stays lacking. "unknown-8bit" is the library
 * that guesses.
 */
CLEANPAGE_API cleanpage_status cleanpage_preload_for(cleanpage *cp, const char *encoding);

/* The encoding for which no converter was to be had, or "unknown-8bit" if it had to be guessed, if
 * the last cleaning failed with CLEANPAGE_CHARSET for that; else NULL. Static. */
CLEANPAGE_API const char *cleanpage_lacks(const cleanpage *cp);

CLEANPAGE_API cleanpage_status cleanpage_clean(cleanpage *cp, const char *bytes, size_t len,
                                               const cleanpage_options *opt,
                                               cleanpage_doc **doc);

/*
 * Cleans the page of a document once more, with this worker's rules; what it was and where it came
 * from is as it was for the document, opt has the other wishes.
 */
CLEANPAGE_API cleanpage_status cleanpage_clean_again(cleanpage *cp, const cleanpage_doc *doc,
                                                     const cleanpage_options *opt,
                                                     cleanpage_doc **again);

/* CLEANPAGE_BADARG names the option that is wrong. Holds for every later fetch. */
CLEANPAGE_API cleanpage_status cleanpage_fetch_setup(cleanpage *cp,
                                                     const cleanpage_fetch_options *opt);
CLEANPAGE_API cleanpage_status cleanpage_fetch(cleanpage *cp, const char *url,
                                               const cleanpage_options *opt,
                                               cleanpage_doc **doc);

/*
 * Fetching in two parts, for who reads in another place than where the network is: what was
 * answered, which nobody has looked into; and cleaning it, as cleanpage_fetch does. With another
 * worker as well.
 */
CLEANPAGE_API cleanpage_status cleanpage_get(cleanpage *cp, const char *url,
                                             cleanpage_response **response);
CLEANPAGE_API cleanpage_status cleanpage_clean_response(cleanpage *cp,
                                                        const cleanpage_response *response,
                                                        const cleanpage_options *opt,
                                                        cleanpage_doc **doc);
CLEANPAGE_API void cleanpage_response_free(cleanpage_response *response);   /* NULL is fine */

/*
 * Runs the tests of a rule file (NULL: of the built-in rules), writing a line for each that
 * fails and a count at the end. CLEANPAGE_RULE if the file is wrong or a test fails.
 */
CLEANPAGE_API cleanpage_status cleanpage_check_rules(cleanpage *cp, const char *path,
                                                     cleanpage_write_fn write, void *user);

/*
 * Writes a rule file with tests, proposed from 2 to 1000 pages of one host: what repeats from page
 * to page is furniture, what differs is text. The host is that of the documents' URLs, or what the
 * pages say. CLEANPAGE_BADARG if there is none or more than one.
 */
CLEANPAGE_API cleanpage_status cleanpage_suggest(cleanpage *cp, cleanpage_doc *const *docs,
                                                 size_t n, cleanpage_write_fn write, void *user);

/*
 * Receives a key of a document: a number for one of its lines, or for an element with several of
 * them (text NULL), which is the same wherever the text is. The text is a kept line's, valid during
 * the call; of what is dropped it is NULL. Non-zero stops with CLEANPAGE_WRITE.
 */
typedef int (*cleanpage_key_fn)(void *user, uint64_t key, const char *text, size_t text_len);

/* Tells the keys of a document in ascending order, each once, 2000 at most. */
CLEANPAGE_API cleanpage_status cleanpage_site_keys(cleanpage *cp, const cleanpage_doc *doc,
                                                   cleanpage_key_fn tell, void *user);

/*
 * What repeats on a host: n keys in any order, each once, with the number of pages that it is on,
 * of so many pages of the host that were looked at. Keys of a single page need not be there. NULL
 * without memory.
 */
CLEANPAGE_API cleanpage_site *cleanpage_site_new(const uint64_t *keys, const uint32_t *counts,
                                                 size_t n, uint32_t pages);
CLEANPAGE_API void cleanpage_site_free(cleanpage_site *site);   /* NULL is fine */

/*
 * Writes the address by which two links to the same page are recognised: scheme and host in lower
 * case, without user and password, the usual port, the fragment (but "#!...") and the parameters
 * that only tell where a reader came from ("utm_source": rules/tracking.rules), percent-encoding as
 * RFC 3986 wants it. http stays http. CLEANPAGE_BADARG for what is no address of http or https.
 */
CLEANPAGE_API cleanpage_status cleanpage_canonical_url(cleanpage *cp, const char *url,
                                                       cleanpage_write_fn write, void *user);

/* The last failure in one sentence without a newline; never NULL. Owned by the worker. */
CLEANPAGE_API const char *cleanpage_message(const cleanpage *cp);

/* Owned by the document; NULL if the page has none. */
CLEANPAGE_API const char *cleanpage_title(const cleanpage_doc *doc);

/*
 * Value i of a field ("title", "author", "published" ... and "kind", "confidence", "encoding",
 * "encoding_source", "truncated", "notes": docs/json.md), or NULL past the last; and where a
 * field of metadata was found, "json-ld", "og", "byline". Owned by the document.
 */
CLEANPAGE_API const char *cleanpage_field(const cleanpage_doc *doc, const char *name, size_t i);
CLEANPAGE_API const char *cleanpage_field_source(const cleanpage_doc *doc, const char *name,
                                                 size_t i);

/* Name i of the fields, in the order of docs/json.md; NULL past the last. */
CLEANPAGE_API const char *cleanpage_field_name(size_t i);

/* Number i of the repairable troubles, "id: detail"; NULL past the last. See docs/notes.md. */
CLEANPAGE_API const char *cleanpage_note(const cleanpage_doc *doc, size_t i);

/* Fills the fields that the caller's size has. */
CLEANPAGE_API void cleanpage_get_info(const cleanpage_doc *doc, cleanpage_info *info);

/*
 * Block i in the order of the page, kept or not; 0 past the last. Fills the fields that the
 * caller's size has.
 */
CLEANPAGE_API int cleanpage_block(const cleanpage_doc *doc, size_t i,
                                  cleanpage_block_info *info);

/* Whether any main content was found: "none" is an answer, not a failure. */
CLEANPAGE_API int cleanpage_has_text(const cleanpage_doc *doc);

/* Whether this library was built with the format: not all have JSON. */
CLEANPAGE_API int cleanpage_has_format(cleanpage_format format);

/* layout NULL: the defaults. */
CLEANPAGE_API cleanpage_status cleanpage_render(const cleanpage_doc *doc,
                                                cleanpage_format format,
                                                const cleanpage_layout *layout,
                                                cleanpage_write_fn write, void *user);

/* Number i of the versions this library was built with and runs on, "libcurl 7.88.1"; NULL past the last. */
CLEANPAGE_API const char *cleanpage_version(size_t i);

/* Rule file i in force, in order; "built-in" first; NULL past the last. */
CLEANPAGE_API const char *cleanpage_rule_file(const cleanpage *cp, size_t i);

/*
 * The number that "set NAME VALUE" of the rules in force gives, for what is built on the library
 * and has its numbers there; 0 if none does, and then *value stays as it is.
 */
CLEANPAGE_API int cleanpage_rule_number(const cleanpage *cp, const char *name, double *value);

/* Gives each word of a list of the rules in force, "list NAME ...", as it is written there; a list
 * that is not there has none. CLEANPAGE_WRITE if that was stopped. */
CLEANPAGE_API cleanpage_status cleanpage_rule_words(const cleanpage *cp, const char *name,
                                                    cleanpage_write_fn write, void *user);

CLEANPAGE_API void cleanpage_doc_free(cleanpage_doc *doc);   /* NULL is fine, here and below */
CLEANPAGE_API void cleanpage_free(cleanpage *cp);

#ifdef __cplusplus
}
#endif

#endif
