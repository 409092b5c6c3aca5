/* What a rule file would change on the inputs, block by block: see cli/commands.h. */
#include "cli/commands.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/shown.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "cli/input.h"
#include "cli/inside.h"
#include "cli/job.h"
#include "cli/rulefiles.h"

/* Characters shown of a block. */
#define SHOWN_CHARS 100
/* Blocks ahead in which one is looked for again where both sides do not go together. */
#define AHEAD 50

/* Blocks of a page, or of all. */
struct counts {
    uint64_t dropped, kept;
};

struct comparing {
    struct cp_job job;
    cleanpage *changed;         /* the worker with the rule file */
    const struct cp_came *came; /* the page at hand, */
    struct cp_buf *text;        /* what is told of it */
    size_t searchable;          /* bytes of it that may still be searched for parts of blocks */
    struct counts here;         /* and counted */
    struct counts all;
    uint64_t pages, differing;
};

/* ------------------------------------------------------------------ two documents */

struct side {
    const cleanpage_doc *doc;
    size_t i;
    cleanpage_block_info b;
    bool any;
};

static void
step_to(struct side *s, size_t i)
{
    s->b = (cleanpage_block_info)CLEANPAGE_BLOCK_INFO_INIT;
    s->i = i;
    s->any = cleanpage_block(s->doc, i, &s->b);
}

static bool
alike(const cleanpage_block_info *a, const cleanpage_block_info *b)
{
    return a->text_len == b->text_len && memcmp(a->text, b->text, a->text_len) == 0;
}

/* Blocks from s on before the one that is like `wanted`; 0 if none of the next is. */
static size_t
distance_to(const struct side *s, const cleanpage_block_info *wanted)
{
    cleanpage_block_info b = CLEANPAGE_BLOCK_INFO_INIT;

    for (size_t n = 1; n <= AHEAD && cleanpage_block(s->doc, s->i + n, &b); n++)
        if (alike(&b, wanted))
            return n;
    return 0;
}

/* ------------------------------------------------------------------ telling */

/* A page's text must not steer the terminal. */
static void
put_shown(struct cp_buf *out, const char *text, size_t len)
{
    const char *p = text, *end = text + len;
    uint32_t c;

    for (int n = 0; p < end && n < SHOWN_CHARS; n++)
        p = cp_utf8_next(p, end, &c);
    cp_buf_put_shown_line(out, (struct cp_slice){ text, (size_t)(p - text) }, '?');
    if (p < end)
        cp_buf_puts(out, "...");
}

/* The rule behind the new verdict, or what else it came from. */
static void
put_cause(struct cp_buf *out, const cleanpage_block_info *b)
{
    cp_buf_puts(out, "    ");
    if (!b->rule_file) {
        cp_buf_puts(out, "by ");
        cp_buf_puts(out, b->reason);
    } else {
        cp_buf_put_shown_line(out, cp_slice_of(b->rule_file), '?');
        cp_buf_putc(out, ':');
        cp_buf_put_u64(out, b->rule_line);
        cp_buf_puts(out, ": ");
        put_shown(out, b->rule_text, strlen(b->rule_text));
    }
    cp_buf_putc(out, '\n');
}

/* cause: the block as the changed rules have it; NULL if they cut it otherwise. */
static void
tell(struct comparing *c, bool keep, const cleanpage_block_info *b,
     const cleanpage_block_info *cause)
{
    c->here.kept += keep;
    c->here.dropped += !keep;
    cp_buf_puts(c->text, keep ? "+ " : "- ");
    put_shown(c->text, b->text, b->text_len);
    cp_buf_putc(c->text, '\n');
    if (cause)
        put_cause(c->text, cause);
}

/* ------------------------------------------------------------------ comparing */

/* Whether the part is in the rest of a block; then the rest is what follows it. */
static bool
take_part(struct comparing *c, const cleanpage_block_info *part, struct cp_slice *rest)
{
    const char *at = NULL;
    size_t passed = rest->n;

    if (part->text_len <= rest->n && c->searchable > 0)
        at = cp_slice_find(*rest, (struct cp_slice){ part->text, part->text_len });
    if (at)
        passed = (size_t)(at - rest->p) + part->text_len;
    c->searchable -= c->searchable < passed ? c->searchable : passed;
    if (at)
        *rest = (struct cp_slice){ rest->p + passed, rest->n - passed };
    return at != NULL;
}

/*
 * A rule that marks part of a block cuts it up: the parts on one side, in their order, against the
 * whole on the other. Returns false if they are no such parts.
 */
static bool
pass_parts(struct comparing *c, struct side *parts, struct side *whole, bool parts_are_new)
{
    struct cp_slice rest = { whole->b.text, whole->b.text_len };
    bool any = false;

    if (parts->b.text_len >= rest.n)
        return false;
    while (parts->any && take_part(c, &parts->b, &rest)) {
        const cleanpage_block_info *new = parts_are_new ? &parts->b : &whole->b;

        if (parts->b.keep != whole->b.keep)
            tell(c, new->keep, &parts->b, new);
        step_to(parts, parts->i + 1);
        any = true;
    }
    if (any)
        step_to(whole, whole->i + 1);
    return any;
}

/* Blocks that the other side has not: of two that differ, those up to the next that is alike. */
static void
pass_uneven(struct comparing *c, struct side *old, struct side *new)
{
    size_t skip_old = distance_to(old, &new->b), skip_new = distance_to(new, &old->b);
    bool lone_old = skip_old && (!skip_new || skip_old <= skip_new);

    if (pass_parts(c, new, old, true) || pass_parts(c, old, new, false))
        return;
    if (lone_old || !skip_new) {
        if (old->b.keep)
            tell(c, false, &old->b, NULL);
        step_to(old, old->i + 1);
    }
    if (!lone_old) {
        if (new->b.keep)
            tell(c, true, &new->b, &new->b);
        step_to(new, new->i + 1);
    }
}

static void
compare(struct comparing *c, const cleanpage_doc *before, const cleanpage_doc *after)
{
    struct side old = { .doc = before }, new = { .doc = after };

    step_to(&old, 0);
    step_to(&new, 0);
    while (old.any && new.any) {
        if (!alike(&old.b, &new.b)) {
            pass_uneven(c, &old, &new);
            continue;
        }
        if (old.b.keep != new.b.keep)
            tell(c, new.b.keep, &new.b, &new.b);
        step_to(&old, old.i + 1);
        step_to(&new, new.i + 1);
    }
    for (; old.any; step_to(&old, old.i + 1))
        if (old.b.keep)
            tell(c, false, &old.b, NULL);
    for (; new.any; step_to(&new, new.i + 1))
        if (new.b.keep)
            tell(c, true, &new.b, &new.b);
}

/* ------------------------------------------------------------------ all inputs */

/* Inside: what differs, and aside how much of it there is. */
static enum cp_exit
work(void *user, struct cp_buf *text, struct cp_buf *counts)
{
    struct comparing *c = user;
    cleanpage_doc *before = NULL, *after = NULL;
    enum cp_exit st = cp_exit_of(cp_job_clean(&c->job, c->came, &before));

    if (!st) {
        st = cp_exit_of(cleanpage_clean_again(c->changed, before, &c->job.page, &after));
        if (st)
            cp_cli_say(c->job.name, cleanpage_message(c->changed));
    }
    c->text = text;
    c->searchable = CP_DIFF_SEARCH_MAX;
    c->here = (struct counts){ 0 };
    if (!st)
        compare(c, before, after);
    cp_buf_put(counts, (const char *)&c->here, sizeof c->here);
    cleanpage_doc_free(before);
    cleanpage_doc_free(after);
    return st;
}

static enum cp_exit
write_page(struct comparing *c, struct cp_slice text)
{
    struct cp_buf page = { 0 };
    enum cp_exit st;

    c->differing++;
    cp_buf_puts(&page, "== ");
    cp_buf_put_shown_line(&page, cp_slice_of(c->job.name), '?');
    cp_buf_putc(&page, '\n');
    cp_buf_put_slice(&page, text);
    st = cp_output_put(&c->job.output, cp_buf_slice(&page));
    cp_buf_clear(&page);
    return st;
}

static void
count(struct comparing *c, const struct cp_buf *counts)
{
    struct counts here = { 0 };

    if (counts->n == sizeof here)
        memcpy(&here, counts->p, sizeof here);
    c->pages++;
    c->all.dropped += here.dropped;
    c->all.kept += here.kept;
}

static enum cp_exit
compare_came(struct comparing *c)
{
    struct cp_inside inside = { .job = &c->job, .pages = 1, .user = c, .work = work };
    struct cp_buf text = { 0 }, counts = { 0 };
    enum cp_exit st = cp_inside_run(&inside, &text, &counts);

    if (!st)
        count(c, &counts);
    if (!st && text.n)
        st = write_page(c, cp_buf_slice(&text));
    cp_buf_clear(&text);
    cp_buf_clear(&counts);
    return st;
}

static enum cp_exit
compare_input(struct comparing *c, const char *argument)
{
    struct cp_came came;
    struct cp_buf name = { 0 };
    enum cp_exit st;

    cp_input_name(argument, &name);
    c->job.name = cp_buf_str(&name) ? name.p : argument;
    c->came = &came;
    st = cp_exit_of(cp_job_get(&c->job, argument, &came));
    if (!st)
        st = compare_came(c);
    cp_came_clear(&came);
    cp_buf_clear(&name);
    return st;
}

static void
put_count(struct cp_buf *out, uint64_t n, const char *what)
{
    cp_buf_put_u64(out, n);
    cp_buf_puts(out, what);
}

static enum cp_exit
write_summary(struct comparing *c)
{
    struct cp_buf line = { 0 };
    enum cp_exit st;

    put_count(&line, c->pages, c->pages == 1 ? " page, " : " pages, ");
    put_count(&line, c->differing, c->differing == 1 ? " differs: " : " differ: ");
    put_count(&line, c->all.dropped, c->all.dropped == 1 ? " block" : " blocks");
    cp_buf_puts(&line, " would be dropped, ");
    put_count(&line, c->all.kept, " kept\n");
    st = cp_output_put(&c->job.output, cp_buf_slice(&line));
    cp_buf_clear(&line);
    return st ? st : cp_output_finish(&c->job.output);
}

static enum cp_exit
compare_all(struct comparing *c)
{
    const struct cp_args *inputs = &c->job.settings->inputs;
    enum cp_exit result = CP_EXIT_OK, st;

    for (size_t i = 0; i < inputs->n; i++) {
        st = compare_input(c, inputs->v[i]);
        if (st == CP_EXIT_WRITE)
            return st;
        if (st)
            result = inputs->n > 1 ? CP_EXIT_SOME : st;
    }
    if (c->pages == 0)
        return result;
    st = write_summary(c);
    st = st ? st : result;
    return st ? st : c->differing ? CP_EXIT_DIFFERS : CP_EXIT_OK;
}

/* The rule files in force without those of the command line, and the changed one. */
static enum cp_exit
load_changed(struct comparing *c)
{
    const char *file = c->job.settings->diff;
    struct cp_args rules = { &file, 1 };

    c->changed = cleanpage_new();
    if (!c->changed) {
        cp_cli_say(NULL, "out of memory");
        return CP_EXIT_LIMIT;
    }
    return cp_rulefiles_load(c->changed, &rules);
}

enum cp_exit
cp_cmd_diff(const struct cp_settings *settings)
{
    struct comparing c = { 0 };
    enum cp_exit st = cp_job_start(&c.job, settings);

    c.job.output.between = "\n";
    if (settings->output && strcmp(settings->output, "-") != 0)
        c.job.output.path = settings->output;
    if (!st)
        st = load_changed(&c);
    if (!st)
        st = compare_all(&c);
    cleanpage_free(c.changed);
    cp_job_end(&c.job);
    return st;
}
