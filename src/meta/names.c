/*
 * Names of authors out of what a page says of them: "By Ann Lee, Editor and J. Doe | May 5".
 *
 * The text is cut into parts; a part is a name, a role, a date or something else. Behind the
 * names nothing is read of a byline, for there the roles begin.
 */
#include "meta/lines.h"

#include "base/utf8.h"

#define WORD_MAX 64
#define PARTS_MAX CP_META_VALUES_MAX
/* Words of a name at most: in a line of text, and where a page gives it as one. */
#define LINE_NAME_WORDS 5
#define NAME_WORDS 8
/* Letters of a degree at most. */
#define DEGREE_CHARS 7

struct part {
    struct cp_slice text;
    bool after_comma;
    bool after_line;     /* or another mark behind which no further name is to be expected */
};

struct parts {
    struct part v[PARTS_MAX];
    size_t n;
};

struct naming {
    const struct cp_finds *finds;
    const struct cp_list *words, *roles;
    bool is_line;      /* of running text, where names end somewhere */
};

static size_t
count_words(struct cp_slice text)
{
    struct cp_slice word;
    size_t n = 0;

    while (cp_slice_word(&text, &word))
        n++;
    return n;
}

/* ---- cutting ---- */

static void
add_part(struct parts *parts, struct cp_slice text, char before)
{
    text = cp_slice_trim(text);
    if (text.n && parts->n < PARTS_MAX)
        parts->v[parts->n++] = (struct part){ text, before == ',',
                                              before && before != ',' && before != ';' &&
                                                  before != '&' };
}

/* Bytes of what parts two names at p, or 0. */
static size_t
separator_at(const char *p, const char *end)
{
    static const char *const marks[] = { ",",   "\n",  ";",   "|",  "&",  "•", "·", " – ",
                                         " — ", " - ", " / ", "、", "，", "›", "»", "(",
                                         ")",   "[",   "]",   "+",  "<",  ">" };
    struct cp_slice rest = { p, (size_t)(end - p) };

    if (cp_is_alpha((unsigned char)*p))
        return 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (cp_slice_starts_nocase(rest, cp_slice_of(marks[i])))
            return strlen(marks[i]);
    return 0;
}

/* Cuts "Ann Lee and Joe Doe" at words between names. */
static void
cut_at_words(const struct naming *s, struct cp_slice text, char before, struct parts *parts)
{
    struct cp_slice rest = text, lower;
    char word[WORD_MAX];
    const char *at, *from = text.p, *end = text.n ? text.p + text.n : text.p;

    while (cp_lines_word(&rest, word, sizeof word, &lower, &at)) {
        struct cp_slice left = cp_slice_trim((struct cp_slice){ from, (size_t)(at - from) });
        bool apart = cp_lines_tagged(s->words, lower, ":apart");

        if (!apart && !cp_lines_tagged(s->words, lower, ":between"))
            continue;
        if (apart && (count_words(left) < 2 || count_words(rest) < 2))
            continue;
        if (!left.n || !cp_slice_trim(rest).n)
            continue;
        if ((at > text.p && !cp_is_space((unsigned char)at[-1])) ||
            (rest.n && !cp_is_space((unsigned char)*rest.p)))
            continue;
        add_part(parts, left, before);
        from = rest.p;
        before = '&';
    }
    add_part(parts, (struct cp_slice){ from, (size_t)(end - from) }, before);
}

/* What is in brackets goes. */
static void
cut(const struct naming *s, struct cp_slice text, struct parts *parts)
{
    const char *from = text.p, *end = text.p + text.n;
    bool in_brackets = false;
    char before = '\0';

    for (const char *p = text.p; p <= end;) {
        size_t n = p < end ? separator_at(p, end) : 0;

        if (p < end && n == 0) {
            p++;
            continue;
        }
        if (!in_brackets)
            cut_at_words(s, (struct cp_slice){ from, (size_t)(p - from) }, before, parts);
        if (p < end) {
            in_brackets = *p == '(' || *p == '[' || *p == '<';
            before = *p;
        }
        p += n ? n : 1;
        from = p;
    }
}

/* ---- what a part is ---- */

/* "example.org": a name of the net, all small letters and a dot in it. */
static bool
is_domain(struct cp_slice text)
{
    const char *dot = NULL;

    for (const char *p = text.p; p < text.p + text.n; p++) {
        if (*p == '.')
            dot = p;
        else if (!(*p >= 'a' && *p <= 'z') && !cp_is_digit((unsigned char)*p) && *p != '-')
            return false;
    }
    return dot && dot > text.p + 2 && text.p + text.n - dot > 2;
}

static bool
is_address(struct cp_slice text)
{
    return cp_slice_find(text, CP_LIT("://")) || memchr(text.p, '@', text.n) ||
           cp_slice_find_nocase(text, CP_LIT("www.")) || is_domain(text);
}

/* "PhD", "M.D.", "DVM": few letters, none or one of them small. */
static bool
is_degree(struct cp_slice text)
{
    size_t small = 0;

    if (text.n > DEGREE_CHARS || text.n < 2)
        return false;
    for (size_t i = 0; i < text.n; i++)
        small += text.p[i] >= 'a' && text.p[i] <= 'z';
    return small <= 1;
}

struct looks {
    size_t words, roles, digits;
    bool nobody;      /* its only word is no name */
    bool capital;     /* its first letter is one, or of a script without them */
    bool sentence;    /* a small word in it is no part of a name: "Ann Lee is" */
    bool date;        /* its first word is a month or a number */
};

static struct looks
look_at(const struct naming *s, struct cp_slice text)
{
    struct looks looks = { 0 };
    struct cp_slice rest = text, lower;
    char word[WORD_MAX];
    const char *at;

    while (cp_lines_word(&rest, word, sizeof word, &lower, &at)) {
        uint32_t c;

        cp_utf8_next(at, text.p + text.n, &c);
        if (looks.words == 0) {
            looks.capital = cp_utf8_is_upper(c) || c >= 0x5D0;
            looks.date = cp_is_digit((unsigned char)*lower.p) ||
                         cp_dates_is_month(&s->finds->dates, lower);
        }
        looks.sentence |= looks.capital && c >= 'a' && c <= 'z' &&
                          !cp_lines_tagged(s->roles, lower, ":inside");
        looks.words++;
        looks.roles += cp_list_has(s->roles, lower);
        looks.nobody |= cp_lines_tagged(s->roles, lower, ":nobody");
    }
    looks.nobody &= looks.words == 1;
    for (size_t i = 0; i < text.n; i++)
        looks.digits += cp_is_digit((unsigned char)text.p[i]);
    return looks;
}

static bool
is_date(const struct naming *s, struct cp_slice text)
{
    struct cp_date date;
    size_t at, end;

    return cp_dates_find(&s->finds->dates, text, &date, &at, &end) && at == 0;
}

static bool
is_name(const struct naming *s, const struct part *part, bool first)
{
    struct looks looks = look_at(s, part->text);

    if (looks.words == 0 || looks.nobody || is_address(part->text) ||
        cp_lines_is_label(s->finds, part->text) ||
        looks.words > (s->is_line ? LINE_NAME_WORDS : NAME_WORDS))
        return false;
    if (looks.digits == part->text.n || memchr(part->text.p, ':', part->text.n))
        return false;
    if (looks.digits > 1 && (s->is_line || is_date(s, part->text)) && looks.words > 1)
        return false;
    if (looks.roles == looks.words || (looks.roles && (s->is_line || !first)))
        return false;
    if (part->after_comma && is_degree(part->text))
        return false;
    if (s->is_line && (looks.sentence || (looks.date && looks.digits)))
        return false;
    return !s->is_line || looks.capital || looks.words == 1;
}

/* Without the date that goes on in a line: "Ann Lee December 2". */
static struct cp_slice
before_date(const struct naming *s, struct cp_slice text)
{
    struct cp_slice rest = text, lower;
    char word[WORD_MAX];
    const char *at;
    size_t n = 0;

    while (cp_lines_word(&rest, word, sizeof word, &lower, &at)) {
        struct cp_slice next = cp_slice_trim(rest);

        if (n++ && next.n && cp_is_digit((unsigned char)*next.p) &&
            cp_dates_is_month(&s->finds->dates, lower))
            return cp_slice_trim((struct cp_slice){ text.p, (size_t)(at - text.p) });
    }
    return text;
}

/* "By", "Written by:" and so on in front, and stops at the end. */
static struct cp_slice
tidied(const struct naming *s, struct cp_slice text)
{
    struct cp_slice name = cp_lines_name(s->finds, text);

    if (name.n)
        text = name;
    if (s->is_line)
        text = before_date(s, text);
    while (text.n && (text.p[text.n - 1] == ':' || text.p[text.n - 1] == ',' ||
                      text.p[text.n - 1] == '-' ||
                      (text.p[text.n - 1] == '.' && text.n > 3 && text.p[text.n - 3] != ' ' &&
                       text.p[text.n - 3] != '.')))
        text = cp_slice_trim((struct cp_slice){ text.p, text.n - 1 });
    while (text.n && (*text.p == ':' || *text.p == '-' || *text.p == '~' || *text.p == '"'))
        text = cp_slice_trim((struct cp_slice){ text.p + 1, text.n - 1 });
    if (text.n && text.p[text.n - 1] == '"')
        text.n--;
    return text;
}

/* Once, where two elements that lie over each other say the same: "Ann LeeAnn Lee". */
static struct cp_slice
undoubled(struct cp_slice text)
{
    struct cp_slice half = { text.p, text.n / 2 };

    if (text.n > 6 && text.n % 2 == 0 &&
        cp_slice_eq(half, (struct cp_slice){ text.p + half.n, half.n }))
        return half;
    return text;
}

/* What is no name as a whole, whatever its parts look like: the site, the page's title. */
static bool
is_no_byline(const struct naming *s, const struct cp_metadata *metadata, struct cp_slice text,
             struct cp_slice site)
{
    const struct cp_value *title = metadata->first[CP_FIELD_TITLE];

    return (site.n && cp_slice_eq_nocase(text, site)) ||
           (s->is_line && title && cp_slice_eq_nocase(text, title->text));
}

/* "Smith, John": one name of two parts. */
static bool
is_turned_name(const struct naming *s, const struct parts *parts)
{
    return parts->n == 2 && parts->v[1].after_comma && count_words(parts->v[0].text) == 1 &&
           count_words(parts->v[1].text) <= 2 && is_name(s, &parts->v[0], true) &&
           is_name(s, &parts->v[1], false);
}

cleanpage_status
cp_finds_put_names(struct cp_finds *finds, struct cp_metadata *metadata,
                   const struct cp_find *find, struct cp_slice site)
{
    struct naming s = {
        .finds = finds,
        .words = finds->byline_words,
        .roles = cp_ruleset_list(finds->in->rules, "role-words"),
        .is_line = find->source == CP_SOURCE_BYLINE || find->source == CP_SOURCE_REL_AUTHOR,
    };
    const char *source = cp_source_name((enum cp_source)find->source);
    struct cp_slice text = tidied(&s, find->text);
    struct parts *parts = cp_arena_zalloc(finds->cx->arena, 1, sizeof *parts);
    cleanpage_status st = CLEANPAGE_OK;
    bool found = false;

    if (!parts)
        return cp_fail_nomem(finds->cx);
    text = undoubled(text);
    if (text.n == 0 || is_no_byline(&s, metadata, text, site))
        return CLEANPAGE_OK;
    cut(&s, text, parts);
    /* "example.org, Berlin, Germany": where the site is, not who wrote. */
    if (parts->n > 1 && is_domain(parts->v[0].text))
        return CLEANPAGE_OK;
    if (is_turned_name(&s, parts))
        return cp_metadata_add(finds->cx, metadata, CP_FIELD_AUTHOR,
                               (struct cp_slice){ parts->v[0].text.p,
                                                  (size_t)(parts->v[1].text.p +
                                                           parts->v[1].text.n -
                                                           parts->v[0].text.p) },
                               source);
    for (size_t i = 0; !st && i < parts->n; i++) {
        struct part part = parts->v[i];

        if (found && s.is_line && part.after_line)
            break;
        part.text = tidied(&s, part.text);
        if (!part.text.n || !is_name(&s, &part, !found)) {
            if (found && s.is_line && !part.after_comma)
                break;
            continue;
        }
        found = true;
        if (!cp_slice_eq_nocase(part.text, site))
            st = cp_metadata_add(finds->cx, metadata, CP_FIELD_AUTHOR, part.text, source);
    }
    return st;
}
