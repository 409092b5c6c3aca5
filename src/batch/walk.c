/* The files of a directory and of those in it: see batch/walk.h. */
#include "batch/walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"

/* A directory that is open: its names, each with a NUL, and where they begin, sorted. */
struct level {
    struct cp_buf names;
    const char **sorted;
    size_t count, at;
    size_t path_n; /* bytes of the path up to and with its slash */
};

struct cp_walk {
    struct cp_buf path;
    struct level levels[CP_BATCH_DEPTH_MAX];
    size_t depth;
    bool has_begun;
};

struct cp_walk *
cp_walk_new(const char *directory)
{
    struct cp_walk *w = calloc(1, sizeof *w);

    if (!w)
        return NULL;
    cp_buf_puts(&w->path, directory);
    if (cp_buf_str(&w->path))
        return w;
    cp_walk_free(w);
    return NULL;
}

static void
level_clear(struct level *level)
{
    cp_buf_clear(&level->names);
    free(level->sorted);
    *level = (struct level){ 0 };
}

void
cp_walk_free(struct cp_walk *w)
{
    if (!w)
        return;
    while (w->depth)
        level_clear(&w->levels[--w->depth]);
    cp_buf_clear(&w->path);
    free(w);
}

/* ------------------------------------------------------------------ one directory */

/* Gives an errno; EFBIG for too many names. */
static int
read_names(struct level *level, const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    int error;

    if (!dir)
        return errno;
    level->names.max = CP_BATCH_NAMES_MAX;
    while (errno = 0, (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.') {
            cp_buf_put(&level->names, entry->d_name, strlen(entry->d_name) + 1);
            level->count++;
        }
    error = errno;
    closedir(dir);
    if (level->names.no_memory)
        return ENOMEM;
    return level->names.too_long ? EFBIG : error;
}

static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int
sort_names(struct level *level)
{
    const char *name = level->names.p;

    if (level->count == 0)
        return 0;
    level->sorted = malloc(level->count * sizeof *level->sorted);
    if (!level->sorted)
        return ENOMEM;
    for (size_t i = 0; i < level->count; i++) {
        level->sorted[i] = name;
        name += strlen(name) + 1;
    }
    qsort(level->sorted, level->count, sizeof *level->sorted, compare_names);
    return 0;
}

/* Enters the directory that the path names. */
static int
enter(struct cp_walk *w)
{
    struct level *level;
    int error;

    if (w->depth == CP_BATCH_DEPTH_MAX)
        return ELOOP;
    level = &w->levels[w->depth];
    error = read_names(level, w->path.p);
    if (!error)
        error = sort_names(level);
    if (error) {
        level_clear(level);
        return error;
    }
    if (w->path.n == 0 || w->path.p[w->path.n - 1] != '/')
        cp_buf_putc(&w->path, '/');
    level->path_n = w->path.n;
    w->depth++;
    return 0;
}

/* ------------------------------------------------------------------ from name to name */

/* To the path of the next name; false when all directories are at their end. */
static bool
step(struct cp_walk *w)
{
    struct level *level;

    while (w->depth) {
        level = &w->levels[w->depth - 1];
        if (level->at < level->count) {
            w->path.n = level->path_n;
            cp_buf_puts(&w->path, level->sorted[level->at++]);
            return cp_buf_str(&w->path);
        }
        level_clear(level);
        w->depth--;
    }
    return false;
}

static enum cp_walked
tell_trouble(int error, const char **trouble)
{
    *trouble = strerror(error);
    if (error == ELOOP)
        *trouble = "too many directories inside each other";
    if (error == EFBIG)
        *trouble = "too many files in one directory";
    return error == ENOMEM ? CP_WALKED_NO_MEMORY : CP_WALKED_TROUBLE;
}

enum cp_walked
cp_walk_next(struct cp_walk *w, const char **path, const char **trouble)
{
    struct stat st = { .st_mode = S_IFDIR };
    int error;

    for (;;) {
        if (w->has_begun && !step(w))
            return w->path.no_memory ? CP_WALKED_NO_MEMORY : CP_WALKED_END;
        *path = w->path.p;
        if (w->has_begun && lstat(w->path.p, &st) != 0)
            return tell_trouble(errno, trouble);
        w->has_begun = true;
        if (S_ISREG(st.st_mode))
            return CP_WALKED_FILE;
        error = S_ISDIR(st.st_mode) ? enter(w) : 0;
        *path = w->path.p;
        if (error)
            return tell_trouble(error, trouble);
    }
}
