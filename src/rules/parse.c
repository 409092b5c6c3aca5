#include "rules/parse.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "rules/parser.h"

/* ---- shared with parse_rules.c and parse_blocks.c ---- */

cleanpage_status
cp_parser_fail(struct cp_parser *p, const char *at, const char *format, ...)
{
    char text[512];
    va_list ap;

    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    return cp_fail(p->cx, CLEANPAGE_RULE, "%s:%u:%u: %s", p->path, (unsigned)p->lines.number,
                   (unsigned)cp_line_column(p->lines.line, at), text);
}

cleanpage_status
cp_parser_nomem(struct cp_parser *p)
{
    if (p->layer->arena.used_bytes > CP_RULE_ARENA_MAX / 2)
        return cp_fail(p->cx, CLEANPAGE_LIMIT, "%s: the rules need more than %zu MiB of memory",
                       p->path, CP_RULE_ARENA_MAX >> 20);
    return cp_fail(p->cx, CLEANPAGE_NOMEM, "out of memory");
}

static cleanpage_status
take(struct cp_parser *p, enum cp_token_kind wanted, const char *what, struct cp_slice *text)
{
    struct cp_token t = cp_lex_token(&p->rest);

    *text = t.text;
    if (t.kind == wanted)
        return CLEANPAGE_OK;
    if (t.kind == CP_TOKEN_UNCLOSED)
        return cp_parser_fail(p, t.at, "the quote is not closed on this line");
    if (wanted == CP_TOKEN_STRING)
        return cp_parser_fail(p, t.at, "expected %s in double quotes", what);
    return cp_parser_fail(p, t.at, "expected %s", what);
}

cleanpage_status
cp_parser_word(struct cp_parser *p, const char *what, struct cp_slice *word)
{
    return take(p, CP_TOKEN_WORD, what, word);
}

cleanpage_status
cp_parser_string(struct cp_parser *p, const char *what, struct cp_slice *string)
{
    return take(p, CP_TOKEN_STRING, what, string);
}

cleanpage_status
cp_parser_number(struct cp_parser *p, const char *what, double *value)
{
    struct cp_slice word;
    cleanpage_status st = take(p, CP_TOKEN_WORD, what, &word);

    if (!st && !cp_lex_number(word, value))
        st = cp_parser_fail(p, word.p, "expected %s, a number like 0.25 or -3, not \"%.*s\"",
                            what, (int)(word.n < 40 ? word.n : 40), word.p);
    return st;
}

cleanpage_status
cp_parser_end(struct cp_parser *p)
{
    struct cp_token t = cp_lex_token(&p->rest);

    if (t.kind == CP_TOKEN_END)
        return CLEANPAGE_OK;
    return cp_parser_fail(p, t.at, "nothing may follow here: put a comment behind \"#\"");
}

cleanpage_status
cp_parser_place(struct cp_parser *p, struct cp_rule_place *place)
{
    struct cp_slice text = { p->verb_at, (size_t)(p->rest.p - p->verb_at) };

    text = cp_slice_trim(text);
    place->file = p->path;
    place->line = p->lines.number;
    place->column = cp_line_column(p->lines.line, p->verb_at);
    place->text = cp_arena_strndup(&p->layer->arena, text.p, text.n);
    return place->text ? CLEANPAGE_OK : cp_parser_nomem(p);
}

cleanpage_status
cp_parser_once(struct cp_parser *p, const char *kind, struct cp_slice name)
{
    size_t n_kind = strlen(kind), n = n_kind + 1 + name.n;
    char *key = cp_arena_alloc(&p->layer->arena, n);
    uint32_t *line;

    if (!key)
        return cp_parser_nomem(p);
    memcpy(key, kind, n_kind);
    key[n_kind] = ' ';
    memcpy(key + n_kind + 1, name.p, name.n);
    line = cp_table_add(&p->names, (struct cp_slice){ key, n }, p->lines.number);
    if (!line)
        return cp_parser_nomem(p);
    if (*line != p->lines.number)
        return cp_parser_fail(p, name.p, "%s \"%.*s\" is in line %u already: keep one of them",
                              kind, (int)(name.n < 80 ? name.n : 80), name.p, (unsigned)*line);
    return CLEANPAGE_OK;
}

static bool
is_blank(struct cp_slice line)
{
    size_t n = cp_line_indent(line);

    return n == line.n || line.p[n] == '#';
}

bool
cp_parser_next_line(struct cp_parser *p)
{
    while (cp_lines_next(&p->lines))
        if (!is_blank(p->lines.line)) {
            p->rest = p->lines.line;
            return true;
        }
    return false;
}

/* ---- on, set ---- */

static bool
is_host(struct cp_slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (!cp_is_alpha(c) && !cp_is_digit(c) && c != '-' && c != '_' && c != '.' && c < 0x80)
            return false;
    }
    return s.n > 0 && s.p[0] != '.' && s.p[s.n - 1] != '.';
}

static cleanpage_status
parse_on(struct cp_parser *p)
{
    struct cp_slice host;
    cleanpage_status st = cp_parser_word(p, "a host name, or \"*\" for all pages", &host);
    char *lower;

    if (st)
        return st;
    if (cp_slice_eq(host, CP_LIT("*"))) {
        p->host = (struct cp_slice){ NULL, 0 };
        return cp_parser_end(p);
    }
    if (!is_host(host))
        return cp_parser_fail(p, host.p,
                              "expected a host name like example.org, without scheme, "
                              "port and path");
    lower = cp_arena_strndup(&p->layer->arena, host.p, host.n);
    if (!lower)
        return cp_parser_nomem(p);
    for (size_t i = 0; i < host.n; i++)
        lower[i] = (char)cp_lower((unsigned char)lower[i]);
    p->host = (struct cp_slice){ lower, host.n };
    return cp_parser_end(p);
}

static cleanpage_status
parse_set(struct cp_parser *p)
{
    struct cp_set *set = cp_arena_zalloc(&p->layer->arena, 1, sizeof *set);
    cleanpage_status st;

    if (!set)
        return cp_parser_nomem(p);
    st = cp_parser_word(p, "the name of a setting", &set->name);
    if (!st)
        st = cp_parser_number(p, "its value", &set->value);
    if (!st)
        st = cp_parser_place(p, &set->place);
    if (!st)
        st = cp_parser_end(p);
    if (!st)
        st = cp_parser_once(p, "set", set->name);
    if (st)
        return st;
    *p->layer->last_set = set;
    p->layer->last_set = &set->next;
    return CLEANPAGE_OK;
}

/* ---- the file ---- */

static const struct verb {
    const char *name;
    cleanpage_status (*parse)(struct cp_parser *p);
    bool general; /* holds for all pages, so it cannot stand below "on HOST" */
} verbs[] = {
    { "strip", cp_parse_strip, false },
    { "keep", cp_parse_keep, false },
    { "unwrap", cp_parse_unwrap, false },
    { "section", cp_parse_section, false },
    { "on", parse_on, false },
    { "set", parse_set, true },
    { "list", cp_parse_list, true },
    { "points", cp_parse_points, true },
    { "pair", cp_parse_pair, true },
    { "kind", cp_parse_kind, true },
    { "text-points", cp_parse_text_points, true },
    { "text-pair", cp_parse_text_pair, true },
    { "test", cp_parse_test, false },
};

static cleanpage_status
parse_item(struct cp_parser *p)
{
    struct cp_token t = cp_lex_token(&p->rest);

    p->verb_at = t.at;
    if (p->lines.line.n > CP_RULE_LINE_MAX)
        return cp_parser_fail(p, t.at, "the line is longer than %d bytes: make two rules of it",
                              CP_RULE_LINE_MAX);
    if (++p->layer->n_items > CP_RULES_MAX)
        return cp_parser_fail(p, t.at, "more than %d rules: split the file", CP_RULES_MAX);
    for (size_t i = 0; t.kind == CP_TOKEN_WORD && i < sizeof verbs / sizeof *verbs; i++) {
        if (!cp_slice_eq(t.text, cp_slice_of(verbs[i].name)))
            continue;
        if (verbs[i].general && p->host.n)
            return cp_parser_fail(p, t.at,
                                  "\"%s\" holds for all pages: put it before the first "
                                  "\"on\", or write \"on *\" above it",
                                  verbs[i].name);
        return verbs[i].parse(p);
    }
    return cp_parser_fail(p, t.at,
                          "unknown verb \"%.*s\": there are strip, keep, unwrap, section, "
                          "on, set, list, points, pair, kind, text-points, text-pair and test",
                          (int)(t.text.n < 40 ? t.text.n : 40), t.text.p);
}

/* Bytes that no rule file has: not UTF-8, or a NUL. */
static cleanpage_status
check_bytes(struct cp_parser *p)
{
    struct cp_slice text = p->lines.rest;
    size_t good = cp_utf8_valid_prefix(text.p, text.n);
    const char *nul = text.n ? memchr(text.p, '\0', text.n) : NULL;
    const char *bad = nul && (size_t)(nul - text.p) < good ? nul
                      : good < text.n                      ? text.p + good
                                                           : NULL;

    if (!bad)
        return CLEANPAGE_OK;
    while (cp_lines_next(&p->lines) && p->lines.line.p + p->lines.line.n < bad)
        continue;
    return cp_parser_fail(p, bad,
                          *bad ? "this is not UTF-8: save the file in that encoding"
                               : "a NUL byte: is this a rule file?");
}

cleanpage_status
cp_rules_parse(struct cp_ctx *cx, struct cp_layer *layer, const char *path,
               struct cp_slice text, bool lasting)
{
    struct cp_parser p = { .cx = cx, .layer = layer, .path = path };
    cleanpage_status st = CLEANPAGE_OK;

    if (!lasting) {
        text.p = cp_arena_strndup(&layer->arena, text.p, text.n);
        p.path = cp_arena_strndup(&layer->arena, path, strlen(path));
        if (!text.p || !p.path) {
            p.path = path;
            return cp_parser_nomem(&p);
        }
    }
    if (text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0) {
        text.p += 3;
        text.n -= 3;
    }
    p.lines.rest = text;
    cp_table_init(&p.names, &layer->arena, 0);
    if (!lasting)
        st = check_bytes(&p);
    while (!st && cp_parser_next_line(&p))
        st = parse_item(&p);
    return st;
}
