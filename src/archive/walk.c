/* The text files of an archive: see archive/walk.h. */
#include "archive/walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

/* The names in a directory that do not begin with a dot, sorted. */
struct names {
    char **v;
    size_t n;
};

static void
clear_names(struct names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->v[i]);
    free(names->v);
    *names = (struct names){ 0 };
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
add_name(struct names *names, size_t *room, const char *name)
{
    char *copy;

    if (names->n == *room) {
        size_t wanted = *room ? 2 * *room : 64;
        char **more = realloc(names->v, wanted * sizeof *more);

        if (!more)
            return ENOMEM;
        names->v = more;
        *room = wanted;
    }
    copy = strdup(name);
    if (!copy)
        return ENOMEM;
    names->v[names->n++] = copy;
    return 0;
}

/* One that is no directory has no names. */
static int
read_names(const char *path, struct names *names)
{
    DIR *d = opendir(path);
    const char *name;
    size_t room = 0;
    int error = 0, unread = 0;

    if (!d)
        return errno == ENOTDIR || errno == ENOENT ? 0 : errno;
    while (!error && (name = cp_dir_next(d, &unread)))
        if (name[0] != '.')
            error = add_name(names, &room, name);
    closedir(d);
    if (names->n)
        qsort(names->v, names->n, sizeof *names->v, by_name);
    return error ? error : unread;
}

static cleanpage_status
list(struct cp_archive *archive, struct cp_slice dir, struct names *names)
{
    struct cp_buf path = { 0 };
    int error = cp_archive_path(archive, &path, dir) ? read_names(path.p, names) : ENOMEM;

    cp_buf_clear(&path);
    return error ? cp_archive_fail(archive, dir, error) : CLEANPAGE_OK;
}

static bool
ends(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);

    return n > m && strcmp(name + n - m, end) == 0;
}

/* Calls for each name of a directory that ends so, or for all if `end` is NULL. */
static cleanpage_status
each_in(struct cp_archive *archive, struct cp_slice dir, const char *end, const char *end2,
        cp_walk_fn each, void *user)
{
    struct names names = { 0 };
    struct cp_buf path = { 0 };
    cleanpage_status st = list(archive, dir, &names);

    for (size_t i = 0; !st && i < names.n; i++) {
        if (end && !ends(names.v[i], end) && !ends(names.v[i], end2))
            continue;
        path.n = 0;
        cp_buf_put_slice(&path, dir);
        if (dir.n)
            cp_buf_putc(&path, '/');
        cp_buf_puts(&path, names.v[i]);
        st = cp_buf_str(&path) ? each(user, cp_buf_slice(&path))
                               : cp_fail(archive->cx, CLEANPAGE_NOMEM, "out of memory");
    }
    clear_names(&names);
    cp_buf_clear(&path);
    return st;
}

/* ------------------------------------------------------------------ three levels of
 * directories */

struct walking {
    struct cp_archive *archive;
    cp_walk_fn each;
    void *user;
};

static cleanpage_status
on_year(void *user, struct cp_slice path)
{
    struct walking *w = user;

    return each_in(w->archive, path, ".md", ".txt", w->each, w->user);
}

static cleanpage_status
on_feed(void *user, struct cp_slice path)
{
    struct walking *w = user;

    if (cp_slice_eq(path, CP_LIT("staging")) || cp_slice_eq(path, CP_LIT("raw")))
        return CLEANPAGE_OK;
    return each_in(w->archive, path, NULL, NULL, on_year, w);
}

cleanpage_status
cp_walk_texts(struct cp_archive *archive, cp_walk_fn each, void *user)
{
    struct walking w = { archive, each, user };

    return each_in(archive, CP_LIT(""), NULL, NULL, on_feed, &w);
}

cleanpage_status
cp_walk_raw(struct cp_archive *archive, cp_walk_fn each, void *user)
{
    return each_in(archive, CP_LIT("raw"), ".warc.gz", ".warc", each, user);
}
