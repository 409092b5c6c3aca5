/* Any text as a rule file: taken or refused with a place, and then fit to match a page. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "rules/rules.h"
#include "rules/selftest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char page_text[] =
    "<body><div class='a b share-bar' id=top data-x=1><h2>Related <b>posts</b></h2>"
    "<ul><li>a<li class=a>b<li>c</ul><p role=main title='x y'>a <a href=/b.pdf rel='me "
    "author'>b"
    "</a><x-box>c</x-box></p><p>d<svg><title>e</title></svg><aside><nav><p class=b>f</p></nav>"
    "</aside></div><section><h3>a</h3><i class=a></i><i></i><b class=share>g</b></section>";

static void
require(bool condition)
{
    if (!condition)
        abort();
}

static cleanpage_status
echo(void *user, const struct cp_rule_test *test, struct cp_buf *out)
{
    (void)user;
    cp_buf_put_slice(out, test->input);
    return CLEANPAGE_OK;
}

static int
drop(void *user, const char *data, size_t len)
{
    (void)user, (void)data, (void)len;
    return 0;
}

/* Each line of the input as the text of a block. */
static void
look_lines_up(const struct cp_ruleset *rs, struct cp_slice text)
{
    while (text.n) {
        const char *end = memchr(text.p, '\n', text.n);
        struct cp_slice line = { text.p, end ? (size_t)(end - text.p) : text.n };
        struct cp_phrase_match m = cp_ruleset_phrase(rs, CP_LIT("www.example.org"), line);
        require(!m.place || (m.place->line > 0 && *m.place->text));
        text.p += line.n + (end != NULL);
        text.n -= line.n + (end != NULL);
    }
}

static void
use(struct cp_ctx *cx, const struct cp_ruleset *rs, struct cp_slice text)
{
    struct cp_page page = { 0 };
    struct cp_mark *marks;

    require(cp_page_parse_html(cx, &page, cp_slice_of(page_text)) == CLEANPAGE_OK);
    require(cp_ruleset_mark(cx, rs, CP_LIT("example.org"), &page, &marks) == CLEANPAGE_OK);
    for (uint32_t i = 0; i < page.n_nodes; i++)
        require(!marks[i].place ||
                (page.nodes[i].kind == CP_NODE_ELEMENT && *marks[i].place->text));
    look_lines_up(rs, text);
    cp_rules_selftest(cx, rs, echo, NULL, drop, NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_slice text = { (const char *)data, size };
    struct cp_ruleset *rs = cp_ruleset_new();
    cleanpage_status st = cp_ruleset_load_text(&cx, rs, "f", text);
    unsigned line, column;

    if (st == CLEANPAGE_RULE)
        require(sscanf(cx.message, "f:%u:%u: ", &line, &column) == 2 && line && column);
    require((cp_ruleset_file(rs, 0) != NULL) == (st == CLEANPAGE_OK));
    use(&cx, rs, text);
    cp_ruleset_free(rs);
    cp_arena_clear(&arena);
    return 0;
}
