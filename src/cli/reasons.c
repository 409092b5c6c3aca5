/* The report beside the text: see cli/reasons.h. */
#include "cli/reasons.h"

#include "cli/output.h"

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

enum cp_exit
cp_render_or_say(const char *name, const cleanpage_doc *doc, cleanpage_format format,
                 const cleanpage_layout *layout, struct cp_buf *out)
{
    cleanpage_status st = cleanpage_render(doc, format, layout, append, out);

    if (st == CLEANPAGE_BADARG)
        cp_cli_say(name, "this build cannot write that: it has no jansson");
    else if (st)
        cp_cli_say(name, "out of memory");
    return st == CLEANPAGE_WRITE ? CP_EXIT_LIMIT : cp_exit_of(st);
}

enum cp_exit
cp_report_write(const char *path, struct cp_slice report)
{
    struct cp_output file = { .path = path };
    enum cp_exit st = cp_output_put(&file, report);

    if (!st)
        st = cp_output_finish(&file);
    cp_output_clear(&file);
    return st;
}
