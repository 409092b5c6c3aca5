/*
 * A robots.txt of one rule: the first line is its pattern, the second a path. It forbids the
 * path if the pattern matches it as RFC 9309, 2.2.3, says, tried here in the plain way.
 *
 * Whole files are fuzz_crawl's.
 */
#include "base/buf.h"
#include "crawl/robots.h"
#include "fuzz.h"

#define MAX 200

/* Letters that are neither escaped nor a part of the file's syntax. */
static struct cp_slice
make_plain(struct cp_slice from, const char *letters, char to[MAX + 1])
{
    size_t n = 1;

    to[0] = '/';
    for (size_t i = 0; i < from.n && n < MAX; i++)
        to[n++] = letters[(unsigned char)from.p[i] % strlen(letters)];
    return (struct cp_slice){ to, n };
}

/* reach[k]: whether the pattern up to here can have used up the path's first k bytes. */
static bool
matches(struct cp_slice pattern, struct cp_slice path)
{
    bool reach[MAX + 1] = { true }, next[MAX + 1];

    for (size_t i = 0; i < pattern.n; i++) {
        if (pattern.p[i] == '$' && i + 1 == pattern.n)
            return reach[path.n];
        for (size_t k = 0; k <= path.n; k++) {
            if (pattern.p[i] == '*')
                next[k] = reach[k] || (k && next[k - 1]);
            else
                next[k] = k && reach[k - 1] && path.p[k - 1] == pattern.p[i];
        }
        memcpy(reach, next, path.n + 1);
    }
    for (size_t k = 0; k <= path.n; k++)
        if (reach[k])
            return true;
    return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_slice in = { (const char *)data, size };
    char pattern_text[MAX + 1], path_text[MAX + 1];
    struct cp_slice pattern = make_plain(fuzz_line(&in), "ab/*$.", pattern_text);
    struct cp_slice path = make_plain(in, "ab/.?", path_text);
    struct cp_robots robots;
    struct cp_buf file = { 0 };
    bool forbids = matches(pattern, path);

    cp_buf_puts(&file, "User-agent: *\nDisallow: ");
    cp_buf_put_slice(&file, pattern);
    require(cp_robots_parse(&robots, cp_buf_slice(&file), CP_LIT("cleanpage")));
    require(cp_robots_allow(&robots, path) == !forbids);
    cp_robots_clear(&robots);
    /* The longer pattern wins, and of two alike the one that allows. */
    cp_buf_puts(&file, "\nAllow: ");
    cp_buf_put_slice(&file, pattern);
    require(cp_robots_parse(&robots, cp_buf_slice(&file), CP_LIT("cleanpage")));
    require(cp_robots_allow(&robots, path));
    cp_robots_clear(&robots);
    cp_buf_clear(&file);
    return 0;
}
