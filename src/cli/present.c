#include "cli/present.h"

#include <string.h>

#include "base/fail.h"
#include "cli/fields.h"
#include "cli/template.h"

/* ------------------------------------------------------------------ making ready */

static enum cp_exit
refuse(const char *option, struct cp_buf *why)
{
    cp_cli_say(option, cp_buf_str(why) ? why->p : "out of memory");
    cp_buf_clear(why);
    return CP_EXIT_USAGE;
}

static enum cp_exit
check_fields(const struct cp_args *fields)
{
    struct cp_buf why = { 0 };

    for (size_t i = 0; i < fields->n; i++)
        if (!cp_field_check(cp_slice_of(fields->v[i]), &why))
            return refuse("--select", &why);
    return CP_EXIT_OK;
}

/* The template itself, or behind an @ the file that holds it. */
static enum cp_exit
read_template(struct cp_present *present, const char *argument)
{
    struct cp_buf why = { 0 };
    struct cp_ctx cx = { 0 };
    cleanpage_status st = CLEANPAGE_OK;

    present->template.max = CP_INPUT_MAX;
    if (*argument == '@')
        st = cp_buf_read_file(&cx, &present->template, argument + 1);
    else
        cp_buf_puts(&present->template, argument);
    if (st)
        cp_cli_say(NULL, cx.message);
    else if (!cp_template_check(cp_buf_slice(&present->template), &why))
        return refuse("--template", &why);
    return cp_exit_of(st);
}

enum cp_exit
cp_present_init(struct cp_present *present, const struct cp_settings *settings)
{
    *present = (struct cp_present){ .settings = settings };
    if (settings->template)
        return read_template(present, settings->template);
    if (settings->select.n)
        return check_fields(&settings->select);
    present->between = settings->format->between;
    return CP_EXIT_OK;
}

void
cp_present_clear(struct cp_present *present)
{
    cp_buf_clear(&present->template);
}

/* ------------------------------------------------------------------ one page */

static bool
has_note(const cleanpage_doc *doc, const char *start)
{
    const char *note;

    for (size_t i = 0; (note = cleanpage_note(doc, i)); i++)
        if (strncmp(note, start, strlen(start)) == 0)
            return true;
    return false;
}

/* Of a page that was cut nobody knows whether it has a text. */
static enum cp_exit
miss_text(const char *name, const cleanpage_doc *doc)
{
    cleanpage_info info = CLEANPAGE_INFO_INIT;

    cleanpage_get_info(doc, &info);
    if (info.truncated) {
        cp_cli_say(name, "no main content found before the limit that the page was cut at");
        return CP_EXIT_LIMIT;
    }
    cp_cli_say(name, has_note(doc, "needs-rendering:")
                         ? "no main content found: the page needs rendering"
                         : "no main content found");
    return CP_EXIT_NO_TEXT;
}

static enum cp_exit
miss_field(const char *name, const char *field)
{
    struct cp_buf cause = { 0 };

    cp_buf_puts(&cause, "no ");
    cp_buf_puts(&cause, field);
    cp_buf_puts(&cause, " found");
    cp_cli_say(name, cp_buf_str(&cause) ? cause.p : "field not found");
    cp_buf_clear(&cause);
    return CP_EXIT_NO_TEXT;
}

/* Each value on a line of its own. */
static enum cp_exit
put_selected(const struct cp_present *present, const char *name, const cleanpage_doc *doc,
             struct cp_buf *out)
{
    const struct cp_args *fields = &present->settings->select;
    enum cp_exit st = CP_EXIT_OK;

    for (size_t i = 0; i < fields->n; i++) {
        struct cp_slice field = cp_slice_of(fields->v[i]);

        if (cp_field_put(out, doc, &present->settings->layout, field, CP_LIT("\n")))
            cp_buf_putc(out, '\n');
        else
            st = cp_field_is_text(field) ? miss_text(name, doc) : miss_field(name, field.p);
    }
    return st;
}

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

static enum cp_exit
put_formatted(const struct cp_present *present, const char *name, const cleanpage_doc *doc,
              struct cp_buf *out)
{
    const struct cp_format *format = present->settings->format;

    if (cleanpage_render(doc, format->format, &present->settings->layout, append, out)) {
        out->no_memory = true;
        return CP_EXIT_LIMIT;
    }
    if (!cleanpage_has_text(doc) && (out->n == 0 || format->is_always))
        return miss_text(name, doc);
    return CP_EXIT_OK;
}

static enum cp_exit
put_template(const struct cp_present *present, const char *name, const cleanpage_doc *doc,
             struct cp_buf *out)
{
    bool lacks_text;

    cp_template_put(out, cp_buf_slice(&present->template), doc, &present->settings->layout,
                    &lacks_text);
    return lacks_text ? miss_text(name, doc) : CP_EXIT_OK;
}

enum cp_exit
cp_present_page(const struct cp_present *present, const char *name, const cleanpage_doc *doc,
                struct cp_buf *out)
{
    enum cp_exit st;

    if (present->settings->template)
        st = put_template(present, name, doc, out);
    else if (present->settings->select.n)
        st = put_selected(present, name, doc, out);
    else
        st = put_formatted(present, name, doc, out);
    if (cp_buf_failed(out)) {
        cp_cli_say(name, "out of memory");
        cp_buf_clear(out);
        st = CP_EXIT_LIMIT;
    }
    return st;
}
