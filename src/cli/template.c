#include "cli/template.h"

#include <string.h>

#include "cli/fields.h"

/* The check is a run without a page, which writes nothing. */
struct filling {
    const char *at, *end;
    const cleanpage_doc *doc; /* NULL: only checked */
    const cleanpage_layout *layout;
    struct cp_buf *out;
    struct cp_buf *why;
    unsigned depth;   /* of conditions that are open */
    unsigned skipped; /* depth of the outermost that does not hold; 0: none */
    bool lacks_text;
};

static bool
wrong(struct filling *f, const char *cause)
{
    cp_buf_puts(f->why, cause);
    return false;
}

static void
put(struct filling *f, char c)
{
    if (f->doc && !f->skipped)
        cp_buf_putc(f->out, c);
}

/* The character that a backslash and `c` stand for; 0 if they are just that. */
static char
unescape(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case '\\':
    case '{':
    case '}':
        return c;
    default:
        return 0;
    }
}

/* Takes one character of text, as it is meant. */
static char
take(struct filling *f)
{
    char c = *f->at++, meant = 0;

    if (c == '\\' && f->at < f->end)
        meant = unescape(*f->at);
    if (meant)
        f->at++;
    return meant ? meant : c;
}

static struct cp_slice
take_name(struct filling *f)
{
    const char *start = f->at;

    while (f->at < f->end && (cp_is_alpha((unsigned char)*f->at) || *f->at == '_'))
        f->at++;
    return (struct cp_slice){ start, (size_t)(f->at - start) };
}

static bool
put_field(struct filling *f, struct cp_slice name, struct cp_slice between)
{
    bool found;

    if (!f->doc || f->skipped)
        return true;
    found = cp_field_put(f->out, f->doc, f->layout, name, between);
    f->lacks_text |= !found && cp_field_is_text(name);
    return true;
}

/* Behind "{name|": up to the brace that closes it. */
static bool
fill_joined(struct filling *f, struct cp_slice name)
{
    struct cp_buf between = { 0 };

    bool closed;

    while (f->at < f->end && *f->at != '}')
        cp_buf_putc(&between, take(f));
    closed = f->at < f->end;
    if (closed) {
        put_field(f, name, cp_buf_slice(&between));
        f->at++;
    }
    if (cp_buf_failed(&between))
        f->out->no_memory = true;
    cp_buf_clear(&between);
    return closed || wrong(f, "a { is not closed");
}

static bool
open_condition(struct filling *f, struct cp_slice name)
{
    struct cp_buf value = { 0 };

    if (++f->depth > CP_TEMPLATE_DEPTH_MAX)
        return wrong(f, "conditions are nested too deep");
    if (f->doc && !f->skipped &&
        !cp_field_put(&value, f->doc, f->layout, name, CP_LIT(" ")))
        f->skipped = f->depth;
    cp_buf_clear(&value);
    return true;
}

/* Behind "{". */
static bool
fill_field(struct filling *f)
{
    struct cp_slice name = take_name(f);

    if (f->at == f->end)
        return wrong(f, "a { is not closed");
    if (!strchr("}|?", *f->at) || !*f->at)
        return wrong(f, "a { is followed by no field; {{ is a brace");
    if (!cp_field_check(name, f->why))
        return false;
    switch (*f->at++) {
    case '|':
        return fill_joined(f, name);
    case '?':
        return open_condition(f, name);
    default:
        return put_field(f, name, CP_LIT(", "));
    }
}

static void
close_condition(struct filling *f)
{
    if (f->skipped == f->depth)
        f->skipped = 0;
    f->depth--;
}

static bool
is_doubled(const struct filling *f, char c)
{
    return *f->at == c && f->at + 1 < f->end && f->at[1] == c;
}

static bool
fill(struct filling *f)
{
    while (f->at < f->end) {
        bool good = true;

        if (is_doubled(f, '{') || (is_doubled(f, '}') && !f->depth)) {
            put(f, *f->at);
            f->at += 2;
        } else if (*f->at == '{') {
            f->at++;
            good = fill_field(f);
        } else if (*f->at == '}') {
            f->at++;
            if (!f->depth)
                return wrong(f, "a } closes nothing; }} is a brace");
            close_condition(f);
        } else {
            put(f, take(f));
        }
        if (!good)
            return false;
    }
    return !f->depth || wrong(f, "a { is not closed");
}

bool
cp_template_check(struct cp_slice source, struct cp_buf *why)
{
    struct cp_buf nothing = { 0 };
    struct filling f = { .at = source.p, .end = source.p + source.n, .out = &nothing,
                         .why = why };

    return fill(&f);
}

void
cp_template_put(struct cp_buf *out, struct cp_slice source, const cleanpage_doc *doc,
                const cleanpage_layout *layout, bool *lacks_text)
{
    struct cp_buf why = { 0 };
    struct filling f = { .at = source.p, .end = source.p + source.n, .doc = doc,
                         .layout = layout, .out = out, .why = &why };

    fill(&f);
    if (out->n && out->p[out->n - 1] != '\n')
        cp_buf_putc(out, '\n');
    *lacks_text = f.lacks_text;
    cp_buf_clear(&why);
}
