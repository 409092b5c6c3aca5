/* Marks that list items begin with. */
#include "page/text.h"

/* Letters and signs that lynx takes for bullets of inner lists; nearer the margin they are
 * words of the text. Columns. */
#define INNER_INDENT 8
/* Digits of an item's number at most. */
#define DIGITS_MAX 3

static size_t
bullet_bytes(struct cp_slice line, uint32_t indent)
{
    static const char *const bullets[] = { "•", "□", "☆", "○", "■", "★", "◎", "●", "△",
                                           "◦", "▪", "▫", "‣", "▸", "►", "·" };

    if (memchr("-*+", line.p[0], 3) || (memchr("o#@=", line.p[0], 4) && indent >= INNER_INDENT))
        return 1;
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
        if (cp_slice_starts_nocase(line, cp_slice_of(bullets[i])))
            return strlen(bullets[i]);
    return 0;
}

static size_t
number_bytes(struct cp_slice line)
{
    size_t n = 0;

    while (n < line.n && n <= DIGITS_MAX && cp_is_digit((unsigned char)line.p[n]))
        n++;
    return n && n <= DIGITS_MAX && n < line.n && line.p[n] == '.' ? n + 1 : 0;
}

uint8_t
cp_text_mark(struct cp_slice line, uint32_t indent)
{
    size_t n;

    if (line.n == 0)
        return 0;
    n = bullet_bytes(line, indent);
    if (n == 0)
        n = number_bytes(line);
    if (n == 0 || (n < line.n && line.p[n] != ' ' && line.p[n] != '\t'))
        return 0;
    while (n < line.n && n < UINT8_MAX && (line.p[n] == ' ' || line.p[n] == '\t'))
        n++;
    return (uint8_t)n;
}
