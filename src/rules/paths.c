#include "rules/paths.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

/* Adds dir/name, or dir alone if name is NULL. */
static bool
add(struct cp_rule_paths *paths, const char *dir, const char *name)
{
    size_t n = strlen(dir), n_name = name ? strlen(name) + 1 : 0;
    char *path;

    if (paths->n == paths->cap) {
        size_t cap = paths->cap ? paths->cap * 2 : 8;
        char **v = realloc(paths->v, cap * sizeof *v);
        if (!v)
            return false;
        paths->v = v;
        paths->cap = cap;
    }
    path = malloc(n + n_name + 1);
    if (!path)
        return false;
    memcpy(path, dir, n + 1);
    if (name) {
        path[n] = '/';
        memcpy(path + n + 1, name, n_name);
    }
    paths->v[paths->n++] = path;
    return true;
}

static bool
is_rule_file(const char *name)
{
    size_t n = strlen(name);

    return *name != '.' && n > 6 && strcmp(name + n - 6, ".rules") == 0;
}

/* Not alphasort, which would look at the locale. */
static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static cleanpage_status
find_in_directory(struct cp_ctx *cx, struct cp_rule_paths *paths, const char *path)
{
    DIR *dir = opendir(path);
    const char *name;
    bool fits = true;
    int error = 0;

    if (!dir)
        return cp_fail(cx, CLEANPAGE_READ, "%s: %s", path, strerror(errno));
    while (fits && (name = cp_dir_next(dir, &error)))
        if (is_rule_file(name))
            fits = add(paths, path, name);
    closedir(dir);
    if (error)
        return cp_fail(cx, CLEANPAGE_READ, "%s: %s", path, strerror(error));
    if (!fits)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    if (paths->n)
        qsort(paths->v, paths->n, sizeof *paths->v, compare_names);
    return CLEANPAGE_OK;
}

cleanpage_status
cp_rule_paths_find(struct cp_ctx *cx, struct cp_rule_paths *paths, const char *path)
{
    struct stat info;

    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return find_in_directory(cx, paths, path);
    return add(paths, path, NULL) ? CLEANPAGE_OK
                                  : cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
}

void
cp_rule_paths_clear(struct cp_rule_paths *paths)
{
    for (size_t i = 0; i < paths->n; i++)
        free(paths->v[i]);
    free(paths->v);
    *paths = (struct cp_rule_paths){ 0 };
}
