#include "render/frontmatter.h"

#include "base/shown.h"
#include "base/utf8.h"

/* In the order of what a reader looks for first, not of meta/fields.def. */
static const struct {
    enum cp_field field;
    bool is_list;
} shown[] = {
    { CP_FIELD_TITLE, false },     { CP_FIELD_AUTHOR, true },
    { CP_FIELD_PUBLISHED, false }, { CP_FIELD_MODIFIED, false },
    { CP_FIELD_SITE_NAME, false }, { CP_FIELD_LANGUAGE, false },
    { CP_FIELD_DESCRIPTION, false }, { CP_FIELD_IMAGE, false },
    { CP_FIELD_TAGS, true },       { CP_FIELD_LICENSE, false },
    { CP_FIELD_URL, false },       { CP_FIELD_CANONICAL_URL, false },
};

/* Words that YAML 1.1 takes for something other than text. */
static bool
is_yaml_word(struct cp_slice text)
{
    static const char *const words[] = { "y", "n", "yes", "no", "true", "false", "on", "off",
                                         "null" };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (cp_slice_eq_nocase(text, cp_slice_of(words[i])))
            return true;
    return false;
}

/*
 * Words of letters and digits with single spaces between them, a letter first: no number, no
 * date, no indicator. All else is quoted, though YAML would allow more.
 */
static bool
is_plain(struct cp_slice text)
{
    const char *p = text.p, *end = text.n ? p + text.n : p;
    uint32_t c, last = ' ';

    if (!text.n || !(cp_is_alpha((unsigned char)*p) || *p & 0x80) || is_yaml_word(text))
        return false;
    for (; p < end; last = c) {
        p = cp_utf8_next(p, end, &c);
        if (c == CP_REPLACEMENT || (c == ' ' ? last == ' ' : !cp_utf8_is_word(c)))
            return false;
    }
    return last != ' ';
}

static void
put_hex(struct cp_buf *out, uint32_t c)
{
    static const char digits[] = "0123456789ABCDEF";
    int n = c > 0xFFFF ? 8 : 4;

    cp_buf_puts(out, n == 8 ? "\\U" : "\\u");
    while (n--)
        cp_buf_putc(out, digits[c >> 4 * n & 15]);
}

static void
put_quoted(struct cp_buf *out, struct cp_slice text)
{
    const char *p = text.p, *end = text.n ? p + text.n : p, *next;

    cp_buf_putc(out, '"');
    for (; p < end; p = next) {
        char bytes[4];
        uint32_t c;

        next = cp_utf8_next(p, end, &c);
        if (c == '"' || c == '\\')
            cp_buf_putc(out, '\\');
        if (cp_is_unshown(c) || c < 0x20 || (c != ' ' && cp_utf8_is_space(c)) ||
            cp_utf8_is_invisible(c))
            put_hex(out, c);
        else
            cp_buf_put(out, bytes, cp_utf8_put(bytes, c));
    }
    cp_buf_putc(out, '"');
}

static void
put_value(struct cp_buf *out, const char *before, struct cp_slice text)
{
    cp_buf_puts(out, before);
    if (is_plain(text))
        cp_buf_put_slice(out, text);
    else
        put_quoted(out, text);
    cp_buf_putc(out, '\n');
}

static void
put_field(struct cp_buf *out, enum cp_field field, bool is_list, const struct cp_value *value)
{
    cp_buf_puts(out, cp_field_name(field));
    if (!is_list) {
        put_value(out, ": ", value->text);
        return;
    }
    cp_buf_puts(out, ":\n");
    for (; value; value = value->next)
        put_value(out, "  - ", value->text);
}

void
cp_front_matter(const struct cp_render_input *in, struct cp_buf *out)
{
    bool begun = false;

    for (size_t i = 0; in->metadata && i < sizeof shown / sizeof *shown; i++) {
        const struct cp_value *value = in->metadata->first[shown[i].field];

        if (!value)
            continue;
        if (!begun)
            cp_buf_puts(out, "---\n");
        begun = true;
        put_field(out, shown[i].field, shown[i].is_list, value);
    }
    if (begun)
        cp_buf_puts(out, "---\n\n");
}
