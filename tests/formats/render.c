/*
 * Renders pages in every format, for the tests that read the output back: one program for
 * hundreds of pages, since starting the command takes longer than cleaning a page.
 *
 *     render DIRECTORY FILE...
 *
 * Writes DIRECTORY/NAME.txt, .md, .html, .xml, .json, .jsonl, .explain, .report.html and .yaml.md (with front matter), NAME
 * being that of the file up to its first dot; and NAME.plain.md, .plain.html and .plain.xml, without what the formats
 * show in ways of their own (pictures, formulas, footnotes). Prints the names of pages without
 * main content. Exit status 1 if a page cannot be cleaned or a format fails.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanpage.h"

#define MAX_BYTES (4u << 20)
#define BASE "https://example.org/dir/page?q=1"
#define NOT_PLAIN (CLEANPAGE_IMAGES | CLEANPAGE_MATH | CLEANPAGE_FOOTNOTES)

static const struct {
    const char *suffix;
    cleanpage_format format;
    unsigned flags, without;
    int links;
} outputs[] = {
    { "txt", CLEANPAGE_TEXT, 0, 0, 0 },
    { "md", CLEANPAGE_MARKDOWN, 0, 0, 0 },
    { "html", CLEANPAGE_HTML, 0, 0, 0 },
    { "xml", CLEANPAGE_XML, 0, 0, 0 },
    { "json", CLEANPAGE_JSON, 0, 0, 0 },
    { "jsonl", CLEANPAGE_JSONL, 0, 0, 0 },
    { "explain", CLEANPAGE_EXPLAIN, 0, 0, 0 },
    { "report.html", CLEANPAGE_REPORT, 0, 0, 0 },
    { "yaml.md", CLEANPAGE_MARKDOWN, CLEANPAGE_FRONT_MATTER, 0, 0 },
    { "untitled.txt", CLEANPAGE_TEXT, CLEANPAGE_NO_TITLE, 0, 0 },
    { "plain.txt", CLEANPAGE_TEXT, 0, NOT_PLAIN, 0 },
    { "plain.md", CLEANPAGE_MARKDOWN, 0, NOT_PLAIN, 0 },
    { "plain.html", CLEANPAGE_HTML, 0, NOT_PLAIN, 0 },
    { "plain.xml", CLEANPAGE_XML, 0, NOT_PLAIN, 0 },
    { "references.md", CLEANPAGE_MARKDOWN, 0, NOT_PLAIN, CLEANPAGE_LINKS_REFERENCE },
};

static int
write_file(void *user, const char *data, size_t len)
{
    return fwrite(data, 1, len, user) != len;
}

static int
render(const cleanpage_doc *doc, const char *directory, const char *name, size_t i)
{
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    cleanpage_status st;
    char path[1024];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s.%s", directory, name, outputs[i].suffix);
    f = fopen(path, "wb");
    if (!f)
        return 1;
    layout.flags = outputs[i].flags;
    layout.without = outputs[i].without;
    layout.links = outputs[i].links;
    st = cleanpage_render(doc, outputs[i].format, &layout, write_file, f);
    if (fclose(f))
        return 1;
    /* A library without jansson has no JSON, and cannot tell reasons. */
    if (st == CLEANPAGE_BADARG && !cleanpage_has_format(outputs[i].format))
        return remove(path);
    if (st)
        fprintf(stderr, "render: %s: status %d\n", path, (int)st);
    return st != CLEANPAGE_OK;
}

static size_t
read_file(const char *path, char *bytes)
{
    FILE *f = fopen(path, "rb");
    size_t n = f ? fread(bytes, 1, MAX_BYTES, f) : 0;

    if (f)
        fclose(f);
    return n;
}

static int
run(cleanpage *cp, const char *directory, const char *path, char *bytes)
{
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    const char *base = strrchr(path, '/');
    cleanpage_doc *doc = NULL;
    char name[256];
    int failed = 0;

    snprintf(name, sizeof name, "%s", base ? base + 1 : path);
    name[strcspn(name, ".")] = '\0';
    opt.url = BASE;
    opt.input = CLEANPAGE_INPUT_HTML;
    opt.flags = CLEANPAGE_TRACE;
    if (cleanpage_clean(cp, bytes, read_file(path, bytes), &opt, &doc)) {
        fprintf(stderr, "render: %s: %s\n", path, cleanpage_message(cp));
        return 1;
    }
    if (!cleanpage_has_text(doc))
        puts(name);
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++)
        failed |= render(doc, directory, name, i);
    cleanpage_doc_free(doc);
    return failed;
}

int
main(int argc, char **argv)
{
    cleanpage *cp = cleanpage_new();
    char *bytes = malloc(MAX_BYTES);
    int failed = !cp || !bytes || argc < 3;

    for (int i = 2; !failed && i < argc; i++)
        failed = run(cp, argv[1], argv[i], bytes);
    free(bytes);
    cleanpage_free(cp);
    return failed;
}
