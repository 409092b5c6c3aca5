/* Folding white space and dropping what shows nothing: see base/fold.h. */
#include "base/fold.h"

#include "base/utf8.h"

#define ZWNJ 0x200Cu
#define ZWJ 0x200Du
#define NO_BREAK_SPACE 0xA0u

static void
put_char(struct cp_fold *f, uint32_t c)
{
    char bytes[4];

    cp_buf_put(&f->text, bytes, cp_utf8_put(bytes, c));
    f->last = c;
}

static bool
in_range(uint32_t c, uint32_t first, uint32_t last)
{
    return c >= first && c <= last;
}

/* Han, Kana and their punctuation: lines of it are joined without a space. Not Hangul. */
static bool
is_ideographic(uint32_t c)
{
    return in_range(c, 0x2E80, 0x312F) || in_range(c, 0x31A0, 0x9FFF) ||
           in_range(c, 0xF900, 0xFAFF) || in_range(c, 0xFE30, 0xFE4F) ||
           in_range(c, 0xFF01, 0xFF9F) || in_range(c, 0x20000, 0x3FFFF);
}

/* Scripts in which a joiner changes the shape of letters: Arabic to Sinhala, and so on. */
static bool
is_joining_script(uint32_t c)
{
    return in_range(c, 0x0600, 0x0DFF) || in_range(c, 0x0F00, 0x109F) ||
           in_range(c, 0x1780, 0x18AF) || in_range(c, 0xFB50, 0xFDFF) ||
           in_range(c, 0xFE70, 0xFEFC) || in_range(c, 0x1E900, 0x1E95F);
}

/* Emoji, what modifies them, and the variation selector that makes a sign one. */
static bool
is_emoji_part(uint32_t c)
{
    return c == 0xFE0F || in_range(c, 0x2190, 0x21FF) || in_range(c, 0x2600, 0x27BF) ||
           in_range(c, 0x2B00, 0x2BFF) || in_range(c, 0x1F000, 0x1FAFF);
}

static bool
is_joined(uint32_t before, uint32_t joiner, uint32_t after)
{
    if (joiner == ZWJ && is_emoji_part(before) && is_emoji_part(after))
        return true;
    return is_joining_script(before) && is_joining_script(after);
}

/* ASCII's control characters, and what Unicode says is never a character. */
static bool
is_dropped(uint32_t c)
{
    return c < 0x20 || c == 0x7F || in_range(c, 0xFDD0, 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

/* U+0080 to U+009F are the ruins of quotes and dashes of windows-1252: they part words. */
static bool
is_space(uint32_t c)
{
    return in_range(c, 0x80, 0x9F) || cp_utf8_is_space(c);
}

/* Writes the white space or the joiner owed before the character c. */
static void
settle(struct cp_fold *f, uint32_t c)
{
    bool joins_lines = f->line_feed && is_ideographic(f->last) && is_ideographic(c);

    if (f->space && f->no_break && f->last)
        put_char(f, NO_BREAK_SPACE);
    else if (f->space && f->last && !joins_lines)
        cp_buf_putc(&f->text, ' ');
    else if (f->joiner && is_joined(f->last, f->joiner, c))
        put_char(f, f->joiner);
    f->space = f->line_feed = f->no_break = false;
    f->joiner = 0;
    if (f->watching) {
        f->first = f->text.n;
        f->watching = false;
    }
}

static void
fold_char(struct cp_fold *f, uint32_t c)
{
    if (c == ZWNJ || c == ZWJ) {
        f->joiner = f->space ? 0 : c;
    } else if (is_space(c)) {
        f->no_break = c == NO_BREAK_SPACE && !f->space;
        f->space = true;
    } else if (!is_dropped(c) && !cp_utf8_is_invisible(c)) {
        settle(f, c);
        put_char(f, c);
    }
}

static bool
is_graphic(char c)
{
    return c > ' ' && c < 0x7F;
}

/* The end of what can be copied as it stands: graphic characters with single spaces between. */
static const char *
plain_end(const char *p, const char *end)
{
    for (;;) {
        while (p < end && is_graphic(*p))
            p++;
        if (end - p < 2 || *p != ' ' || !is_graphic(p[1]))
            return p;
        p += 2;
    }
}

void
cp_fold_put(struct cp_fold *f, struct cp_slice text)
{
    const char *p = text.p, *end = text.n ? p + text.n : p, *start;
    uint32_t c;

    while (p < end) {
        start = p;
        if (is_graphic(*p)) {
            p = plain_end(p, end);
            settle(f, (unsigned char)*start);
            cp_buf_put(&f->text, start, (size_t)(p - start));
            f->last = (unsigned char)p[-1];
        }
        if (p == end)
            break;
        if (cp_is_space((unsigned char)*p)) {
            f->space = true;
            f->no_break = false;
            f->line_feed |= *p == '\n';
            p++;
        } else {
            p = cp_utf8_next(p, end, &c);
            fold_char(f, c);
        }
    }
}

void
cp_fold_put_pre(struct cp_fold *f, struct cp_slice text)
{
    const char *p = text.p, *end = text.n ? p + text.n : p, *start;
    uint32_t c;

    while (p < end) {
        for (start = p; p < end && ((*p >= ' ' && *p < 0x7F) || *p == '\n'); p++)
            continue;
        cp_buf_put(&f->text, start, (size_t)(p - start));
        if (p == end)
            break;
        p = cp_utf8_next(p, end, &c);
        if (c == '\t')
            cp_buf_putc(&f->text, '\t');
        else if (is_space(c) && c != '\r')
            cp_buf_putc(&f->text, ' ');
        else if (!is_dropped(c) && !cp_utf8_is_invisible(c))
            put_char(f, c);
    }
}

void
cp_fold_put_line(struct cp_buf *out, struct cp_slice text)
{
    struct cp_fold f = { .text = *out };

    cp_fold_put(&f, text);
    *out = f.text;
}

void
cp_fold_put_tight(struct cp_fold *f, const char *mark)
{
    cp_buf_puts(&f->text, mark);
    f->last = ')';
    f->joiner = 0;
}

void
cp_fold_space(struct cp_fold *f)
{
    f->space = true;
    f->no_break = false;
}

bool
cp_fold_break(struct cp_fold *f)
{
    f->space = f->line_feed = f->no_break = false;
    f->joiner = 0;
    if (!f->last)
        return false;
    cp_buf_putc(&f->text, '\n');
    f->last = 0;
    return true;
}

struct cp_slice
cp_fold_text(const struct cp_fold *f)
{
    struct cp_slice s = cp_buf_slice(&f->text);

    while (s.n && s.p[s.n - 1] == '\n')
        s.n--;
    return s;
}

void
cp_fold_restart(struct cp_fold *f)
{
    f->text.n = 0;
    f->last = f->joiner = 0;
    f->space = f->line_feed = f->no_break = f->watching = false;
}

void
cp_fold_clear(struct cp_fold *f)
{
    cp_buf_clear(&f->text);
    *f = (struct cp_fold){ 0 };
}
