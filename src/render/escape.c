/* Escaping: see render/escape.h. Source: CommonMark 0.30 and GitHub's extensions to it, and
 * what Markdown.pl, Pandoc, kramdown and Python-Markdown read otherwise. */
#include "render/escape.h"

/* ------------------------------------------------------------------ Markdown */

static bool
is_alnum(unsigned char c)
{
    return c >= 0x80 || cp_is_alpha(c) || cp_is_digit(c);
}

/* Character i, or a line feed past the end and before the start. */
static unsigned char
at(struct cp_slice s, size_t i)
{
    return i < s.n ? (unsigned char)s.p[i] : '\n';
}

static bool
ends_word(unsigned char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* A line that begins with it would be a list, a heading, a quote or a rule. */
static bool
begins_block(struct cp_slice s, size_t i)
{
    unsigned char c = at(s, i);

    switch (c) {
    case '>':
    case '=':
        return true;
    case '+':
        return ends_word(at(s, i + 1));
    case '-':
        return ends_word(at(s, i + 1)) || at(s, i + 1) == '-' || at(s, i + 1) == '|' ||
               at(s, i + 1) == ':';
    case ':':
        return at(s, i + 1) == '-';
    case '#':
        while (at(s, i) == '#')
            i++;
        return ends_word(at(s, i));
    default:
        return false;
    }
}

/* The dot or parenthesis of a number that would begin an item; 0 if there is none. */
static size_t
item_number(struct cp_slice s, size_t i)
{
    size_t end = i;

    while (end < i + 9 && cp_is_digit(at(s, end)))
        end++;
    return end > i && (at(s, end) == '.' || at(s, end) == ')') && ends_word(at(s, end + 1))
               ? end
               : 0;
}

static bool
needs_escape(struct cp_slice s, size_t i, struct cp_md_place place)
{
    unsigned char next = at(s, i + 1);

    switch (s.p[i]) {
    case '\\':
    case '`':
    case '*':
    case '[':
    case '~':
    case '{':
        return true;
    case ']':
        return place.brackets;
    case '|':
        return place.bars;
    case '_':
        return !(i > 0 && is_alnum(at(s, i - 1)) && is_alnum(next));
    case '<':
        return cp_is_alpha(next) || next == '/' || next == '!' || next == '?' || i + 1 == s.n;
    case '&':
        return cp_is_alpha(next) || next == '#' || i + 1 == s.n;
    case '!':
        return i + 1 == s.n && place.link_follows;
    default:
        return false;
    }
}

/* What may have to be escaped where no line begins. */
static const bool special[256] = {
    ['\n'] = true, ['\\'] = true, ['`'] = true, ['*'] = true, ['['] = true,
    ['~'] = true,  [']'] = true,  ['|'] = true, ['_'] = true, ['<'] = true,
    ['&'] = true,  ['!'] = true,  ['{'] = true,
};

/* A backslash is no escape of '<' where Markdown is read as John Gruber wrote it down, and
 * GitHub takes it for the end of a bare address: only the reference is text everywhere. Returns
 * how many characters of the text it stands for. */
static size_t
put_escape(struct cp_buf *out, char c)
{
    cp_buf_puts(out, c == '<' ? "&lt;" : "\\");
    return c == '<';
}

void
cp_md_put(struct cp_buf *out, struct cp_slice text, struct cp_md_place place)
{
    size_t done = 0, number = 0;
    bool line_start = place.line_start;

    for (size_t i = 0; i < text.n; i++) {
        const size_t stop = number && number >= i ? number : text.n;

        while (!line_start && i < stop && !special[(unsigned char)text.p[i]])
            i++;
        if (i == text.n)
            break;
        if (line_start)
            number = item_number(text, i);
        if (!((line_start && begins_block(text, i)) || (number && i == number) ||
              special[(unsigned char)text.p[i]])) {
            line_start = false;
            continue;
        }
        if (text.p[i] == '\n' || (line_start && begins_block(text, i)) || (number && i == number) ||
            needs_escape(text, i, place)) {
            cp_buf_put(out, text.p + done, i - done);
            done = i + put_escape(out, text.p[i]);
        }
        line_start = text.p[i] == '\n';
    }
    cp_buf_put(out, text.p + done, text.n - done);
}

size_t
cp_longest_run(struct cp_slice text, char c)
{
    size_t longest = 0, run = 0;

    for (size_t i = 0; i < text.n; i++) {
        run = text.p[i] == c ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

void
cp_md_put_code(struct cp_buf *out, struct cp_slice text, bool bars)
{
    size_t fence = cp_longest_run(text, '`') + 1;
    bool padded = text.n && (text.p[0] == '`' || text.p[text.n - 1] == '`' ||
                             (text.p[0] == ' ' && text.p[text.n - 1] == ' '));

    cp_buf_put_repeat(out, '`', fence);
    cp_buf_puts(out, padded ? " " : "");
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '|' && bars)
            cp_buf_putc(out, '\\');
        cp_buf_putc(out, text.p[i] == '\n' ? ' ' : text.p[i]);
    }
    cp_buf_puts(out, padded ? " " : "");
    cp_buf_put_repeat(out, '`', fence);
}

void
cp_md_put_address(struct cp_buf *out, struct cp_slice url)
{
    const char *p = url.p, *end = p + url.n, *and;
    bool angled = memchr(p, '(', url.n) || memchr(p, ')', url.n);

    cp_buf_puts(out, angled ? "<" : "");
    while ((and = memchr(p, '&', (size_t)(end - p))) && memchr(and, ';', (size_t)(end - and))) {
        cp_buf_put(out, p, (size_t)(and - p));
        cp_buf_puts(out, "&amp;");
        p = and + 1;
    }
    cp_buf_put(out, p, (size_t)(end - p));
    cp_buf_puts(out, angled ? ">" : "");
}

/* ------------------------------------------------------------------ HTML */

/* What stands for a character; "" for itself. */
static const char refs[256][8] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;",
};

void
cp_html_put(struct cp_buf *out, struct cp_slice text)
{
    const char *p = text.p, *end = text.n ? p + text.n : p, *start;

    while (p < end) {
        for (start = p; p < end && !*refs[(unsigned char)*p]; p++)
            continue;
        cp_buf_put(out, start, (size_t)(p - start));
        if (p < end)
            cp_buf_puts(out, refs[(unsigned char)*p++]);
    }
}

void
cp_html_put_attr(struct cp_buf *out, const char *name, struct cp_slice value)
{
    cp_buf_putc(out, ' ');
    cp_buf_puts(out, name);
    cp_buf_puts(out, "=\"");
    cp_html_put(out, value);
    cp_buf_putc(out, '"');
}
