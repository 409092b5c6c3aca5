#include "cli/formats.h"

#include <string.h>

/* Where the explanations begin. */
#define HELP_COLUMN 10

static const struct cp_format formats[] = {
    { "text", "", "txt", "plain text", "\n", CLEANPAGE_TEXT, false, true, false },
    { "markdown", "md", "md markdown", "CommonMark, with tables as GitHub has them", "\n",
      CLEANPAGE_MARKDOWN, false, true, false },
    { "html", "", "html htm xhtml", "an HTML document of the content alone, safe to open", "",
      CLEANPAGE_HTML, true, false, false },
    { "xml", "tei", "xml tei", "TEI", "", CLEANPAGE_XML, true, false, false },
    { "json", "", "json", "an object with text and metadata", "", CLEANPAGE_JSON, false, false,
      true },
    { "jsonl", "ndjson", "jsonl ndjson", "the same, on one line for each page", "",
      CLEANPAGE_JSONL, false, false, true },
    { "explain", "", "", "why each block was kept or dropped, as JSON Lines", "",
      CLEANPAGE_EXPLAIN, false, false, true },
};

#define FORMATS (sizeof formats / sizeof *formats)

static bool
has_word(const char *words, struct cp_slice word)
{
    struct cp_slice rest = cp_slice_of(words), next;

    while (cp_slice_word(&rest, &next))
        if (cp_slice_eq_nocase(next, word))
            return true;
    return false;
}

const struct cp_format *
cp_format_named(struct cp_slice name)
{
    for (size_t i = 0; i < FORMATS; i++)
        if (cp_slice_eq(cp_slice_of(formats[i].name), name) ||
            has_word(formats[i].other_names, name))
            return &formats[i];
    return NULL;
}

const struct cp_format *
cp_format_of_file(const char *path)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');

    for (size_t i = 0; dot && i < FORMATS; i++)
        if (has_word(formats[i].extensions, cp_slice_of(dot + 1)))
            return &formats[i];
    return NULL;
}

void
cp_formats_list(struct cp_buf *out)
{
    for (size_t i = 0; i < FORMATS; i++) {
        if (!cleanpage_has_format(formats[i].format))
            continue;
        cp_buf_puts(out, formats[i].name);
        cp_buf_put_repeat(out, ' ', HELP_COLUMN - strlen(formats[i].name));
        cp_buf_puts(out, formats[i].help);
        cp_buf_putc(out, '\n');
    }
}
