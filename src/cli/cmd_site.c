/* "cleanpage site": what was learned of hosts, shown and merged: see cli/commands.h. */
#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/shown.h"
#include "cli/help.h"
#include "cli/output.h"
#include "site/sitedb.h"

static const char usage[] = "usage: cleanpage site show DB [HOST] or "
                            "cleanpage site merge DB SHARD...";

static enum cp_exit
show_help(void)
{
    struct cp_buf text = { 0 };

    cp_buf_puts(&text, usage);
    cp_buf_puts(&text,
                "\n\nshow lists the hosts of a database that \"batch --learn-site\" has made, "
                "with the\nnumber of their pages; or the lines of a host that are on several "
                "pages: on how\nmany, of how many, and how the line begins.\n\n"
                "merge puts what other databases have into DB, which is made if it is not "
                "there.\nThe order does not matter, and what is there already changes "
                "nothing.\n");
    return cp_help_write(&text);
}

static enum cp_exit
complain(cleanpage_status st, const struct cp_ctx *cx)
{
    cp_cli_say(NULL, cx->message);
    return cp_exit_of(st);
}

/* ------------------------------------------------------------------ show */

static void
put_columns(struct cp_buf *out, uint64_t a, uint64_t b, struct cp_slice text)
{
    cp_buf_put_u64(out, a);
    cp_buf_putc(out, '\t');
    if (b) {
        cp_buf_put_u64(out, b);
        cp_buf_putc(out, '\t');
    }
    cp_buf_put_shown_line(out, text, '?');
    cp_buf_putc(out, '\n');
}

static void
put_host(void *user, struct cp_slice host, int64_t pages)
{
    put_columns(user, (uint64_t)pages, 0, host);
}

/* The most frequent first. */
static int
compare(const void *a, const void *b)
{
    const struct cp_siteline *x = a, *y = b;

    if (x->pages != y->pages)
        return x->pages > y->pages ? -1 : 1;
    return x->key < y->key ? -1 : x->key > y->key;
}

static cleanpage_status
put_lines(struct cp_sitedb *db, const char *name, struct cp_buf *out)
{
    struct cp_sitehost host;
    cleanpage_status st = cp_sitedb_host(db, cp_slice_of(name), &host);

    if (!st && host.n_lines)
        qsort(host.lines, host.n_lines, sizeof *host.lines, compare);
    for (size_t i = 0; !st && i < host.n_lines; i++)
        if (host.lines[i].text.n)
            put_columns(out, host.lines[i].pages, host.pages, host.lines[i].text);
    cp_sitehost_clear(&host);
    return st;
}

static enum cp_exit
show(int argc, char **argv)
{
    struct cp_output out = { 0 };
    struct cp_ctx cx = { 0 };
    struct cp_buf text = { 0 };
    struct cp_sitedb *db;
    cleanpage_status st = cp_sitedb_open(&cx, argv[0], CP_SITEDB_USE, &db);
    enum cp_exit written = CP_EXIT_OK;

    if (!st)
        st = argc > 1 ? put_lines(db, argv[1], &text) : cp_sitedb_list(db, put_host, &text);
    if (!st)
        st = cp_buf_finish(&cx, &text, "lines");
    if (!st && text.n)
        written = cp_output_put(&out, cp_buf_slice(&text));
    if (!st && !written)
        written = cp_output_finish(&out);
    cp_sitedb_close(db);
    cp_buf_clear(&text);
    return st ? complain(st, &cx) : written;
}

/* ------------------------------------------------------------------ merge */

static cleanpage_status
merge_one(struct cp_ctx *cx, struct cp_sitedb *into, const char *path)
{
    struct cp_sitedb *from;
    cleanpage_status st = cp_sitedb_open(cx, path, CP_SITEDB_USE, &from);

    if (!st)
        st = cp_sitedb_merge(into, from);
    cp_sitedb_close(from);
    return st;
}

/* A shard that cannot be read must not cost the others, nor leave a database that is only
 * begun: all are looked at first. */
static cleanpage_status
check(struct cp_ctx *cx, char **paths)
{
    struct cp_sitedb *db;
    cleanpage_status st = CLEANPAGE_OK;

    for (; !st && *paths; paths++) {
        st = cp_sitedb_open(cx, *paths, CP_SITEDB_USE, &db);
        cp_sitedb_close(db);
    }
    return st;
}

static enum cp_exit
merge(int argc, char **argv)
{
    struct cp_ctx cx = { 0 };
    struct cp_sitedb *into = NULL;
    cleanpage_status st = check(&cx, argv + 1);

    (void)argc;
    if (!st)
        st = cp_sitedb_open(&cx, argv[0], CP_SITEDB_LEARN, &into);
    for (char **path = argv + 1; !st && *path; path++)
        st = merge_one(&cx, into, *path);
    if (!st)
        st = cp_sitedb_finish(into);
    cp_sitedb_close(into);
    return st ? complain(st, &cx) : CP_EXIT_OK;
}

enum cp_exit
cp_cmd_site(int argc, char **argv)
{
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        return show_help();
    if (argc >= 3 && argc <= 4 && strcmp(argv[1], "show") == 0)
        return show(argc - 2, argv + 2);
    if (argc >= 4 && strcmp(argv[1], "merge") == 0)
        return merge(argc - 2, argv + 2);
    cp_cli_say(NULL, usage);
    return CP_EXIT_USAGE;
}
