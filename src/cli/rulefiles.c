/* Finding and loading rule files: see cli/rulefiles.h. */
#include "cli/rulefiles.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"

#define RULES_DIR "/cleanpage/rules.d"

static enum cp_exit
load(cleanpage *cp, const char *path)
{
    if (cleanpage_load_rules(cp, path) == CLEANPAGE_OK)
        return CP_EXIT_OK;
    cp_cli_say(NULL, cleanpage_message(cp));
    return CP_EXIT_RULES;
}

/* Loads base/tail/RULES_DIR if it is there. */
static enum cp_exit
load_dir(cleanpage *cp, const char *base, const char *tail)
{
    struct cp_buf path = { 0 };
    struct stat info;
    enum cp_exit st = CP_EXIT_OK;

    cp_buf_puts(&path, base);
    cp_buf_puts(&path, tail);
    cp_buf_puts(&path, RULES_DIR);
    if (!cp_buf_str(&path)) {
        cp_cli_say(NULL, "out of memory");
        st = CP_EXIT_LIMIT;
    } else if (stat(path.p, &info) == 0) {
        st = load(cp, path.p);
    } else if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) {
        /* A home that one may not enter is somebody else's, as under sudo. */
        cp_cli_say(path.p, strerror(errno));
        st = CP_EXIT_RULES;
    }
    cp_buf_clear(&path);
    return st;
}

static enum cp_exit
load_system(cleanpage *cp)
{
    enum cp_exit st = load_dir(cp, "/etc", "");

    if (!st && strcmp(SYSCONFDIR, "/etc") != 0)
        st = load_dir(cp, SYSCONFDIR, "");
    return st;
}

/* A relative XDG_CONFIG_HOME is to be ignored, says the specification. */
static enum cp_exit
load_user(cleanpage *cp)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

    if (config && *config == '/')
        return load_dir(cp, config, "");
    if (home && *home == '/')
        return load_dir(cp, home, "/.config");
    return CP_EXIT_OK;
}

static enum cp_exit
load_environment(cleanpage *cp)
{
    const char *list = getenv("CLEANPAGE_RULES");
    enum cp_exit st = CP_EXIT_OK;

    while (!st && list && *list) {
        size_t n = strcspn(list, ":");
        char *path = n ? strndup(list, n) : NULL;

        if (path) {
            st = load(cp, path);
        } else if (n) {
            cp_cli_say(NULL, "out of memory");
            st = CP_EXIT_LIMIT;
        }
        free(path);
        list += n + (list[n] == ':');
    }
    return st;
}

enum cp_exit
cp_rulefiles_load(cleanpage *cp, const struct cp_args *given)
{
    enum cp_exit st = load_system(cp);

    if (!st)
        st = load_user(cp);
    if (!st)
        st = load_environment(cp);
    for (size_t i = 0; !st && i < given->n; i++)
        st = load(cp, given->v[i]);
    return st;
}
