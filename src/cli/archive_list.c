/* "cleanpage archive" status, list, search and show: see cli/archive.h. */
#include "cli/archive.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/list.h"
#include "archive/search.h"
#include "archive/when.h"
#include "base/shown.h"
#include "cli/numbers.h"

#define SEARCH_MOST 20

/* Of a terminal: bold and back. */
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

/* What the rows are written to. */
struct listing {
    struct cp_keeper *keeper;
    struct cp_buf text;
    bool json;
    uint64_t rows;
};

/* ------------------------------------------------------------------ columns */

static void
put_json_text(struct cp_buf *out, const char *name, const char *value)
{
    if (!*value)
        return;
    cp_buf_puts(out, out->n && out->p[out->n - 1] != '{' ? ",\"" : "\"");
    cp_buf_puts(out, name);
    cp_buf_puts(out, "\":");
    cp_buf_put_shown_json(out, cp_slice_of(value));
}

static void
put_json_number(struct cp_buf *out, const char *name, int64_t value)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRId64, value);
    cp_buf_puts(out, out->n && out->p[out->n - 1] != '{' ? ",\"" : "\"");
    cp_buf_puts(out, name);
    cp_buf_puts(out, "\":");
    cp_buf_puts(out, text);
}

static void
put_json_when(struct cp_buf *out, const char *name, int64_t when)
{
    struct cp_buf text = { 0 };

    if (when)
        cp_when_put(&text, when);
    put_json_text(out, name, cp_buf_str(&text) ? text.p : "");
    out->no_memory |= text.no_memory;
    cp_buf_clear(&text);
}

/* A column of text as a terminal may show it; tabs and line feeds part columns and rows. */
static void
put_text(struct cp_buf *out, const char *text)
{
    cp_buf_put_shown_line(out, cp_slice_of(text), 0);
}

static void
put_number(struct cp_buf *out, int64_t n)
{
    cp_buf_put_u64(out, (uint64_t)n);
}

static void
put_day(struct cp_buf *out, int64_t when)
{
    size_t start = out->n;

    if (!when) {
        cp_buf_putc(out, '-');
        return;
    }
    cp_when_put(out, when);
    if (out->n > start + 10)
        out->n = start + 10;
}

/* ------------------------------------------------------------------ status */

static const char *
state_of(const struct cp_feed_row *row)
{
    return row->retired         ? "retired"
           : row->failing_since ? "failing"
           : row->tried         ? "good"
                                : "new";
}

static void
put_feed_json(struct cp_buf *out, const struct cp_feed_row *row)
{
    cp_buf_putc(out, '{');
    put_json_number(out, "id", row->id);
    put_json_text(out, "name", row->name);
    put_json_text(out, "url", row->url);
    put_json_text(out, "title", row->title);
    put_json_text(out, "site", row->site);
    put_json_text(out, "state", state_of(row));
    put_json_number(out, "articles", row->articles);
    put_json_number(out, "waiting", row->waiting);
    put_json_number(out, "given_up", row->given_up);
    put_json_when(out, "tried", row->tried);
    put_json_when(out, "succeeded", row->succeeded);
    put_json_when(out, "due", row->due);
    put_json_when(out, "failing_since", row->failing_since);
    put_json_number(out, "failures", row->failures);
    put_json_text(out, "error", row->error);
    cp_buf_puts(out, "}\n");
}

static bool
on_feed(void *user, const struct cp_feed_row *row)
{
    struct listing *l = user;
    struct cp_buf *out = &l->text;

    if (l->json) {
        put_feed_json(out, row);
        return true;
    }
    if (!l->rows++)
        cp_buf_puts(out, "STATE\tARTICLES\tWAITING\tLAST\tNAME\tURL\n");
    cp_buf_puts(out, state_of(row));
    cp_buf_putc(out, '\t');
    put_number(out, row->articles);
    cp_buf_putc(out, '\t');
    put_number(out, row->waiting);
    cp_buf_putc(out, '\t');
    put_day(out, row->succeeded);
    cp_buf_putc(out, '\t');
    put_text(out, row->name);
    cp_buf_putc(out, '\t');
    put_text(out, row->url);
    if (row->failing_since || row->retired) {
        cp_buf_puts(out, "\t");
        put_text(out, row->error);
        cp_buf_puts(out, row->retired ? ", since " : "; failing since ");
        put_day(out, row->retired ? row->retired : row->failing_since);
    }
    cp_buf_putc(out, '\n');
    return true;
}

/* ------------------------------------------------------------------ list */

static void
put_article_json(struct cp_buf *out, const struct cp_article_row *row)
{
    cp_buf_putc(out, '{');
    put_json_number(out, "id", row->id);
    put_json_text(out, "title", row->title);
    put_json_text(out, "author", row->author);
    put_json_text(out, "published", row->published);
    put_json_text(out, "language", row->language);
    put_json_number(out, "words", row->words);
    put_json_text(out, "url", row->url);
    put_json_text(out, "feed", row->feed);
    put_json_text(out, "path", row->path);
    put_json_number(out, "versions", row->versions);
    put_json_when(out, "stored", row->stored);
    if (row->near)
        put_json_number(out, "copy_of", row->near);
    cp_buf_puts(out, "}\n");
}

static bool
on_article(void *user, const struct cp_article_row *row)
{
    struct listing *l = user;
    struct cp_buf *out = &l->text;

    if (l->json) {
        put_article_json(out, row);
        return true;
    }
    put_number(out, row->id);
    cp_buf_putc(out, '\t');
    cp_buf_put(out, row->published, strnlen(row->published, 10));
    cp_buf_putc(out, '\t');
    put_text(out, row->feed);
    cp_buf_putc(out, '\t');
    put_text(out, row->title);
    if (row->near) {
        cp_buf_puts(out, "\tcopy of ");
        put_number(out, row->near);
    }
    cp_buf_putc(out, '\n');
    return true;
}

/* ------------------------------------------------------------------ search */

static bool
on_found(void *user, const struct cp_found *found)
{
    struct listing *l = user;
    struct cp_buf *out = &l->text;

    l->rows++;
    if (l->json) {
        cp_buf_putc(out, '{');
        put_json_number(out, "id", found->article);
        put_json_text(out, "title", found->title);
        put_json_text(out, "published", found->published);
        put_json_text(out, "url", found->url);
        put_json_text(out, "feed", found->feed);
        put_json_text(out, "path", found->path);
        put_json_text(out, "snippet", found->snippet);
        cp_buf_puts(out, "}\n");
        return true;
    }
    put_number(out, found->article);
    cp_buf_putc(out, '\t');
    cp_buf_put(out, found->published, strnlen(found->published, 10));
    cp_buf_putc(out, '\t');
    put_text(out, found->feed);
    cp_buf_putc(out, '\t');
    put_text(out, found->title);
    cp_buf_puts(out, "\n    ");
    put_text(out, found->snippet);
    cp_buf_putc(out, '\n');
    return true;
}

/* The marks went through as control characters, which no text has. */
static void
show_marks(struct cp_buf *text, bool colours)
{
    struct cp_buf out = { 0 };

    for (size_t i = 0; i < text->n; i++) {
        if (text->p[i] == '\001' || text->p[i] == '\002')
            cp_buf_puts(&out, !colours ? "" : text->p[i] == '\001' ? BOLD : PLAIN);
        else
            cp_buf_putc(&out, text->p[i]);
    }
    out.no_memory |= cp_buf_failed(text);
    cp_buf_clear(text);
    *text = out;
}

static bool
wants_colours(const struct cp_keeper *keeper)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

    return !keeper->settings->output && isatty(STDOUT_FILENO) && !(no && *no) &&
           !(term && strcmp(term, "dumb") == 0);
}

static void
join_words(const struct cp_keeper *keeper, struct cp_buf *words)
{
    for (size_t i = 0; i < keeper->argument_count; i++) {
        if (i)
            cp_buf_putc(words, ' ');
        cp_buf_puts(words, keeper->arguments[i]);
    }
}

/* ------------------------------------------------------------------ the commands */

/* Writes what was listed, or says what failed. */
static enum cp_exit
finish(struct listing *l, cleanpage_status failed)
{
    enum cp_exit st =
        failed ? cp_keeper_fail(l->keeper, failed) : cp_keeper_write(l->keeper, &l->text);

    cp_buf_clear(&l->text);
    return st;
}

enum cp_exit
cp_archive_status(struct cp_keeper *keeper)
{
    struct listing l = { .keeper = keeper, .json = keeper->settings->archive.json };
    enum cp_exit st = cp_keeper_open(keeper, CP_ARCHIVE_READ);

    return st ? st : finish(&l, cp_list_feeds(&keeper->archive, on_feed, &l));
}

enum cp_exit
cp_archive_list(struct cp_keeper *keeper)
{
    const struct cp_archive_settings *s = &keeper->settings->archive;
    struct listing l = { .keeper = keeper, .json = s->json };
    struct cp_list_options options = { .most = s->limit };
    enum cp_exit st = cp_keeper_open(keeper, CP_ARCHIVE_READ);

    if (st)
        return st;
    st = cp_keeper_choose(keeper, &options.feed, &options.since);
    return st ? st : finish(&l, cp_list_articles(&keeper->archive, &options, on_article, &l));
}

enum cp_exit
cp_archive_search(struct cp_keeper *keeper)
{
    const struct cp_archive_settings *s = &keeper->settings->archive;
    struct listing l = { .keeper = keeper, .json = s->json };
    struct cp_buf words = { 0 };
    enum cp_exit st = cp_keeper_open(keeper, CP_ARCHIVE_READ);
    cleanpage_status failed;
    int64_t feed, since;

    if (!st)
        st = cp_keeper_choose(keeper, &feed, &since);
    if (st)
        return st;
    join_words(keeper, &words);
    failed =
        cp_buf_str(&words)
            ? cp_search(&keeper->archive, words.p, feed, s->limit < 0 ? SEARCH_MOST : s->limit,
                        s->json ? "" : "\001", s->json ? "" : "\002", on_found, &l)
            : CLEANPAGE_NOMEM;
    show_marks(&l.text, wants_colours(keeper));
    st = finish(&l, failed);
    cp_buf_clear(&words);
    return st ? st : l.rows ? CP_EXIT_OK : CP_EXIT_NO_TEXT;
}

enum cp_exit
cp_archive_show(struct cp_keeper *keeper)
{
    struct listing l = { .keeper = keeper };
    char *word = strdup(keeper->arguments[0]), *dot = word ? strchr(word, '.') : NULL;
    long id, number = 0;
    bool good;
    enum cp_exit st;

    if (dot)
        *dot = '\0';
    good = word && cp_parse_count(word, 1, INT32_MAX, &id) &&
           (!dot || cp_parse_count(dot + 1, 1, INT32_MAX, &number));
    free(word);
    if (!good) {
        cp_cli_say(keeper->arguments[0], "not the number of an article; \"list\" shows them");
        return CP_EXIT_USAGE;
    }
    st = cp_keeper_open(keeper, CP_ARCHIVE_READ);
    return st ? st : finish(&l, cp_article_read(&keeper->archive, id, number, &l.text));
}
