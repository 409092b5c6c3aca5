/* What an input is: see batch/kinds.h. */
#include "batch/kinds.h"

static const struct {
    const char *end;
    enum cp_source_kind kind;
    bool in_directories; /* there alone */
} ends[] = {
    { ".html", CP_SOURCE_PAGE, false },      { ".htm", CP_SOURCE_PAGE, false },
    { ".xhtml", CP_SOURCE_PAGE, false },     { ".xht", CP_SOURCE_PAGE, false },
    { ".html.gz", CP_SOURCE_PAGE, false },   { ".txt", CP_SOURCE_PAGE, true },
    { ".text", CP_SOURCE_PAGE, true },       { ".md", CP_SOURCE_PAGE, true },
    { ".jsonl", CP_SOURCE_JSONL, false },    { ".ndjson", CP_SOURCE_JSONL, false },
    { ".jsonl.gz", CP_SOURCE_JSONL, false }, { ".ndjson.gz", CP_SOURCE_JSONL, false },
    { ".warc", CP_SOURCE_WARC, false },      { ".warc.gz", CP_SOURCE_WARC, false },
    { ".wet.gz", CP_SOURCE_WARC, false },
};

static bool
ends_with(struct cp_slice name, struct cp_slice end)
{
    struct cp_slice tail = { name.p + name.n - end.n, end.n };

    return name.n > end.n && cp_slice_eq_nocase(tail, end);
}

enum cp_source_kind
cp_kind_of_name(const char *path, bool in_directory)
{
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if ((in_directory || !ends[i].in_directories) &&
            ends_with(cp_slice_of(path), cp_slice_of(ends[i].end)))
            return ends[i].kind;
    return CP_SOURCE_AUTO;
}

static bool
starts_with(struct cp_slice s, struct cp_slice start)
{
    return s.n >= start.n && memcmp(s.p, start.p, start.n) == 0;
}

enum cp_source_kind
cp_kind_of_bytes(struct cp_slice start, bool ends_with_nul)
{
    struct cp_slice text = start;

    if (starts_with(start, CP_LIT("WARC/")))
        return CP_SOURCE_WARC;
    if (starts_with(start, CP_LIT("\xFE\xFF")) || starts_with(start, CP_LIT("\xFF\xFE")))
        return CP_SOURCE_PAGE;
    if (starts_with(text, CP_LIT("\xEF\xBB\xBF")))
        text = (struct cp_slice){ text.p + 3, text.n - 3 };
    text = cp_slice_trim(text);
    if (starts_with(text, CP_LIT("{")))
        return CP_SOURCE_JSONL;
    if (starts_with(text, CP_LIT("<")))
        return CP_SOURCE_PAGE;
    if (starts_with(text, CP_LIT("%PDF-")) ||
        (!ends_with_nul && start.n && memchr(start.p, '\0', start.n)))
        return CP_SOURCE_AUTO;
    return CP_SOURCE_LIST;
}
