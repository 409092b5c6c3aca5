/* The archive's lines in the front matter of its files: see archive/matter.h. */
#include "archive/matter.h"

#include <stddef.h>

#include "base/shown.h"
#include "base/utf8.h"

static const struct {
    const char *name;
    size_t field;
    bool is_ours;
} keys[] = {
    { "title", offsetof(struct cp_matter, title), false },
    { "author", offsetof(struct cp_matter, author), false },
    { "published", offsetof(struct cp_matter, published), false },
    { "language", offsetof(struct cp_matter, language), false },
    { "url", offsetof(struct cp_matter, url), false },
    { "archive_feed", offsetof(struct cp_matter, feed), true },
    { "archive_entry", offsetof(struct cp_matter, entry), true },
    { "archive_fetched", offsetof(struct cp_matter, fetched), true },
    { "archive_version", offsetof(struct cp_matter, version), true },
    { "archive_source", offsetof(struct cp_matter, source), true },
    { "archive_text", offsetof(struct cp_matter, text), true },
    { "archive_fingerprint", offsetof(struct cp_matter, fingerprint), true },
    { "archive_raw", offsetof(struct cp_matter, raw), true },
    { "archive_duplicate_of", offsetof(struct cp_matter, duplicate_of), true },
};
#define KEYS (sizeof keys / sizeof *keys)
/* The first of them are written where the page's own front matter has none. */
#define FILLED 3

/* ------------------------------------------------------------------ writing */

static void
put_hex(struct cp_buf *out, uint32_t c)
{
    static const char digits[] = "0123456789ABCDEF";
    int n = c > 0xffff ? 8 : 4;

    cp_buf_puts(out, n == 8 ? "\\U" : "\\u");
    while (n--)
        cp_buf_putc(out, digits[c >> 4 * n & 15]);
}

/* What YAML takes for the end of a line or refuses, or nobody sees. */
static bool
is_escaped(uint32_t c)
{
    return c < ' ' || cp_is_unshown(c) || (c != ' ' && cp_utf8_is_space(c)) ||
           cp_utf8_is_invisible(c);
}

/* Always quoted: so it can be read again without knowing all of YAML. */
static void
put_line(struct cp_buf *out, const char *name, struct cp_slice value)
{
    const char *p = value.p, *end = value.n ? p + value.n : p, *next;

    cp_buf_puts(out, name);
    cp_buf_puts(out, ": \"");
    for (; p < end; p = next) {
        uint32_t c;

        next = cp_utf8_next(p, end, &c);
        if (is_escaped(c)) {
            put_hex(out, c);
            continue;
        }
        if (c == '"' || c == '\\')
            cp_buf_putc(out, '\\');
        cp_buf_put(out, p, (size_t)(next - p));
    }
    cp_buf_puts(out, "\"\n");
}

static const struct cp_slice *
value_of(const struct cp_matter *matter, size_t i)
{
    return (const struct cp_slice *)(const void *)((const char *)matter + keys[i].field);
}

/* Bytes up to the line that ends the front matter; 0 if there is none. */
static size_t
end_of_matter(struct cp_slice text)
{
    size_t at = 4;

    if (text.n < 8 || memcmp(text.p, "---\n", 4) != 0)
        return 0;
    while (at + 4 <= text.n && memcmp(text.p + at, "---\n", 4) != 0) {
        const char *line_end = memchr(text.p + at, '\n', text.n - at);

        if (!line_end)
            return 0;
        at = (size_t)(line_end - text.p) + 1;
    }
    return at + 4 <= text.n ? at : 0;
}

/* Whether the front matter, `end` bytes of the text, tells a key. */
static bool
tells(struct cp_slice text, size_t end, const char *name)
{
    size_t n = strlen(name), at = 4;

    while (at < end) {
        const char *line_end = memchr(text.p + at, '\n', end - at);

        if (end - at > n && memcmp(text.p + at, name, n) == 0 && text.p[at + n] == ':')
            return true;
        at = (size_t)(line_end - text.p) + 1;
    }
    return false;
}

void
cp_matter_put(struct cp_buf *out, struct cp_slice rendered, const struct cp_matter *matter)
{
    size_t end = end_of_matter(rendered);

    if (end)
        cp_buf_put(out, rendered.p, end);
    else
        cp_buf_puts(out, "---\n");
    for (size_t i = 0; i < KEYS; i++)
        if (value_of(matter, i)->n &&
            (keys[i].is_ours || (i < FILLED && !tells(rendered, end, keys[i].name))))
            put_line(out, keys[i].name, *value_of(matter, i));
    if (!end)
        cp_buf_puts(out, "---\n\n");
    cp_buf_put(out, rendered.p + end, rendered.n - end);
}

/* ------------------------------------------------------------------ reading */

/* The character behind a backslash; `p` is at the letter, and moves behind what was read. */
static uint32_t
unescape(const char **p, const char *end)
{
    char letter = *(*p)++;
    int digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    uint32_t c = 0;

    if (!digits)
        return letter == 'n' ? '\n' : letter == 't' ? '\t' : (uint32_t)(unsigned char)letter;
    for (; digits && *p < end && cp_hex_digit(**p) >= 0; digits--)
        c = c << 4 | (uint32_t)cp_hex_digit(*(*p)++);
    return c;
}

/* A value as written by put_line or by the library: plain, or in double quotes. */
static struct cp_slice
read_value(struct cp_arena *arena, struct cp_slice value)
{
    const char *p = value.p + 1, *end = value.p + value.n - 1;
    char *copy;
    size_t n = 0;

    if (value.n < 2 || *value.p != '"' || *end != '"')
        return value;
    copy = cp_arena_alloc(arena, value.n * 4);
    while (copy && p < end) {
        if (*p == '\\' && p + 1 < end) {
            p++;
            n += cp_utf8_put(copy + n, unescape(&p, end));
        } else {
            copy[n++] = *p++;
        }
    }
    return (struct cp_slice){ copy, copy ? n : 0 };
}

/* Names of a list, which the library writes below "author:", are joined by ", ". */
static void
add_author(struct cp_arena *arena, struct cp_slice name, struct cp_matter *matter)
{
    size_t before = matter->author.n;
    char *copy = cp_arena_alloc(arena, before + 2 + name.n);

    if (!copy)
        return;
    if (before)
        memcpy(copy, matter->author.p, before);
    if (before)
        memcpy(copy + before, ", ", 2);
    before += before ? 2 : 0;
    memcpy(copy + before, name.p, name.n);
    matter->author = (struct cp_slice){ copy, before + name.n };
}

static void
read_line(struct cp_arena *arena, struct cp_slice line, struct cp_matter *matter)
{
    const char *colon = memchr(line.p, ':', line.n);
    struct cp_slice name = { line.p, colon ? (size_t)(colon - line.p) : 0 }, value;

    if (!colon)
        return;
    value = cp_slice_trim((struct cp_slice){ colon + 1, line.n - name.n - 1 });
    for (size_t i = 0; i < KEYS; i++)
        if (cp_slice_eq(name, cp_slice_of(keys[i].name)))
            *(struct cp_slice *)(void *)((char *)matter + keys[i].field) =
                read_value(arena, value);
}

bool
cp_matter_read(struct cp_arena *arena, struct cp_slice file, struct cp_matter *matter,
               struct cp_slice *body)
{
    size_t end = end_of_matter(file), at = 4;
    bool names = false;

    *matter = (struct cp_matter){ 0 };
    if (!end)
        return false;
    while (at < end) {
        size_t n = (size_t)((const char *)memchr(file.p + at, '\n', end - at) - (file.p + at));
        struct cp_slice line = { file.p + at, n };
        bool is_item = n > 4 && memcmp(line.p, "  - ", 4) == 0;

        if (!is_item)
            names = cp_slice_eq(line, CP_LIT("author:"));
        if (is_item && names)
            add_author(arena, read_value(arena, (struct cp_slice){ line.p + 4, n - 4 }),
                       matter);
        else if (!is_item)
            read_line(arena, line, matter);
        at += n + 1;
    }
    *body = (struct cp_slice){ file.p + end + 4, file.n - end - 4 };
    return matter->source.n > 0;
}
