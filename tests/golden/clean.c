/*
 * Cleans one file as if a server had sent it with a charset: the part of a fetch that the
 * command has no option for, because -E is the user's word and not the server's.
 *
 *     clean [--text] [-c CHARSET] [-u URL] FILE
 *
 * Writes the text to stdout. Exit status as of the command: 1 without text, 2 usage, 6 where
 * the page cannot be decoded, 8 where stdout cannot be written.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanpage.h"

/* Fixtures are small; a larger file is a mistake. */
#define MAX_BYTES (1024 * 1024)

static int
write_stdout(void *user, const char *data, size_t len)
{
    (void)user;
    return fwrite(data, 1, len, stdout) != len;
}

/* Returns the file's bytes, which the caller frees, or NULL. */
static char *
read_file(const char *path, size_t *len)
{
    char *bytes = malloc(MAX_BYTES);
    FILE *f = fopen(path, "rb");

    if (bytes && f) {
        *len = fread(bytes, 1, MAX_BYTES, f);
    } else {
        free(bytes);
        bytes = NULL;
    }
    if (f)
        fclose(f);
    return bytes;
}

/* Returns the exit status. */
static int
clean(cleanpage *cp, const char *bytes, size_t len, const cleanpage_options *opt)
{
    cleanpage_doc *doc = NULL;
    int result = 0;

    if (cleanpage_clean(cp, bytes, len, opt, &doc)) {
        fprintf(stderr, "clean: %s\n", cleanpage_message(cp));
        return 6;
    }
    if (!cleanpage_has_text(doc))
        result = 1;
    else if (cleanpage_render(doc, CLEANPAGE_TEXT, NULL, write_stdout, NULL) || fflush(stdout))
        result = 8;
    cleanpage_doc_free(doc);
    return result;
}

/* Reads the options; returns the file's name or NULL. */
static const char *
parse_args(int argc, char **argv, cleanpage_options *opt)
{
    int i = 1;

    opt->input = CLEANPAGE_INPUT_HTML;
    for (; i < argc - 1; i++) {
        if (strcmp(argv[i], "--text") == 0)
            opt->input = CLEANPAGE_INPUT_TEXT;
        else if (strcmp(argv[i], "-c") == 0)
            opt->charset = argv[++i];
        else if (strcmp(argv[i], "-u") == 0)
            opt->url = argv[++i];
        else
            return NULL;
    }
    return i == argc - 1 ? argv[i] : NULL;
}

int
main(int argc, char **argv)
{
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    const char *path = parse_args(argc, argv, &opt);
    cleanpage *cp = NULL;
    char *bytes = NULL;
    size_t len = 0;
    int result = 2;

    if (!path) {
        fputs("usage: clean [--text] [-c CHARSET] [-u URL] FILE\n", stderr);
        return 2;
    }
    bytes = read_file(path, &len);
    cp = cleanpage_new();
    if (bytes && cp)
        result = clean(cp, bytes, len, &opt);
    else
        fprintf(stderr, "clean: cannot read %s\n", path);
    cleanpage_free(cp);
    free(bytes);
    return result;
}
