#include <stdio.h>
#include <cleanpage.h>
static int put(void *to, const char *text, size_t n) { return fwrite(text, 1, n, (FILE *)to) != n; }
int main(int argc, char **argv) {
    cleanpage_doc *doc = NULL;
    cleanpage *cp = argc == 2 ? cleanpage_new() : NULL;
    if (!cp || cleanpage_fetch(cp, argv[1], NULL, &doc))
        return fprintf(stderr, "%s\n", cp ? cleanpage_message(cp) : "usage: clean URL"), 1;
    cleanpage_render(doc, CLEANPAGE_TEXT, NULL, put, stdout);
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
}
