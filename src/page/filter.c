/*
 * Writes the page as HTML again, without what the cleaner never reads: for pages whose text
 * only the tree tells from markup. Where it is in doubt it passes things on.
 */
#include "page/guard_close.h"
#include "page/skeleton.h"
#include "page/svg.h"
#include "page/traits.h"

/* After so many drawings whose end is uncertain no further one is looked through: each look
 * may go to the end of the page. */
#define SVG_TRIES 2

/* Raw text is passed on uncut while a page has few enough tags in it: should the tree builder
 * not take it for raw text, they would pass the guard by. Once it has more, it loses what could
 * be a tag. */
#define UNGUARDED_TAGS 100

struct filter {
    struct cp_skeleton *sk;
    struct cp_tokenizer t;
    struct cp_token token;
    uint32_t svg_failures;
    uint32_t unguarded_tags;
    uint32_t pre;             /* open pre and listing elements */
};

static void
on_text(struct filter *f)
{
    struct cp_slice text = f->token.source;
    struct cp_skeleton *sk = f->sk;
    bool blank = cp_slice_trim(text).n == 0;

    cp_guard_text(&sk->guard, blank);
    if (!f->pre && blank)
        cp_skeleton_space(sk, memchr(text.p, '\n', text.n) ? '\n' : ' ');
    else
        cp_buf_put_slice(&sk->html, text);
}

/* In quotes that do not occur in it. Only an unquoted value can hold both kinds. */
static void
put_value(struct cp_buf *html, struct cp_slice value)
{
    bool has_double = memchr(value.p, '"', value.n);
    bool has_single = memchr(value.p, '\'', value.n);
    char quote = has_double ? '\'' : '"';

    cp_buf_putc(html, quote);
    for (size_t i = 0; has_double && has_single && i < value.n; i++) {
        if (value.p[i] == '\'')
            cp_buf_puts(html, "&#39;");
        else
            cp_buf_putc(html, value.p[i]);
    }
    if (!has_double || !has_single)
        cp_buf_put_slice(html, value);
    cp_buf_putc(html, quote);
}

/* The tag with each of its attributes once, which Gumbo 0.10.1 needs, and not too many. */
static void
put_start_tag(struct filter *f)
{
    struct cp_skeleton *sk = f->sk;
    struct cp_buf *html = &sk->html;
    uint32_t n = f->token.n_attrs < sk->attrs_left ? f->token.n_attrs : sk->attrs_left;

    sk->attrs_dropped |= f->token.attrs_dropped || n < f->token.n_attrs;
    sk->attrs_left -= n;
    cp_buf_putc(html, '<');
    cp_buf_put_slice(html, f->token.name);
    for (uint32_t i = 0; i < n; i++) {
        if (*f->t.attrs[i].name.p == '=')   /* behind another name it would begin a value */
            continue;
        cp_buf_putc(html, ' ');
        cp_buf_put_slice(html, f->t.attrs[i].name);
        if (f->t.attrs[i].value.n) {
            cp_buf_putc(html, '=');
            put_value(html, f->t.attrs[i].value);
        }
    }
    cp_buf_puts(html, f->token.self_closing ? " />" : ">");
}

/* True if the drawing was left out. */
static bool
skip_svg(struct filter *f)
{
    const char *end = f->svg_failures < SVG_TRIES ? cp_svg_end(&f->t) : NULL;

    if (!end) {
        f->svg_failures++;
        return false;
    }
    cp_guard_text(&f->sk->guard, false);
    f->sk->guard.tags += 2;
    cp_skeleton_add_tag(f->sk, &f->token);
    put_start_tag(f);
    cp_buf_puts(&f->sk->html, "</svg>");
    f->t.p = end;
    return true;
}

static uint32_t
count_less_than(struct cp_slice s)
{
    uint32_t n = 0;
    const char *end = s.p + s.n;

    for (const char *p = s.p; p < end && (p = memchr(p, '<', (size_t)(end - p))); p++)
        n++;
    return n;
}

/* In a select there are no such elements but script, in a template that begins with a col none:
 * the tags in others are tags like others. */
static bool
is_raw_here(const struct filter *f)
{
    const struct cp_guard *guard = &f->sk->guard;

    return !cp_guard_in_columns(guard) &&
           (!cp_guard_in_select(guard) || f->token.tag == CP_TAG_SCRIPT);
}

/* The same without a "<" that could begin a tag: it is escaped, or in TeX, an xmp and plain text
 * parted from what is behind it. What the cleaner does not read goes. */
static void
put_without_tags(struct cp_buf *html, struct cp_slice text, enum cp_tag tag,
                 enum cp_script_kind kind)
{
    bool is_escapable = tag == CP_TAG_TITLE || tag == CP_TAG_TEXTAREA;
    const char *instead = is_escapable ? "&lt;" : kind == CP_SCRIPT_JSON ? "\\u003c" : "< ";
    const char *end = text.p + text.n;

    if (tag == CP_TAG_IFRAME || tag == CP_TAG_NOEMBED || tag == CP_TAG_NOFRAMES)
        return;
    for (const char *p = text.p, *next; p < end; p = next) {
        const char *less = memchr(p, '<', (size_t)(end - p));

        next = less ? less + 1 : end;
        cp_buf_put_slice(html, (struct cp_slice){ p, (size_t)((less ? less : end) - p) });
        if (less)
            cp_buf_puts(html, instead);
    }
}

/*
 * Raw text as it is, or without its tags if they are too many or its start tag was dropped. Who
 * took raw text for markup where the tree builder does not, or the other way round, would count
 * elements that there are not, and not see what leaves svg, math or select.
 */
static void
put_raw(struct filter *f, struct cp_slice text, enum cp_script_kind kind, bool is_kept)
{
    uint32_t n = count_less_than(text);

    if (is_kept && n <= UNGUARDED_TAGS - f->unguarded_tags) {
        f->unguarded_tags += n;
        cp_buf_put_slice(&f->sk->html, text);
    } else {
        put_without_tags(&f->sk->html, text, f->token.tag, kind);
    }
}

/* Scripts and styles lose their bodies, unless they are data. Other raw text is passed on. */
static void
on_raw_text(struct filter *f, bool is_kept)
{
    bool is_code = f->token.tag == CP_TAG_SCRIPT || f->token.tag == CP_TAG_STYLE;
    enum cp_script_kind kind = CP_SCRIPT_CODE;
    struct cp_slice text;

    if (!is_raw_here(f))
        return;
    if (f->token.tag == CP_TAG_SCRIPT)
        kind = cp_script_kind(f->t.attrs, f->token.n_attrs);
    text = cp_token_raw_text(&f->t, &f->token);
    if (!is_code || (kind != CP_SCRIPT_CODE && is_kept))
        put_raw(f, text, kind, is_kept);
}

/* All that is left of the page. */
static void
on_plaintext(struct filter *f)
{
    struct cp_slice text = { f->t.p, (size_t)(f->t.end - f->t.p) };

    if (!is_raw_here(f))
        return;
    f->t.p = f->t.end;
    put_raw(f, text, CP_SCRIPT_CODE, true);
}

/* In svg and math no text is raw, not even a title's, within which HTML begins again. */
static void
on_start(struct filter *f)
{
    struct cp_skeleton *sk = f->sk;
    enum cp_tag tag = f->token.tag;
    bool in_foreign = cp_guard_in_foreign(&sk->guard), is_kept = true;

    if (tag == CP_TAG_SVG && !f->token.self_closing && skip_svg(f))
        return;
    if (cp_guard_start(&sk->guard, &f->token, f->t.attrs, cp_token_attrs_hash(&f->token))) {
        cp_skeleton_add_tag(sk, &f->token);
        put_start_tag(f);
    } else {
        is_kept = false;
        cp_skeleton_drop(sk, tag);
    }
    if (tag == CP_TAG_PRE || tag == CP_TAG_LISTING)
        f->pre++;
    else if (tag == CP_TAG_PLAINTEXT && is_kept && !in_foreign)
        on_plaintext(f);
    else if (cp_tag_is_raw(tag) && !in_foreign)
        on_raw_text(f, is_kept);
}

static void
on_end(struct filter *f)
{
    struct cp_skeleton *sk = f->sk;

    if (f->pre && (f->token.tag == CP_TAG_PRE || f->token.tag == CP_TAG_LISTING))
        f->pre--;
    if (!cp_guard_end(&sk->guard, &f->token)) {
        cp_skeleton_drop(sk, f->token.tag);
        return;
    }
    if (f->token.tag == CP_TAG_FORM)   /* as build.c does, and why */
        cp_buf_puts(&sk->html, "<!---->");
    cp_buf_puts(&sk->html, "</");
    cp_buf_put_slice(&sk->html, f->token.name);
    cp_buf_putc(&sk->html, '>');
}

/* What is left out parts the texts around it nevertheless: "<" and "b>", or "&" and "lt;", that a
 * comment lies between must not become one. */
static void
leave_out(struct filter *f)
{
    struct cp_buf *html = &f->sk->html;

    if (html->n && html->p[html->n - 1] != '>')
        cp_buf_puts(html, "<!---->");
}

/* CDATA sections are text in svg and math; elsewhere Gumbo takes them for comments itself. */
static void
on_comment(struct filter *f)
{
    if (cp_slice_starts_nocase(f->token.source, CP_LIT("<![CDATA[")) ||
        cp_token_is_nothing(&f->token))
        cp_buf_put_slice(&f->sk->html, f->token.source);
    else
        leave_out(f);
}

static void
on_doctype(struct filter *f)
{
    if (!f->sk->html.n)
        cp_buf_put_slice(&f->sk->html, f->token.source);
    else
        leave_out(f);
}

/* Drops what lies past the limit, and not half a character. */
static void
cut(struct cp_skeleton *sk)
{
    sk->cut = "page-cut";
    sk->html.n = CP_FILTER_MAX;
    while (sk->html.n && ((unsigned char)sk->html.p[sk->html.n] & 0xC0) == 0x80)
        sk->html.n--;
}

void
cp_filter_build(struct cp_skeleton *sk)
{
    static void (*const on_token[])(struct filter *) = {
        [CP_TOKEN_TEXT] = on_text,
        [CP_TOKEN_START] = on_start,
        [CP_TOKEN_END] = on_end,
        [CP_TOKEN_DOCTYPE] = on_doctype,
        [CP_TOKEN_COMMENT] = on_comment,
    };
    struct filter f = { .sk = sk };

    cp_skeleton_reset(sk);
    sk->literal = true;
    cp_tokenizer_init(&f.t, sk->page);
    while (!cp_skeleton_is_over(sk) && cp_token_next(&f.t, &f.token)) {
        f.t.foreign = cp_guard_in_foreign(&sk->guard);
        on_token[f.token.kind](&f);
        f.t.foreign = cp_guard_in_foreign(&sk->guard);
        if (cp_guard_is_full(&sk->guard))
            sk->cut = "too-many-tags";
        else if (sk->html.n > CP_FILTER_MAX)
            cut(sk);
    }
    sk->no_memory |= sk->html.no_memory;
}
