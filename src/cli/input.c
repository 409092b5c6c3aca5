/* Telling URLs from files, and reading those: see cli/input.h. */
#include "cli/input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/slice.h"

/* Letters, digits, "+", "-" and "." before "://". */
static struct cp_slice
scheme_of(const char *argument)
{
    const char *colon = strstr(argument, "://"), *p;

    if (!colon || !cp_is_alpha((unsigned char)*argument))
        return (struct cp_slice){ 0 };
    for (p = argument; p < colon; p++)
        if (!cp_is_alpha((unsigned char)*p) && !cp_is_digit((unsigned char)*p) &&
            !strchr("+-.", *p))
            return (struct cp_slice){ 0 };
    return (struct cp_slice){ argument, (size_t)(colon - argument) };
}

enum cp_input_kind
cp_input_kind_of(const char *argument)
{
    struct cp_slice scheme = scheme_of(argument);

    if (strcmp(argument, "-") == 0)
        return CP_INPUT_STDIN;
    if (scheme.n == 0)
        return CP_INPUT_FILE;
    if (cp_slice_eq_nocase(scheme, CP_LIT("http")) ||
        cp_slice_eq_nocase(scheme, CP_LIT("https")))
        return CP_INPUT_URL;
    return CP_INPUT_FOREIGN;
}

void
cp_input_name(const char *argument, struct cp_buf *name)
{
    size_t scheme = scheme_of(argument).n;
    const char *host = argument, *at;

    if (cp_input_kind_of(argument) == CP_INPUT_STDIN)
        argument = host = "stdin";
    if (scheme) {
        host += scheme + 3;
        cp_buf_put(name, argument, scheme + 3);
        at = memchr(host, '@', strcspn(host, "/?#"));
        host = at ? at + 1 : host;
    }
    cp_buf_puts(name, host);
}

static bool
is_page_extension(const char *dot)
{
    static const char *const known[] = { ".html", ".htm", ".xhtml", ".txt", ".text", ".md" };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (cp_slice_eq_nocase(cp_slice_of(dot), cp_slice_of(known[i])))
            return true;
    return false;
}

/* "example.org" or "www.example.org/page": labels with dots, the last of letters. */
static bool
looks_like_host(const char *argument)
{
    size_t n = strcspn(argument, "/:");
    const char *p, *dot = NULL;

    for (p = argument; p < argument + n; p++) {
        if (*p == '.')
            dot = p;
        else if (!cp_is_alpha((unsigned char)*p) && !cp_is_digit((unsigned char)*p) &&
                 *p != '-')
            return false;
    }
    if (!dot || dot == argument || p - dot < 3 || !cp_is_alpha((unsigned char)dot[1]))
        return false;
    return argument[n] || !is_page_extension(dot);
}

/* One byte past the ceiling is asked for, to tell an input of just so many from a longer one. */
static cleanpage_status
read_stdin(struct cp_ctx *cx, struct cp_buf *bytes)
{
    size_t max = bytes->max;
    ssize_t n = 0;

    bytes->max = max + 1;
    do {
        char *to = cp_buf_reserve(bytes, 1);
        size_t room = bytes->cap - bytes->n;

        if (!to)
            break;
        if (room > bytes->max - bytes->n)
            room = bytes->max - bytes->n;
        n = cp_read_some(STDIN_FILENO, to, room);
        if (n > 0)
            bytes->n += (size_t)n;
    } while (bytes->n <= max && n > 0);
    bytes->max = max;
    bytes->too_long = bytes->n > max;
    if (!cp_buf_failed(bytes) && n < 0)
        return cp_fail(cx, CLEANPAGE_READ, "stdin: %s", strerror(errno));
    return cp_buf_finish(cx, bytes, "stdin");
}

cleanpage_status
cp_input_read(struct cp_ctx *cx, const char *argument, size_t max, struct cp_buf *bytes)
{
    cleanpage_status st;

    bytes->max = max;
    if (cp_input_kind_of(argument) == CP_INPUT_STDIN)
        return read_stdin(cx, bytes);
    st = cp_buf_read_file(cx, bytes, argument);
    if (st == CLEANPAGE_READ && access(argument, F_OK) != 0 && looks_like_host(argument))
        return cp_fail(cx, st, "%s: no such file; a page is given as https://%s", argument,
                       argument);
    return st;
}
