/*
 * Builds the skeleton: one function for each kind of token, which writes what Gumbo must see of
 * it and remembers the rest.
 */
#include "page/skeleton.h"

#include "page/svg.h"
#include "page/traits.h"

/* White space of a pre longer than this goes as a run: it costs Gumbo by the character. */
#define LITERAL_SPACE_MAX 256

/* Of a name that is none of ours Gumbo needs to see no more than this. */
#define NAME_MAX_BYTES 64

/* ---- the builder ---- */

struct builder {
    struct cp_skeleton *sk;
    struct cp_tokenizer t;
    struct cp_token token;
    bool any_text;           /* a run of body text was written */
    bool select_seen;        /* a select was opened and no </select> came */
    bool unfit;              /* for a skeleton */
    uint32_t pre;            /* open pre and listing elements */
    const char *pre_start;   /* where the content of the one just opened starts, or NULL */
};

/* ---- text ---- */

static size_t
leading_space(struct cp_slice s)
{
    size_t n = 0;

    while (n < s.n && cp_is_space((unsigned char)s.p[n]))
        n++;
    return n;
}

static char
folded(struct cp_slice space)
{
    return memchr(space.p, '\n', space.n) ? '\n' : ' ';
}

/* The text without the line feed that a pre or textarea may begin with. */
static struct cp_slice
without_first_line_feed(struct cp_slice text)
{
    char decoded[CP_REF_MAX];
    size_t n, taken = 0;

    if (!text.n)
        return text;
    if (text.p[0] == '\n' || text.p[0] == '\r')
        taken = text.p[0] == '\r' && text.n > 1 && text.p[1] == '\n' ? 2 : 1;
    else if (text.p[0] == '&')
        taken = cp_ref_decode(text, false, decoded, &n);
    if (text.p[0] == '&' && !(taken && n == 1 && decoded[0] == '\n'))
        taken = 0;
    return (struct cp_slice){ text.p + taken, text.n - taken };
}

/* White space as Gumbo would read it. A carriage return must not come to stand before a line feed
 * that a comment parted it from. */
static void
put_space(struct cp_buf *html, struct cp_slice space)
{
    if (!memchr(space.p, '\r', space.n)) {
        cp_buf_put_slice(html, space);
        return;
    }
    for (size_t i = 0; i < space.n; i++) {
        char c = space.p[i];

        if (c != '\r')
            cp_buf_putc(html, c);
        else if (i + 1 == space.n || space.p[i + 1] != '\n')
            cp_buf_putc(html, '\n');
    }
}

static void
on_space(struct builder *b, struct cp_slice space)
{
    struct cp_buf *html = &b->sk->html;
    size_t n;

    if (!b->pre) {
        cp_skeleton_space(b->sk, folded(space));
        return;
    }
    if (space.n > LITERAL_SPACE_MAX) {
        if (b->pre_start == space.p)
            space = without_first_line_feed(space);
        cp_skeleton_add_run(b->sk, space, CP_TEXT_BODY);
        return;
    }
    /* Gumbo drops a line feed right behind <pre>. If that is where this one stands only because
     * a comment between them is not passed on, it gets one to drop. */
    if (b->pre_start && b->pre_start != b->token.source.p && html->p[html->n - 1] == '>' &&
        (space.p[0] == '\n' || space.p[0] == '\r'))
        cp_buf_putc(html, '\n');
    n = html->n;
    put_space(html, space);
    cp_collapse_text(b->sk, n);
}

/* A text of white space alone, some of it written as references, and NUL. */
struct blank {
    char space[64];
    size_t n;
    bool has_nul;
};

static bool
is_blank(struct cp_slice text, struct blank *blank)
{
    *blank = (struct blank){ .n = 0 };
    while (text.n) {
        char c[CP_REF_MAX] = { text.p[0] };
        size_t n = 1, taken = 1;
        if (c[0] == '&')
            taken = cp_ref_decode(text, false, c, &n);
        if (!taken || n != 1 || (c[0] && !cp_is_space((unsigned char)c[0])))
            return false;
        if (!c[0])
            blank->has_nul = true;
        else if (blank->n < sizeof blank->space)
            blank->space[blank->n++] = c[0];
        text.p += taken;
        text.n -= taken;
    }
    return true;
}

/* White space before the page's first text, or in a colgroup, may belong to another element
 * than the text. */
static struct cp_slice
split_first_space(struct builder *b, struct cp_slice text)
{
    char decoded[CP_REF_MAX];
    size_t n = 0, taken;

    for (;;) {
        taken = leading_space(text);
        if (taken) {
            cp_skeleton_space(b->sk, folded((struct cp_slice){ text.p, taken }));
        } else {
            taken = text.p[0] == '&' ? cp_ref_decode(text, false, decoded, &n) : 0;
            if (!taken || n != 1 || !cp_is_space((unsigned char)decoded[0]))
                return text;
            cp_skeleton_space(b->sk, decoded[0]);
        }
        text.p += taken;
        text.n -= taken;
    }
}

static void
on_run(struct builder *b, struct cp_slice text, bool in_colgroup)
{
    if (b->pre_start == text.p)
        text = without_first_line_feed(text);
    else if (in_colgroup || (!b->pre && !b->any_text))
        text = split_first_space(b, text);
    /* In a template, which may stand in the head, a text does not yet open the body. */
    b->any_text |= !b->sk->guard.n_open[CP_TAG_TEMPLATE];
    cp_skeleton_add_run(b->sk, text, CP_TEXT_BODY);
}

static void
on_text(struct builder *b)
{
    struct cp_slice text = b->token.source;
    size_t n_space = leading_space(text);
    bool in_colgroup = cp_guard_is_inside(&b->sk->guard, CP_TAG_COLGROUP);
    struct blank blank;

    if (text.p[0] == '\0' && is_blank(text, &blank) && !blank.n) {
        cp_guard_nul(&b->sk->guard);
        cp_buf_putc(&b->sk->html, '\0');   /* dropped in the body, but it ends the head */
        return;
    }
    if (b->pre_start != text.p || without_first_line_feed(text).n)   /* else it is dropped */
        cp_guard_text(&b->sk->guard, n_space == text.n);
    if (n_space == text.n) {
        on_space(b, text);
        return;
    }
    if ((text.p[n_space] == '&' || !text.p[n_space]) && is_blank(text, &blank)) {
        if (blank.has_nul)
            cp_buf_putc(&b->sk->html, '\0');
        if (blank.n)
            on_space(b, (struct cp_slice){ blank.space, blank.n });
        return;
    }
    on_run(b, text, in_colgroup);
}

/* ---- tags ---- */

/* The longest that one tag adds to the skeleton besides its name. */
#define TAG_EXTRA_BYTES 24

static char *
put(char *out, const char *p, size_t n)
{
    memcpy(out, p, n);
    return out + n;
}

static char *
put_name(char *out, struct cp_slice name)
{
    return put(out, name.p, name.n < NAME_MAX_BYTES ? name.n : NAME_MAX_BYTES);
}

/* Of formatting elements the tree builder keeps three alike; of links never more than one. */
static bool
tells_alike_apart(enum cp_tag tag)
{
    return cp_tag_has(tag, CP_TRAIT_FORMATTING) && tag != CP_TAG_A;
}

/* Three letters that tell formatting elements with different attributes apart. */
static char *
put_hash(char *out, uint32_t hash)
{
    char letters[4] = { ' ', (char)('a' + hash % 26), (char)('a' + hash / 26 % 26),
                        (char)('a' + hash / 676 % 26) };

    return put(out, letters, sizeof letters);
}

static bool
is_hidden_input(const struct cp_token *token, const struct cp_attr *attrs)
{
    for (uint32_t i = 0; token->tag == CP_TAG_INPUT && i < token->n_attrs; i++)
        if (attrs[i].id == CP_ATTR_TYPE)
            return cp_slice_eq_nocase(attrs[i].value, CP_LIT("hidden"));
    return false;
}

/* The attributes that steer Gumbo are the only ones it sees. */
static void
put_start_tag(struct builder *b, uint32_t hash)
{
    struct cp_buf *html = &b->sk->html;
    char *out = cp_buf_reserve(html, NAME_MAX_BYTES + TAG_EXTRA_BYTES);

    if (!out)
        return;
    *out++ = '<';
    out = put_name(out, b->token.name);
    if (hash)
        out = put_hash(out, hash);
    else if (is_hidden_input(&b->token, b->t.attrs))
        out = put(out, " type=hidden", 12);
    if (b->token.self_closing && (b->token.tag == CP_TAG_SVG || b->token.tag == CP_TAG_MATH))
        *out++ = '/';
    *out++ = '>';
    html->n = (size_t)(out - html->p);
}

static void
put_end_tag(struct builder *b)
{
    struct cp_buf *html = &b->sk->html;
    char *out = cp_buf_reserve(html, NAME_MAX_BYTES + TAG_EXTRA_BYTES);

    if (!out)
        return;
    if (b->token.tag == CP_TAG_FORM)   /* Gumbo 0.10.1 leaves pending text outside: flush it */
        out = put(out, "<!---->", 7);
    out = put(out, "</", 2);
    out = put_name(out, b->token.name);
    *out++ = '>';
    html->n = (size_t)(out - html->p);
}

static void
remember(struct builder *b)
{
    struct cp_skeleton *sk = b->sk;
    struct cp_skeleton_tag *tag = cp_skeleton_add_tag(sk, &b->token);

    if (!tag)
        return;
    if (b->token.tag == CP_TAG_IMAGE)
        tag->tag = CP_TAG_IMG;   /* which is what the standard makes of it */
    cp_skeleton_keep_attrs(sk, tag, &b->t, &b->token);
    if (sk->guard.n_open[CP_TAG_TEMPLATE])
        return;   /* there <html> and <body> mean nothing */
    if (tag->tag == CP_TAG_HTML)
        cp_skeleton_merge_root(sk, &sk->root_html, tag);
    else if (tag->tag == CP_TAG_BODY)
        cp_skeleton_merge_root(sk, &sk->root_body, tag);
}

/* True for start tags behind which only the tree tells markup from text. */
static bool
is_unfit(const struct builder *b)
{
    enum cp_tag tag = b->token.tag;

    if (tag == CP_TAG_MATH)
        return !b->token.self_closing;
    if (tag == CP_TAG_FRAMESET || tag == CP_TAG_ISINDEX)
        return true;
    if (!cp_tag_is_raw(tag) && tag != CP_TAG_PLAINTEXT)
        return false;
    return cp_guard_in_columns(&b->sk->guard) ||
           (tag != CP_TAG_SCRIPT && (b->select_seen || b->sk->guard.n_open[CP_TAG_SELECT]));
}

static void
on_svg(struct builder *b, bool fits)
{
    const char *end = cp_svg_end(&b->t);

    if (!end) {
        b->unfit = true;
        return;
    }
    cp_guard_text(&b->sk->guard, false);
    b->sk->guard.tags += 2;
    if (fits)
        cp_collapse_start(b->sk, &b->token);
    remember(b);
    cp_buf_puts(&b->sk->html, "<svg></svg>");
    if (fits)
        cp_collapse_end(b->sk, &b->token);
    b->t.p = end;
}

/* The content of a script, title and so on: text where the cleaner reads it, else dropped. */
static void
on_raw_text(struct builder *b)
{
    enum cp_tag tag = b->token.tag;
    struct cp_slice text = cp_token_raw_text(&b->t, &b->token);

    if (tag == CP_TAG_TEXTAREA)
        text = without_first_line_feed(text);
    if (!text.n)
        return;
    if (tag == CP_TAG_TITLE || tag == CP_TAG_TEXTAREA)
        cp_skeleton_add_run(b->sk, text, CP_TEXT_RCDATA);
    else if (tag == CP_TAG_XMP)
        cp_skeleton_add_run(b->sk, text, CP_TEXT_RAW);
    else if (tag == CP_TAG_SCRIPT &&
             cp_script_kind(b->t.attrs, b->token.n_attrs) != CP_SCRIPT_CODE)
        cp_skeleton_add_run(b->sk, text, CP_TEXT_RAW);
}

/* What the start tag just written changes for the text behind it. */
static void
after_start(struct builder *b)
{
    enum cp_tag tag = b->token.tag;

    if (tag == CP_TAG_SELECT) {
        b->select_seen = true;
    } else if (tag == CP_TAG_PRE || tag == CP_TAG_LISTING) {
        b->pre++;
        b->pre_start = b->t.p;
    } else if (tag == CP_TAG_PLAINTEXT) {
        cp_skeleton_add_run(b->sk, (struct cp_slice){ b->t.p, (size_t)(b->t.end - b->t.p) },
                            CP_TEXT_RAW);
        b->t.p = b->t.end;
    } else if (cp_tag_is_raw(tag)) {
        on_raw_text(b);
    }
}

static void
on_start(struct builder *b)
{
    enum cp_tag tag = b->token.tag;
    uint32_t hash = tells_alike_apart(tag) ? cp_token_attrs_hash(&b->token) : 0;
    bool fits = cp_collapse_fits(b->sk, &b->token);

    b->pre_start = NULL;
    b->unfit = is_unfit(b);
    if (b->unfit)
        return;
    if (!fits)
        cp_collapse_give_up(b->sk);
    if (tag == CP_TAG_SVG && !b->token.self_closing) {
        on_svg(b, fits);
        return;
    }
    if (cp_guard_start(&b->sk->guard, &b->token, b->t.attrs, hash)) {
        if (fits)
            cp_collapse_start(b->sk, &b->token);
        remember(b);
        put_start_tag(b, hash);
        if (fits && !cp_collapse_has_end(tag))
            cp_collapse_end(b->sk, &b->token);
        after_start(b);
        return;
    }
    cp_collapse_give_up(b->sk);
    cp_skeleton_drop(b->sk, tag);
    if (cp_tag_is_raw(tag))
        cp_token_raw_text(&b->t, &b->token);
}

static void
on_end(struct builder *b)
{
    struct cp_skeleton *sk = b->sk;
    enum cp_tag tag = b->token.tag;

    b->pre_start = NULL;
    if (tag == CP_TAG_SELECT)
        b->select_seen = false;
    if (b->pre && (tag == CP_TAG_PRE || tag == CP_TAG_LISTING))
        b->pre--;
    if (!cp_guard_end(&sk->guard, &b->token)) {
        cp_collapse_give_up(sk);
        cp_skeleton_drop(sk, tag);
        return;
    }
    if (tag == CP_TAG_TEMPLATE)   /* no pre of its content goes on behind it */
        b->pre = sk->guard.n_open[CP_TAG_PRE] + sk->guard.n_open[CP_TAG_LISTING];
    if (cp_collapse_end(sk, &b->token))
        return;
    if (tag == CP_TAG_BR)   /* </br> is a br */
        cp_skeleton_add_tag(sk, &b->token);
    put_end_tag(b);
}

/* Comments are dropped, but in a table (and a template may hold the inside of one) they part
 * texts that may go different ways. "</>" is none, and nothing else either. */
static void
on_comment(struct builder *b)
{
    struct cp_skeleton *sk = b->sk;

    if (cp_token_is_nothing(&b->token)) {
        b->pre_start = b->pre_start == b->token.source.p ? b->t.p : b->pre_start;
        return;
    }
    if (!sk->guard.n_open[CP_TAG_TABLE] && !sk->guard.n_open[CP_TAG_TEMPLATE])
        return;
    sk->guard.tags++;
    cp_buf_puts(&sk->html, "<!---->");
    cp_collapse_comment(sk);
}

/* A doctype means something only in front of everything else; elsewhere it is like a comment. */
static void
on_doctype(struct builder *b)
{
    if (b->sk->html.n) {
        on_comment(b);
        return;
    }
    b->sk->guard.quirks = !cp_slice_eq_nocase(b->token.source, CP_LIT("<!doctype html>"));
    cp_buf_put_slice(&b->sk->html, b->token.source);
}

bool
cp_skeleton_build(struct cp_skeleton *sk)
{
    static void (*const on_token[])(struct builder *) = {
        [CP_TOKEN_TEXT] = on_text,
        [CP_TOKEN_START] = on_start,
        [CP_TOKEN_END] = on_end,
        [CP_TOKEN_DOCTYPE] = on_doctype,
        [CP_TOKEN_COMMENT] = on_comment,
    };
    struct builder b = { .sk = sk };

    cp_skeleton_reset(sk);
    sk->guard.quirks = true;
    cp_tokenizer_init(&b.t, sk->page);
    while (!b.unfit && !cp_skeleton_is_over(sk) && cp_token_next(&b.t, &b.token)) {
        on_token[b.token.kind](&b);
        if (cp_guard_is_full(&sk->guard))
            sk->cut = "too-many-tags";
    }
    sk->no_memory |= sk->html.no_memory || sk->collapse.text.no_memory;
    return !b.unfit;
}
