/*
 * cpdump: what a stage made of a page, for tests, for the trainer and for the curious.
 *
 *     cpdump --stage=page FILE...                  the node table, one node a line
 *     cpdump --stage=features --list               names, units and ranges of the features
 *     cpdump --stage=features [--rules=FILE] FILE...
 *     cpdump --stage=features < LIST               LIST has a line "FILE TAB URL" for each page
 *     cpdump --stage=kind --list                   names and meanings of the facts
 *     cpdump --stage=kind [--rules=FILE] FILE...   kind and facts of each page, one a line
 *     cpdump --stage=verdicts [--rules=FILE] FILE...   what the judge said of each block
 *     cpdump --stage=metadata FILE...              "FIELD TAB SOURCE TAB VALUE" lines of a page
 *     cpdump --stage=metadata < LIST               behind a line "page TAB FILE"
 *
 * --text takes the files for scraped text, whatever they look like.
 *
 * Not installed. A page's features are written as one line "page BLOCKS FEATURES FILE", a
 * line of text for each block, and BLOCKS rows of FEATURES floats of four bytes in the byte
 * order of the machine: tools/train reads them, so that training and running cannot disagree.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "decode/decode.h"
#include "url/url.h"
#include "judge/judge.h"
#include "measure/facts.h"
#include "measure/measure.h"
#include "meta/metadata.h"
#include "page/dump.h"
#include "page/page.h"
#include "rules/rules.h"

struct dump {
    struct cp_ctx cx;
    struct cp_arena arena;
    struct cp_ruleset *rules;
    const char *stage;
    bool text;                /* files are scraped text */
    cleanpage *worker;        /* NULL until a stage needs it */
};

static cleanpage_status
parse(struct dump *d, struct cp_slice bytes, struct cp_page *page)
{
    struct cp_decoded decoded;
    cleanpage_status st = cp_decode(&d->cx, bytes, NULL, false, &decoded);

    if (st)
        return st;
    return decoded.is_html && !d->text ? cp_page_parse_html(&d->cx, page, decoded.text)
                                       : cp_page_parse_text(&d->cx, page, decoded.text);
}

static cleanpage_status
dump_page(struct dump *d, const struct cp_page *page)
{
    struct cp_buf out = { 0 };
    cleanpage_status st;

    cp_page_dump(&out, page);
    st = cp_buf_finish(&d->cx, &out, "dump");
    if (!st)
        fwrite(out.p, 1, out.n, stdout);
    for (const struct cp_note *note = d->cx.notes; note; note = note->next)
        printf("note: %s: %s\n", note->id, note->detail);
    cp_buf_clear(&out);
    return st;
}

static void
write_features(const char *path, const struct cp_blocks *blocks,
               const struct cp_features *features)
{
    printf("page %u %d %s\n", (unsigned)blocks->n, (int)CP_FEATURE_COUNT, path);
    for (uint32_t i = 0; i < blocks->n; i++) {
        fwrite(blocks->v[i].text.p, 1, blocks->v[i].text.n, stdout);
        putchar('\n');
    }
    fwrite(features->v, sizeof *features->v, (size_t)blocks->n * CP_FEATURE_COUNT, stdout);
}

/* A line a block: + kept or - dropped, the reason's number, points, probability, text. */
static cleanpage_status
dump_verdicts(struct dump *d, const float *facts, struct cp_judge_input *known)
{
    const struct cp_blocks *blocks = known->blocks;
    struct cp_verdicts verdicts;
    struct cp_weights *weights;
    cleanpage_status st = cp_weights_new(&d->cx, d->rules, &weights);

    known->weights = weights;
    if (!st && !known->page->plain_text)
        known->kind = cp_judge_kind(weights, facts);
    if (!st)
        st = cp_judge(&d->cx, known, &verdicts);
    cp_weights_free(weights);
    if (st)
        return st;
    printf("threshold %.3f, expected F1 %.3f\n", (double)verdicts.threshold,
           (double)verdicts.expected_f1);
    for (uint32_t i = 0; i < blocks->n; i++) {
        const struct cp_verdict *v = &verdicts.v[i];
        size_t n = blocks->v[i].text.n < 100 ? blocks->v[i].text.n : 100;

        printf("%c %d %+6.2f %.3f %.*s\n", v->keep ? '+' : '-', v->reason, (double)v->points,
               (double)v->probability, (int)n, blocks->v[i].text.p);
    }
    return CLEANPAGE_OK;
}

/* The numbers are written so that reading them gives the same floats. */
static cleanpage_status
dump_kind(struct dump *d, const char *path, const float *facts)
{
    struct cp_weights *weights;
    cleanpage_status st = cp_weights_new(&d->cx, d->rules, &weights);

    if (st)
        return st;
    printf("%s\t%s\t", path, cp_kind_name(cp_judge_kind(weights, facts).kind));
    for (int i = 0; i < CP_FACT_COUNT; i++)
        printf("%.9g%c", (double)facts[i], i + 1 < CP_FACT_COUNT ? ' ' : '\n');
    cp_weights_free(weights);
    return CLEANPAGE_OK;
}

static cleanpage_status
dump_measured(struct dump *d, const char *path, const char *url, const struct cp_page *page)
{
    struct cp_blocks blocks;
    struct cp_meta meta;
    struct cp_features features;
    struct cp_mark *marks = NULL;
    struct cp_slice host;
    float facts[CP_FACT_COUNT];
    cleanpage_status st = cp_url_host(&d->cx, cp_slice_of(url), &host);

    if (!st)
        st = cp_ruleset_mark(&d->cx, d->rules, host, page, &marks);
    if (!st)
        st = cp_blocks_measure(&d->cx, page, marks, &blocks);
    if (!st)
        st = cp_meta_measure(&d->cx, page, &blocks, &meta);
    if (!st)
        st = cp_features_measure(&d->cx, d->rules, page, &blocks, &meta, cp_slice_of(url),
                                 &features);
    if (st)
        return st;
    cp_facts_measure(d->rules, &blocks, &meta, &features, cp_slice_of(url), facts);
    if (strcmp(d->stage, "kind") == 0)
        return dump_kind(d, path, facts);
    if (strcmp(d->stage, "verdicts") == 0)
        return dump_verdicts(d, facts, &(struct cp_judge_input){
                                    .rules = d->rules, .host = host, .page = page,
                                    .marks = marks, .blocks = &blocks, .features = &features,
                                    .meta = &meta });
    write_features(path, &blocks, &features);
    return CLEANPAGE_OK;
}

/* By the public interface, so that it is what a caller gets. */
static cleanpage_status
dump_metadata(struct dump *d, const char *path, const char *url, struct cp_slice bytes)
{
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage_doc *doc;
    cleanpage_status st;

    if (!d->worker)
        d->worker = cleanpage_new();
    if (!d->worker)
        return cp_fail(&d->cx, CLEANPAGE_NOMEM, "out of memory");
    opt.url = url;
    opt.input = d->text ? CLEANPAGE_INPUT_TEXT : CLEANPAGE_INPUT_AUTO;
    st = cleanpage_clean(d->worker, bytes.p, bytes.n, &opt, &doc);
    if (st)
        return cp_fail(&d->cx, st, "%s", cleanpage_message(d->worker));
    printf("page\t%s\n", path);
    for (int f = 0; f < CP_FIELD_COUNT; f++) {
        const char *name = cp_field_name((enum cp_field)f), *value;

        for (size_t i = 0; (value = cleanpage_field(doc, name, i)); i++)
            printf("%s\t%s\t%s\n", name, cleanpage_field_source(doc, name, i), value);
    }
    cleanpage_doc_free(doc);
    return CLEANPAGE_OK;
}

static cleanpage_status
dump_file(struct dump *d, const char *path, const char *url)
{
    struct cp_buf bytes = { .max = CP_INPUT_MAX };
    struct cp_page page = { 0 };
    cleanpage_status st = cp_buf_read_file(&d->cx, &bytes, path);

    cp_arena_reset(&d->arena);
    d->cx.notes = d->cx.last_note = NULL;
    if (!st && strcmp(d->stage, "metadata") == 0) {
        st = dump_metadata(d, path, url, cp_buf_slice(&bytes));
        goto out;
    }
    if (!st)
        st = parse(d, cp_buf_slice(&bytes), &page);
    if (!st)
        st = strcmp(d->stage, "page") == 0 ? dump_page(d, &page)
                                           : dump_measured(d, path, url, &page);
out:
    cp_buf_clear(&bytes);
    if (st)
        fprintf(stderr, "cpdump: %s: %s\n", path, d->cx.message);
    return st;
}

static int
dump_list(struct dump *d)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t n;
    int bad = 0;

    while ((n = getline(&line, &size, stdin)) > 0) {
        char *tab;

        line[strcspn(line, "\n")] = '\0';
        tab = strchr(line, '\t');
        if (tab)
            *tab++ = '\0';
        bad |= dump_file(d, line, tab) != CLEANPAGE_OK;
    }
    free(line);
    return bad;
}

static int
list_features(void)
{
    for (int i = 0; i < CP_FEATURE_COUNT; i++)
        printf("%s\t%s\n", cp_feature_name((enum cp_feature)i),
               cp_feature_help((enum cp_feature)i));
    return 0;
}

static int
list_facts(void)
{
    for (int i = 0; i < CP_FACT_COUNT; i++)
        printf("%s\t%s\n", cp_fact_name((enum cp_fact)i), cp_fact_help((enum cp_fact)i));
    return 0;
}

static int
usage(void)
{
    fputs("usage: cpdump --stage=page FILE...\n"
          "       cpdump --stage=features [--list | --rules=FILE] [FILE...]\n"
          "       cpdump --stage=kind [--list | --rules=FILE] [FILE...]\n"
          "       cpdump --stage=verdicts [--rules=FILE] FILE...\n"
          "       cpdump --stage=metadata [FILE...]\n"
          "       --text: the files are scraped text\n", stderr);
    return 2;
}

/* One option; 0 if it is understood. */
static int
take_option(struct dump *d, const char *arg, bool *list)
{
    if (strncmp(arg, "--stage=", 8) == 0)
        d->stage = arg + 8;
    else if (strcmp(arg, "--list") == 0)
        *list = true;
    else if (strcmp(arg, "--text") == 0)
        d->text = true;
    else if (strncmp(arg, "--rules=", 8) == 0)
        return cp_ruleset_load_file(&d->cx, d->rules, arg + 8) != CLEANPAGE_OK;
    else
        return 1;
    return 0;
}

static bool
is_stage(const char *name)
{
    return strcmp(name, "page") == 0 || strcmp(name, "features") == 0 ||
           strcmp(name, "kind") == 0 || strcmp(name, "verdicts") == 0 ||
           strcmp(name, "metadata") == 0;
}

static int
run(struct dump *d, int argc, char **argv)
{
    bool list = false;
    int i, bad = 0;

    for (i = 1; i < argc && strncmp(argv[i], "--", 2) == 0; i++)
        if (take_option(d, argv[i], &list))
            return d->cx.message[0] ? fprintf(stderr, "cpdump: %s\n", d->cx.message), 1 : usage();
    if (!d->stage || !is_stage(d->stage))
        return usage();
    if (list)
        return strcmp(d->stage, "kind") == 0 ? list_facts() : list_features();
    if (i == argc)
        return dump_list(d);
    for (; i < argc; i++)
        bad |= dump_file(d, argv[i], NULL) != CLEANPAGE_OK;
    return bad;
}

int
main(int argc, char **argv)
{
    struct dump d = { .rules = cp_ruleset_new() };
    int code = 1;

    cp_arena_init(&d.arena, CP_ARENA_MAX);
    d.cx.arena = &d.arena;
    if (d.rules && cp_ruleset_load_builtin(&d.cx, d.rules) == CLEANPAGE_OK)
        code = run(&d, argc, argv);
    cleanpage_free(d.worker);
    cp_ruleset_free(d.rules);
    cp_arena_clear(&d.arena);
    return code;
}
