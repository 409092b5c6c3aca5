/*
 * Articles as a directory of pages, to be read and searched in a browser without a server.
 *
 *     index.html               search, feeds and months
 *     2026-11/TITLE-ID.html    an article; undated/ for those without a date
 *     lists/f1-1.html          those of a feed, of a month (m1-1.html), 500 on a page
 *     search/                  site.js and the pieces of the index
 *     style.css, cleanpage-export.txt
 *
 * All is made in a directory beside the one asked for, which then takes its place.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/exporting.h"
#include "archive/names.h"
#include "archive/site.h"
#include "archive/sitepages.h"
#include "base/file.h"
#include "feed/text.h"

/* Documents of one file of titles. The same number is in site.js. */
#define BLOCK 256
/* By which a directory is known for an older export, which may be replaced. */
#define MARK "cleanpage-export.txt"

/* ------------------------------------------------------------------ files */

static cleanpage_status
fail(struct cp_ctx *cx, const char *path, int error)
{
    return cp_fail(cx, error == ENOMEM ? CLEANPAGE_NOMEM : CLEANPAGE_WRITE, "%s: %s", path,
                   strerror(error));
}

static cleanpage_status
make_dir(struct cp_ctx *cx, struct cp_site *s, const char *name)
{
    const char *path = cp_spool_path(&s->made, name);

    if (!path)
        return fail(cx, name, ENOMEM);
    return mkdir(path, 0777) == 0 || errno == EEXIST ? CLEANPAGE_OK : fail(cx, path, errno);
}

/* ------------------------------------------------------------------ pages */

/* "2026-11/", or "undated/". */
static void
name_month(char dir[16], struct cp_slice published)
{
    static const char shape[] = "dddd-dd";
    size_t i = 0;

    while (
        i < 7 && i < published.n &&
        (shape[i] == 'd' ? cp_is_digit((unsigned char)published.p[i]) : published.p[i] == '-'))
        i++;
    snprintf(dir, 16, "%.7s/", i == 7 ? published.p : "undated");
}

static void
put_file_name(struct cp_buf *out, const struct cp_export_article *a)
{
    cp_name_put_article(out, (struct cp_slice){ NULL, 0 }, a->title, a->url);
    cp_buf_putc(out, '-');
    cp_buf_put_u64(out, (uint64_t)a->id);
    cp_buf_puts(out, ".html");
}

static cleanpage_status
write_article(struct cp_ctx *cx, const struct cp_export *e, struct cp_site *s, const char *dir,
              const char *name, const struct cp_export_article *a)
{
    struct cp_buf *out = &s->text;

    out->n = 0;
    cp_site_put_head(out, a->language, cp_export_title(a), "../");
    cp_site_put_way_back(out, e);
    cp_buf_puts(out, "<main dir=\"auto\">\n<article>\n");
    cp_export_put_element(out, "h1", " dir=\"auto\"", cp_export_title(a));
    cp_export_put_byline(out, a);
    cp_export_put_body(out, a);
    cp_buf_puts(out, "\n</article>\n</main>\n</body>\n</html>\n");
    return cp_site_write(cx, s, dir, name, out);
}

/* ------------------------------------------------------------------ lists */

static void
put_item(struct cp_buf *out, const char *dir, const char *name,
         const struct cp_export_article *a, struct cp_slice note)
{
    cp_buf_puts(out, "<li><a dir=\"auto\" href=\"../");
    cp_buf_puts(out, dir);
    cp_buf_puts(out, name);
    cp_buf_puts(out, "\">");
    cp_feed_put_escaped(out, cp_export_title(a));
    cp_buf_puts(out, "</a> ");
    cp_export_put_element(out, "span", " class=\"quiet\"", note);
    cp_buf_puts(out, "</li>\n");
}

static cleanpage_status
list_article(struct cp_ctx *cx, struct cp_site *s, const char *dir, const char *name,
             const struct cp_export_article *a)
{
    struct cp_slice month = { dir, strlen(dir) - 1 };
    struct cp_slice feed = a->feed_name.n ? a->feed_name : CP_LIT("others");
    struct cp_slice title = a->feed_title.n ? a->feed_title : feed;
    cleanpage_status st;

    s->text.n = 0;
    put_item(&s->text, dir, name, a, cp_export_day(a->published));
    st = cp_buf_finish(cx, &s->text, "a list");
    if (!st)
        st = cp_sitelist_add(cx, &s->feeds, &s->spool, feed, title, cp_buf_slice(&s->text));
    s->text.n = 0;
    put_item(&s->text, dir, name, a, title);
    if (!st)
        st = cp_buf_finish(cx, &s->text, "a list");
    return st ? st
              : cp_sitelist_add(cx, &s->months, &s->spool, month, month,
                                cp_buf_slice(&s->text));
}

/* ------------------------------------------------------------------ titles for the search */

static cleanpage_status
write_block(struct cp_ctx *cx, struct cp_site *s)
{
    uint32_t number = (s->documents - 1) / BLOCK;
    char name[32];

    if (s->documents == 0)
        return CLEANPAGE_OK;
    cp_buf_puts(&s->block, "]);\n");
    snprintf(name, sizeof name, "d-%lu.js", (unsigned long)number);
    return cp_site_write(cx, s, "search/", name, &s->block);
}

static cleanpage_status
note_document(struct cp_ctx *cx, struct cp_site *s, const char *dir, const char *name,
              const struct cp_export_article *a)
{
    struct cp_buf *out = &s->block;
    struct cp_buf path = { 0 };
    cleanpage_status st = CLEANPAGE_OK;

    if (s->documents && s->documents % BLOCK == 0)
        st = write_block(cx, s);
    cp_buf_puts(&path, dir);
    cp_buf_puts(&path, name);
    if (s->documents % BLOCK == 0) {
        cp_buf_puts(out, "cpDocs(\"");
        cp_buf_put_u64(out, s->documents / BLOCK);
        cp_buf_puts(out, "\",[");
    }
    cp_buf_puts(out, s->documents % BLOCK ? ",\n[" : "\n[");
    cp_export_put_json(out, cp_export_title(a));
    cp_buf_putc(out, ',');
    cp_export_put_json(out, cp_buf_slice(&path));
    cp_buf_putc(out, ',');
    cp_export_put_json(out, cp_export_day(a->published));
    cp_buf_putc(out, ',');
    cp_export_put_json(out, a->feed_title);
    cp_buf_putc(out, ']');
    out->no_memory |= path.no_memory;
    cp_buf_clear(&path);
    return st;
}

/* ------------------------------------------------------------------ adding */

static cleanpage_status
add_under(struct cp_ctx *cx, struct cp_export *e, struct cp_site *s, const char *name,
          const struct cp_export_article *a)
{
    cleanpage_status st = CLEANPAGE_OK;
    char dir[16];

    name_month(dir, a->published);
    if (strncmp(dir, s->month, sizeof s->month - 1) != 0)
        st = make_dir(cx, s, dir);
    memcpy(s->month, dir, sizeof s->month - 1);
    if (!st)
        st = write_article(cx, e, s, dir, name, a);
    if (!st)
        st = list_article(cx, s, dir, name, a);
    if (!st)
        st = note_document(cx, s, dir, name, a);
    return st ? st : cp_siteindex_add(cx, &s->index, s->documents++, a->title, a->text);
}

static cleanpage_status
add(struct cp_ctx *cx, struct cp_export *e, const struct cp_export_article *a)
{
    struct cp_buf name = { 0 };
    cleanpage_status st;

    put_file_name(&name, a);
    if (cp_buf_str(&name))
        st = add_under(cx, e, e->own, name.p, a);
    else
        st = cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    cp_buf_clear(&name);
    return st;
}

/* ------------------------------------------------------------------ begin and end */

static cleanpage_status
write_slice(struct cp_ctx *cx, struct cp_site *s, const char *dir, const char *name,
            struct cp_slice text)
{
    s->text.n = 0;
    cp_buf_put_slice(&s->text, text);
    return cp_site_write(cx, s, dir, name, &s->text);
}

/* Not what a link leads to, which may be anywhere. */
static bool
is_own_directory(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Whether a directory has the mark of an older export, or nothing at all. */
static bool
is_ours(const char *path)
{
    DIR *dir = opendir(path);
    const char *name;
    bool has_mark = false, has_others = false;
    int error;

    while ((name = cp_dir_next(dir, &error))) {
        has_mark |= strcmp(name, MARK) == 0;
        has_others |= strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
    }
    if (dir)
        closedir(dir);
    return dir && (has_mark || (!has_others && !error));
}

static bool
may_replace(const char *path)
{
    struct stat st;

    if (lstat(path, &st) != 0)
        return errno == ENOENT;
    return is_own_directory(path) && is_ours(path);
}

static cleanpage_status
begin(struct cp_ctx *cx, struct cp_export *e)
{
    struct cp_site *s = e->own = calloc(1, sizeof *s);
    cleanpage_status st;

    if (!s)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    s->index.spool = &s->spool;
    cp_sitelist_init(&s->feeds, 'f');
    cp_sitelist_init(&s->months, 'm');
    while (strlen(e->path) > 1 && e->path[strlen(e->path) - 1] == '/')
        e->path[strlen(e->path) - 1] = '\0';
    if (!may_replace(e->path))
        return cp_fail(cx, CLEANPAGE_WRITE,
                       "%s: neither an empty directory nor an older export, and stays as it is",
                       e->path);
    st = cp_spool_open(cx, &s->spool, e->path);
    if (!st)
        st = cp_spool_open(cx, &s->made, e->path);
    if (!st)
        st = make_dir(cx, s, "search/");
    if (!st)
        st = make_dir(cx, s, "lists/");
    if (!st)
        st = write_slice(cx, s, "", "style.css", cp_site_style);
    return st ? st : write_slice(cx, s, "search/", "site.js", cp_site_script);
}

/* Removes what an export made, which is never deeper than two levels. */
static void
remove_export(const char *path)
{
    struct cp_spool top = { 0 };
    DIR *dir = opendir(path);
    struct dirent *entry;

    cp_buf_puts(&top.dir, path);
    cp_buf_puts(&top.dir, "/");
    while (dir && (entry = readdir(dir))) {
        struct cp_spool below = { 0 };

        if (entry->d_name[0] == '.')
            continue;
        cp_buf_puts(&below.dir, path);
        cp_buf_puts(&below.dir, "/");
        cp_buf_puts(&below.dir, entry->d_name);
        if (cp_buf_str(&below.dir) && is_own_directory(below.dir.p))
            cp_buf_puts(&below.dir, "/");
        else
            below.dir.n = 0;
        cp_spool_close(&below);
    }
    if (dir)
        closedir(dir);
    cp_spool_close(&top);
}

static mode_t
usual_mode(void)
{
    mode_t mask = umask(0);

    umask(mask);
    return 0777 & ~mask;
}

/* Puts the directory in the place of an older one, which comes back if that fails. */
static int
swap(const char *made, const char *path, const char *old)
{
    bool had_old = rename(path, old) == 0;
    int error = had_old || errno == ENOENT ? 0 : errno;

    if (!error && rename(made, path) != 0) {
        error = errno;
        if (had_old)
            rename(old, path);
    }
    return error;
}

static cleanpage_status
give_name(struct cp_ctx *cx, struct cp_site *s, const char *path)
{
    const char *made = cp_spool_path(&s->made, "");
    const char *old = cp_spool_path(&s->spool, "old");
    int error;

    if (!made || !old)
        return fail(cx, path, ENOMEM);
    if (chmod(made, usual_mode()) != 0)
        return fail(cx, path, errno);
    /* A flush for each of many thousand files would take minutes. */
    sync();
    error = swap(made, path, old);
    if (error)
        return fail(cx, path, error);
    s->made.dir.n = 0;
    remove_export(old);
    error = cp_dir_sync(path);
    return error ? fail(cx, path, error) : CLEANPAGE_OK;
}

static cleanpage_status
end(struct cp_ctx *cx, struct cp_export *e)
{
    struct cp_site *s = e->own;
    cleanpage_status st = write_block(cx, s);

    cp_sitelist_sort(&s->feeds, false);
    cp_sitelist_sort(&s->months, true);
    if (!st)
        st = cp_site_write_lists(cx, e, s, &s->feeds);
    if (!st)
        st = cp_site_write_lists(cx, e, s, &s->months);
    if (!st)
        st = cp_site_write_index(cx, e, s);
    if (!st)
        st = cp_siteindex_finish(cx, &s->index, &s->made, "search/");
    if (!st)
        st = write_slice(cx, s, "", MARK,
                         CP_LIT("Made by cleanpage, which may replace this "
                                "directory.\n"));
    return st ? st : give_name(cx, s, e->path);
}

static void
drop(struct cp_export *e)
{
    struct cp_site *s = e->own;

    if (s->made.dir.n) {
        s->made.dir.n--;
        if (cp_buf_str(&s->made.dir))
            remove_export(s->made.dir.p);
        s->made.dir.n = 0;
    }
    cp_spool_close(&s->made);
    cp_spool_close(&s->spool);
    cp_siteindex_clear(&s->index);
    cp_sitelist_clear(&s->feeds);
    cp_sitelist_clear(&s->months);
    cp_buf_clear(&s->text);
    cp_buf_clear(&s->block);
    free(s);
}

const struct cp_export_kind cp_export_html = {
    .begin = begin, .add = add, .end = end, .drop = drop
};
