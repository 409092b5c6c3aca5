#include <stdio.h>
#include <string.h>

#include "cleanpage.h"

static int
put(void *user, const char *data, size_t len)
{
    return fwrite(data, 1, len, user) != len;
}

int
main(int argc, char **argv)
{
    static char bytes[11 << 20];
    cleanpage *cp = cleanpage_new();
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    int failed = 0;

    for (int i = 1; i < argc; i++) {
        cleanpage_doc *doc;
        size_t n;
        FILE *f;
        if (strcmp(argv[i], "--no-title") == 0) {
            layout.flags |= CLEANPAGE_NO_TITLE;
            continue;
        }
        if (strcmp(argv[i], "-u") == 0) {
            opt.url = argv[++i];
            continue;
        }
        f = strcmp(argv[i], "-") ? fopen(argv[i], "rb") : stdin;
        if (!f)
            return 3;
        n = fread(bytes, 1, sizeof bytes, f);
        fclose(f);
        if (cleanpage_clean(cp, bytes, n, &opt, &doc)) {
            fprintf(stderr, "cleanpage: %s: %s\n", argv[i], cleanpage_message(cp));
            failed = 6;
            continue;
        }
        cleanpage_render(doc, CLEANPAGE_TEXT, &layout, put, stdout);
        cleanpage_doc_free(doc);
    }
    cleanpage_free(cp);
    return failed;
}
