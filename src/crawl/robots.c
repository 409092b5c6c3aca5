#include "crawl/robots.h"

#include <stdlib.h>

#include "base/limits.h"

/* A day. */
#define DELAY_MAX_MS 86400000

struct cp_robots_rule {
    size_t at, n; /* its pattern in `patterns`; "*" stands for anything, the rest for itself */
    bool is_anchored; /* the pattern ended with "$" */
    bool is_allow;
};

/* ---------------------------------------------------------------- paths and patterns */

/* The byte of "%41" at the start of s; -1 if there is none. */
static int
percent_byte(struct cp_slice s)
{
    if (s.n < 3 || s.p[0] != '%' || cp_hex_digit(s.p[1]) < 0 || cp_hex_digit(s.p[2]) < 0)
        return -1;
    return cp_hex_digit(s.p[1]) * 16 + cp_hex_digit(s.p[2]);
}

/* Which may stand encoded or not without a change of meaning; in a query these do, too. */
static bool
is_plain(int c, bool in_query)
{
    if (cp_is_alpha((unsigned char)c) || cp_is_digit((unsigned char)c))
        return true;
    return c && (strchr("-._~", c) || (in_query && strchr(":/?@", c)));
}

static void
put_percent(struct cp_buf *out, int c)
{
    static const char digit[] = "0123456789ABCDEF";
    char code[3] = { '%', digit[c >> 4 & 15], digit[c & 15] };

    cp_buf_put(out, code, sizeof code);
}

/* In a pattern a star is a star; the one that stands for itself is encoded, as in addresses. */
static bool
must_encode(char c, bool is_pattern)
{
    return (unsigned char)c <= ' ' || (unsigned char)c >= 0x7f || c == '$' ||
           (c == '*' && !is_pattern);
}

/*
 * Appends the form in which patterns and paths are compared (RFC 9309, 2.2.2): what is no ASCII
 * is encoded, what need not be encoded is not.
 */
static void
put_normal(struct cp_buf *out, struct cp_slice s, bool is_pattern)
{
    bool in_query = false;

    while (s.n) {
        int c = percent_byte(s);
        size_t taken = c < 0 ? 1 : 3;

        if (c >= 0 && is_plain(c, in_query))
            cp_buf_putc(out, (char)c);
        else if (c >= 0)
            put_percent(out, c);
        else if (must_encode(s.p[0], is_pattern))
            put_percent(out, (unsigned char)s.p[0]);
        else
            cp_buf_putc(out, s.p[0]);
        in_query |= s.p[0] == '?';
        s.p += taken;
        s.n -= taken;
    }
}

/*
 * A pattern holds for every path that begins with it, unless it is anchored. When something
 * does not fit, the last star is made longer: an earlier one never needs to be.
 */
static bool
matches(struct cp_slice pattern, bool is_anchored, struct cp_slice path, size_t *steps)
{
    size_t i = 0, j = 0, behind_star = 0, star_end = 0;

    for (;;) {
        if (i == pattern.n && (!is_anchored || j == path.n))
            return true;
        if (--*steps == 0)
            return false;
        if (i < pattern.n && pattern.p[i] == '*') {
            behind_star = ++i;
            star_end = j;
        } else if (i < pattern.n && j < path.n && pattern.p[i] == path.p[j]) {
            i++;
            j++;
        } else if (behind_star && star_end < path.n) {
            i = behind_star;
            j = ++star_end;
        } else {
            return false;
        }
    }
}

/* The longest pattern decides, and of two as long the one that allows. */
static bool
allows(const struct cp_robots *robots, struct cp_slice path)
{
    size_t steps = CP_ROBOTS_STEPS_MAX, longest = 0, i;
    bool allowed = true;

    for (i = 0; i < robots->rule_count; i++) {
        const struct cp_robots_rule *rule = &robots->rules[i];
        struct cp_slice pattern = { robots->patterns.p + rule->at, rule->n };
        size_t n = rule->n + rule->is_anchored;

        if (n < longest || (n == longest && allowed) ||
            !matches(pattern, rule->is_anchored, path, &steps)) {
            if (steps == 0)
                return false;
            continue;
        }
        allowed = rule->is_allow;
        longest = n;
    }
    return allowed;
}

bool
cp_robots_allow(const struct cp_robots *robots, struct cp_slice path)
{
    struct cp_buf normal = { 0 };
    bool allowed;

    if (cp_slice_eq(path, CP_LIT("/robots.txt")))
        return true;
    put_normal(&normal, path.n ? path : CP_LIT("/"), false);
    allowed = !cp_buf_failed(&normal) && allows(robots, cp_buf_slice(&normal));
    cp_buf_clear(&normal);
    return allowed;
}

/* ---------------------------------------------------------------- the file */

/* Up to CR or LF; an empty line more does no harm. */
static struct cp_slice
take_line(struct cp_slice *text)
{
    struct cp_slice line = { text->p, 0 };

    while (line.n < text->n && text->p[line.n] != '\n' && text->p[line.n] != '\r')
        line.n++;
    text->p += line.n + (line.n < text->n);
    text->n -= line.n + (line.n < text->n);
    return line;
}

/* "key: value # comment" */
static bool
split_line(struct cp_slice line, struct cp_slice *key, struct cp_slice *value)
{
    const char *hash = line.n ? memchr(line.p, '#', line.n) : NULL;
    const char *colon;

    if (hash)
        line.n = (size_t)(hash - line.p);
    colon = line.n ? memchr(line.p, ':', line.n) : NULL;
    if (!colon)
        return false;
    *key = cp_slice_trim((struct cp_slice){ line.p, (size_t)(colon - line.p) });
    *value =
        cp_slice_trim((struct cp_slice){ colon + 1, line.n - (size_t)(colon + 1 - line.p) });
    return true;
}

/* Many write "Bot/1.0" where the token alone belongs. */
static bool
is_agent(struct cp_slice value, struct cp_slice token)
{
    size_t n = 0;

    if (cp_slice_eq(token, CP_LIT("*")))
        return value.n && value.p[0] == '*' &&
               (value.n == 1 || cp_is_space((unsigned char)value.p[1]));
    while (n < value.n &&
           (cp_is_alpha((unsigned char)value.p[n]) || value.p[n] == '-' || value.p[n] == '_'))
        n++;
    return cp_slice_eq_nocase((struct cp_slice){ value.p, n }, token);
}

static struct cp_robots_rule *
new_rule(struct cp_robots *robots)
{
    if (robots->rule_count == robots->rule_cap) {
        size_t cap = robots->rule_cap ? 2 * robots->rule_cap : 16;
        void *longer = realloc(robots->rules, cap * sizeof *robots->rules);

        if (!longer)
            return NULL;
        robots->rules = longer;
        robots->rule_cap = cap;
    }
    return &robots->rules[robots->rule_count++];
}

/* An empty pattern is no rule. False without memory. */
static bool
add_rule(struct cp_robots *robots, struct cp_slice pattern, bool is_allow)
{
    struct cp_robots_rule *rule;
    bool is_anchored = pattern.n && pattern.p[pattern.n - 1] == '$';

    pattern.n -= is_anchored;
    if (pattern.n + is_anchored == 0 || robots->rule_count == CP_ROBOTS_RULES_MAX)
        return true;
    rule = new_rule(robots);
    if (!rule)
        return false;
    *rule = (struct cp_robots_rule){ robots->patterns.n, 0, is_anchored, is_allow };
    put_normal(&robots->patterns, pattern, true);
    rule->n = robots->patterns.n - rule->at;
    return !cp_buf_failed(&robots->patterns);
}

/* "10", "0.5", in milliseconds; -1 if it is something else. A day at most. */
static long
delay_of(struct cp_slice value)
{
    long ms = 0, unit = 1000; /* of the last digit */
    bool is_fraction = false;
    size_t i;

    if (value.n == 0 || cp_slice_eq(value, CP_LIT(".")))
        return -1;
    for (i = 0; i < value.n; i++) {
        if (value.p[i] == '.' && !is_fraction) {
            is_fraction = true;
        } else if (!cp_is_digit((unsigned char)value.p[i])) {
            return -1;
        } else if (is_fraction) {
            unit /= 10;
            ms += unit * (value.p[i] - '0');
        } else if (ms < DELAY_MAX_MS) {
            ms = ms * 10 + unit * (value.p[i] - '0');
        }
    }
    return ms < DELAY_MAX_MS ? ms : DELAY_MAX_MS;
}

/*
 * Reads the rules of every group that names the agent. Several agents may stand above one
 * group, and whatever is neither an agent nor a rule does not part them. *found: the agent was
 * named. False without memory.
 */
static bool
read_groups(struct cp_robots *robots, struct cp_slice text, struct cp_slice agent, bool *found)
{
    bool is_ours = false, among_agents = false, ok = true;
    struct cp_slice key, value;

    while (ok && text.n) {
        if (!split_line(take_line(&text), &key, &value))
            continue;
        if (cp_slice_eq_nocase(key, CP_LIT("user-agent"))) {
            is_ours = (is_ours && among_agents) || is_agent(value, agent);
            *found |= is_ours;
            among_agents = true;
        } else if (cp_slice_eq_nocase(key, CP_LIT("allow")) ||
                   cp_slice_eq_nocase(key, CP_LIT("disallow"))) {
            among_agents = false;
            if (is_ours)
                ok = add_rule(robots, value, cp_lower((unsigned char)key.p[0]) == 'a');
        } else if (is_ours && cp_slice_eq_nocase(key, CP_LIT("crawl-delay"))) {
            robots->delay_ms = delay_of(value);
            robots->has_delay = robots->delay_ms >= 0;
        }
    }
    return ok;
}

bool
cp_robots_parse(struct cp_robots *robots, struct cp_slice text, struct cp_slice token)
{
    bool found = false, ok;

    *robots = (struct cp_robots){ 0 };
    if (text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0)
        text = (struct cp_slice){ text.p + 3, text.n - 3 };
    ok = read_groups(robots, text, token, &found);
    if (ok && !found)
        ok = read_groups(robots, text, CP_LIT("*"), &found);
    if (!ok)
        cp_robots_clear(robots);
    return ok;
}

void
cp_robots_clear(struct cp_robots *robots)
{
    free(robots->rules);
    cp_buf_clear(&robots->patterns);
    *robots = (struct cp_robots){ 0 };
}
