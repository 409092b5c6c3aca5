/* The feeds that a page of HTML names, found by a look at its tags alone. */
#include "base/refs.h"
#include "decode/decode.h"
#include "feed/feed.h"
#include "feed/links.h"
#include "feed/tags.h"
#include "feed/text.h"
#include "url/url.h"

struct scan {
    struct cp_ctx *cx;
    struct cp_feed_collect named, comments, guessed;
    struct cp_slice page, base;
    bool has_base, no_memory;
    const char *p, *end;
    struct cp_tag tag;
    struct cp_buf value, title;
};

static struct cp_slice
rest(const struct scan *s)
{
    return (struct cp_slice){ s->p, (size_t)(s->end - s->p) };
}

/* The attribute with its references decoded; valid until the next call. */
static struct cp_slice
attribute(struct scan *s, const char *name)
{
    struct cp_slice raw = cp_slice_trim(cp_tag_attribute(&s->tag, name));

    s->value.n = 0;
    if (raw.n > CP_FEED_LINE_MAX)
        raw.n = 0;
    while (raw.n) {
        char decoded[CP_REF_MAX];
        size_t n = 0, taken = *raw.p == '&' ? cp_ref_decode(raw, true, decoded, &n) : 0;

        if (taken)
            cp_buf_put(&s->value, decoded, n);
        else
            cp_buf_putc(&s->value, *raw.p);
        taken += !taken;
        raw.p += taken;
        raw.n -= taken;
    }
    return cp_buf_slice(&s->value);
}

static bool
has_word(struct cp_slice words, const char *wanted)
{
    struct cp_slice word;

    while (cp_slice_word(&words, &word))
        if (cp_slice_eq_nocase(word, cp_slice_of(wanted)))
            return true;
    return false;
}

static bool
ends_with(struct cp_slice s, const char *end)
{
    size_t n = strlen(end);

    return s.n >= n && cp_slice_eq_nocase((struct cp_slice){ s.p + s.n - n, n },
                                          (struct cp_slice){ end, n });
}

/* ---------------------------------------------------------------- what is a feed */

static bool
is_feed_type(struct cp_slice type)
{
    static const char *const types[] = {
        "application/rss+xml", "application/atom+xml",  "application/feed+json",
        "application/rdf+xml", "application/x.atom+xml", "application/x-atom+xml",
        "application/rss",     "application/atom",       "text/rss", "text/rss+xml",
        "text/atom+xml",
    };
    const char *parameters = type.n ? memchr(type.p, ';', type.n) : NULL;

    if (parameters)
        type = cp_slice_trim((struct cp_slice){ type.p, (size_t)(parameters - type.p) });
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (cp_slice_eq_nocase(type, cp_slice_of(types[i])))
            return true;
    return false;
}

/* Types that feeds share with everything else: the address or the title has to say it. */
static bool
is_vague_type(struct cp_slice type)
{
    return cp_slice_starts_nocase(type, CP_LIT("application/json")) ||
           cp_slice_starts_nocase(type, CP_LIT("application/xml")) ||
           cp_slice_starts_nocase(type, CP_LIT("text/xml"));
}

static bool
has_feed_word(struct cp_slice s)
{
    return cp_slice_find_nocase(s, CP_LIT("feed")) || cp_slice_find_nocase(s, CP_LIT("rss")) ||
           cp_slice_find_nocase(s, CP_LIT("atom"));
}

/* By the end of its path: rss, feed, atom.xml and the like; or as WordPress asks for one. */
static bool
is_feed_address(struct cp_slice address)
{
    static const char *const ends[] = {
        "/rss",       "/feed",     "/atom",     "/feeds",     ".rss",      ".atom",
        ".rdf",       "/rss.xml",  "/feed.xml", "/atom.xml",  "/index.xml", "feed.json",
        "rss.xml",    "atom.xml",  "/rss2",     "/rss.php",   "/feed.php", "/rss.aspx",
    };
    struct cp_url url = cp_url_split(address);
    struct cp_slice path = url.path;

    if (path.n > 1 && path.p[path.n - 1] == '/')
        path.n--;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends_with(path, ends[i]))
            return true;
    return cp_slice_starts_nocase(url.query, CP_LIT("feed=")) ||
           cp_slice_find_nocase(url.query, CP_LIT("&feed=")) ||
           cp_slice_find_nocase(url.query, CP_LIT("format=rss")) ||
           cp_slice_find_nocase(url.host, CP_LIT("feeds.feedburner.com"));
}

static bool
is_about_comments(struct cp_slice address, struct cp_slice title)
{
    return cp_slice_find_nocase(title, CP_LIT("comment")) ||
           cp_slice_find_nocase(title, CP_LIT("kommentar")) ||
           cp_slice_find_nocase(title, CP_LIT("commentaire")) ||
           cp_slice_find_nocase(title, CP_LIT("comentario")) ||
           cp_slice_find_nocase(address, CP_LIT("/comments/")) ||
           cp_slice_find_nocase(address, CP_LIT("comments-rss"));
}

/* ---------------------------------------------------------------- tags */

/* The new link, or NULL if it is none or was there before. */
static struct cp_feed_link *
add(struct scan *s, struct cp_feed_collect *to, struct cp_slice title)
{
    struct cp_slice href = attribute(s, "href");

    if (!href.n || *href.p == '#' || cp_slice_starts_nocase(href, CP_LIT("javascript:")) ||
        cp_slice_starts_nocase(href, CP_LIT("data:")))
        return NULL;
    return cp_feed_collect_add(to, s->base, href, title);
}

static void
see_link(struct scan *s)
{
    bool is_alternate = has_word(attribute(s, "rel"), "alternate") ||
                        has_word(attribute(s, "rel"), "feed");
    bool is_feed = is_feed_type(attribute(s, "type"));
    bool is_vague = is_vague_type(attribute(s, "type")) || !attribute(s, "type").n;
    struct cp_slice title;

    if (!is_alternate)
        return;
    s->title.n = 0;
    cp_feed_put_line_of_text(&s->title, attribute(s, "title"));
    title = cp_buf_slice(&s->title);
    if (!is_feed && !(is_vague && (has_word(attribute(s, "rel"), "feed") ||
                                   is_feed_address(attribute(s, "href")) ||
                                   (attribute(s, "type").n && has_feed_word(title)))))
        return;
    add(s, is_about_comments(attribute(s, "href"), title) ? &s->comments : &s->named, title);
}

/* The first <base> counts, and for what comes behind it. */
static void
see_base(struct scan *s)
{
    struct cp_slice href = attribute(s, "href");
    struct cp_buf resolved = { 0 };
    char *copy;

    if (s->has_base || !href.n)
        return;
    s->has_base = true;
    cp_url_resolve(&resolved, s->page, href);
    copy = cp_arena_strndup(s->cx->arena, resolved.p, resolved.n);
    s->no_memory |= !copy || resolved.no_memory;
    s->base = (struct cp_slice){ copy, copy ? resolved.n : 0 };
    cp_buf_clear(&resolved);
}

/* The text of the link up to its end, or the next tag of the kind, as its title. */
static struct cp_slice
text_of_link(struct scan *s)
{
    struct cp_slice text = rest(s);
    const char *close;

    if (text.n > CP_FEED_LINK_TEXT_MAX)
        text.n = CP_FEED_LINK_TEXT_MAX;
    close = cp_slice_find_nocase(text, CP_LIT("</a"));
    text.n = close ? (size_t)(close - text.p) : 0;
    s->title.n = 0;
    cp_feed_put_line_of_html(&s->title, text);
    return cp_buf_slice(&s->title);
}

static void
see_anchor(struct scan *s)
{
    struct cp_slice none = { NULL, 0 };
    struct cp_feed_link *link = NULL;

    if (is_feed_address(attribute(s, "href")))
        link = add(s, &s->guessed, none);
    if (link)
        link->title = cp_feed_collect_keep(&s->guessed, text_of_link(s));
}

/* Script and style hold no tags; what is never closed hides the rest of the page. */
static void
skip_raw(struct scan *s, struct cp_slice close)
{
    const char *found = cp_slice_find_nocase(rest(s), close);

    s->p = found ? found : s->end;
}

static void
see_tag(struct scan *s)
{
    struct cp_slice name = s->tag.name;

    if (s->tag.is_end)
        return;
    if (cp_slice_eq_nocase(name, CP_LIT("link")))
        see_link(s);
    else if (cp_slice_eq_nocase(name, CP_LIT("base")))
        see_base(s);
    else if (cp_slice_eq_nocase(name, CP_LIT("a")))
        see_anchor(s);
    else if (cp_slice_eq_nocase(name, CP_LIT("script")))
        skip_raw(s, CP_LIT("</script"));
    else if (cp_slice_eq_nocase(name, CP_LIT("style")))
        skip_raw(s, CP_LIT("</style"));
}

static void
skip_comment(struct scan *s)
{
    const char *found = cp_slice_find(rest(s), CP_LIT("-->"));

    s->p = found ? found + 3 : s->end;
}

static void
scan(struct scan *s)
{
    while (s->p < s->end && (s->p = memchr(s->p, '<', rest(s).n))) {
        if (cp_slice_starts_nocase(rest(s), CP_LIT("<!--"))) {
            skip_comment(s);
            continue;
        }
        cp_tag_read(rest(s), &s->tag);
        s->p = s->tag.name.n ? s->tag.end : s->p + 1;
        if (s->tag.name.n)
            see_tag(s);
    }
}

/* ---------------------------------------------------------------- the whole */

static cleanpage_status
give(struct scan *s, struct cp_feed_links *links)
{
    bool has_named = s->named.links.n || s->comments.links.n;

    if (!has_named) {
        *links = s->guessed.links;
    } else {
        cp_feed_collect_all(&s->named, &s->comments);
        *links = s->named.links;
    }
    s->no_memory |= s->value.no_memory || s->title.no_memory || s->named.no_memory ||
                    s->comments.no_memory || s->guessed.no_memory;
    return s->no_memory ? cp_fail_nomem(s->cx) : CLEANPAGE_OK;
}

cleanpage_status
cp_feed_discover(struct cp_ctx *cx, struct cp_slice bytes, const char *charset,
                 const char *url, struct cp_feed_links *links)
{
    struct scan s = { .cx = cx, .page = cp_slice_of(url), .base = cp_slice_of(url) };
    struct cp_decoded decoded;
    cleanpage_status st;

    *links = (struct cp_feed_links){ 0 };
    if (bytes.n > CP_FEED_BYTES_MAX)
        return cp_fail(cx, CLEANPAGE_LIMIT, "page is longer than %zu MiB",
                       CP_FEED_BYTES_MAX >> 20);
    st = cp_decode(cx, bytes, charset, false, &decoded);
    if (st)
        return st;
    cp_feed_collect_begin(&s.named, cx);
    cp_feed_collect_begin(&s.comments, cx);
    cp_feed_collect_begin(&s.guessed, cx);
    s.p = decoded.text.p;
    s.end = decoded.text.p + decoded.text.n;
    scan(&s);
    st = give(&s, links);
    cp_buf_clear(&s.value);
    cp_buf_clear(&s.title);
    return st;
}
