#include <inttypes.h>
#include <stdio.h>
#include <cleanpage.h>

/* The bytes of a file; 0 if there are none, or it cannot be read. */
static size_t read_file(const char *name, char *bytes, size_t size) {
    FILE *file = fopen(name, "rb");
    size_t n = file ? fread(bytes, 1, size, file) : 0;

    if (file)
        fclose(file);
    return n;
}

int main(int argc, char **argv) {
    static char bytes[1000000];
    size_t n = argc == 2 ? read_file(argv[1], bytes, sizeof bytes) : 0;
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage_block_info block = CLEANPAGE_BLOCK_INFO_INIT;
    cleanpage_doc *doc = NULL;
    cleanpage *cp = cleanpage_new();
    const char *author;

    opt.url = "https://gazette.example/";
    opt.flags = CLEANPAGE_TRACE;
    if (!cp || cleanpage_load_rules(cp, "examples/gazette.rules") ||
        cleanpage_clean(cp, bytes, n, &opt, &doc)) {
        fprintf(stderr, "%s\n", cp ? cleanpage_message(cp) : "out of memory");
        cleanpage_free(cp);
        return 1;
    }
    for (size_t i = 0; (author = cleanpage_field(doc, "author", i)); i++)
        printf("%s (%s)\n", author, cleanpage_field_source(doc, "author", i));
    for (size_t i = 0; cleanpage_block(doc, i, &block); i++)
        printf("%s %3" PRIu64 " words by %s%s%s\n", block.keep ? "keep" : "drop", block.words,
               block.reason, block.rule_text ? ": " : "", block.rule_text ? block.rule_text : "");
    cleanpage_doc_free(doc);
    cleanpage_free(cp);
}
