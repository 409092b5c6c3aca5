/* Words of the articles: see archive/search.h. */
#include "archive/search.h"

#include <string.h>

#include "base/utf8.h"

#define APART "\xe2\x80\x8b" /* U+200B */

/* Words around what was found. */
#define SNIPPET_WORDS 24

/* Articles that are ranked, 1 us each. */
#define RANKED_MAX 20000

/* ------------------------------------------------------------------ the table */

/* The text with characters that are words of their own set apart. */
static void
put_apart(struct cp_buf *out, struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n, *next;
    bool was_alone = false;

    for (; p < end; p = next) {
        uint32_t c;
        bool alone;

        next = cp_utf8_next(p, end, &c);
        alone = c >= 0x80 && cp_utf8_is_unspaced(c);
        if (was_alone || (alone && p > text.p))
            cp_buf_puts(out, APART);
        cp_buf_put(out, p, (size_t)(next - p));
        was_alone = alone;
    }
}

static void
put_together(struct cp_buf *out, struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n;

    while (p < end) {
        const char *apart = memchr(p, APART[0], (size_t)(end - p));

        if (!apart)
            apart = end;
        cp_buf_put(out, p, (size_t)(apart - p));
        p = apart;
        if (end - p >= 3 && memcmp(p, APART, 3) == 0)
            p += 3;
        else if (p < end)
            cp_buf_putc(out, *p++);
    }
}

void
cp_search_drop(struct cp_archive *archive, int64_t article)
{
    cp_sql_do(archive->db, "DELETE FROM search WHERE rowid = ?", "i", article);
}

void
cp_search_set(struct cp_archive *archive, int64_t article, struct cp_slice title,
              struct cp_slice text)
{
    struct cp_buf heading = { 0 }, body = { 0 };

    put_apart(&heading, title);
    put_apart(&body, text);
    cp_search_drop(archive, article);
    if (cp_buf_failed(&heading) || cp_buf_failed(&body))
        cp_sql_starve(archive->db);
    cp_sql_do(archive->db, "INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)", "iss",
              article, cp_buf_slice(&heading), cp_buf_slice(&body));
    cp_buf_clear(&heading);
    cp_buf_clear(&body);
}

/* ------------------------------------------------------------------ what is searched for */

struct term {
    struct cp_slice text;
    bool is_not, is_prefix;
};

static bool
next_term(const char **at, struct term *term)
{
    const char *p = *at + strspn(*at, " \t\r\n");

    *term = (struct term){ 0 };
    if (!*p)
        return false;
    term->is_not = *p == '-';
    p += term->is_not;
    if (*p == '"') {
        term->text = (struct cp_slice){ p + 1, strcspn(p + 1, "\"") };
        p += 1 + term->text.n;
        p += *p == '"';
    } else {
        term->text = (struct cp_slice){ p, strcspn(p, " \t\r\n\"") };
        p += term->text.n;
    }
    if (term->text.n && term->text.p[term->text.n - 1] == '*') {
        term->text.n--;
        term->is_prefix = true;
    } else if (*p == '*') {
        term->is_prefix = true;
        p++;
    }
    *at = p;
    return true;
}

static bool
has_word(struct cp_slice text)
{
    const char *p = text.p, *end = text.p + text.n;
    uint32_t c;

    while (p < end) {
        p = cp_utf8_next(p, end, &c);
        if (cp_utf8_is_word(c))
            return true;
    }
    return false;
}

/* Appends the terms that are to be there, or those that are not, in FTS5's language. */
static size_t
put_terms(struct cp_buf *out, const char *words, bool is_not)
{
    const char *joint = is_not ? " OR " : " AND ";
    struct term term;
    size_t n = 0;

    while (next_term(&words, &term)) {
        if (term.is_not != is_not || !has_word(term.text))
            continue;
        if (n++)
            cp_buf_puts(out, joint);
        cp_buf_putc(out, '"');
        put_apart(out, term.text);
        cp_buf_puts(out, term.is_prefix ? "\"*" : "\"");
    }
    return n;
}

static bool
put_query(struct cp_buf *out, const char *words)
{
    struct cp_buf without = { 0 };

    cp_buf_putc(out, '(');
    if (!put_terms(out, words, false))
        return false;
    cp_buf_putc(out, ')');
    if (put_terms(&without, words, true)) {
        cp_buf_puts(out, " NOT (");
        cp_buf_put_slice(out, cp_buf_slice(&without));
        cp_buf_putc(out, ')');
    }
    out->no_memory |= cp_buf_failed(&without);
    cp_buf_clear(&without);
    return true;
}

/* ------------------------------------------------------------------ what is found */

static const char *
text_or_empty(const struct cp_rows *rows, int column)
{
    const char *text = cp_rows_text(rows, column).p;

    return text ? text : "";
}

static bool
tell(struct cp_archive *archive, const struct cp_rows *rows, struct cp_buf *snippet,
     cp_found_fn found, void *user)
{
    struct cp_found f = { .article = cp_rows_int(rows, 0),
                          .title = text_or_empty(rows, 1),
                          .path = text_or_empty(rows, 2),
                          .published = text_or_empty(rows, 3),
                          .feed = text_or_empty(rows, 4),
                          .url = text_or_empty(rows, 5) };

    snippet->n = 0;
    put_together(snippet, cp_rows_text(rows, 6));
    f.snippet = cp_buf_str(snippet);
    if (!f.snippet)
        cp_sql_starve(archive->db);
    return f.snippet && found(user, &f);
}

#define FOUND                                                                                  \
    "SELECT a.id, a.title, a.path, a.published, f.name, a.url, "                               \
    "snippet(search, 1, ?, ?, '...', ?) FROM search JOIN article a ON a.id = search.rowid "    \
    "JOIN feed f ON f.id = a.feed WHERE search MATCH ? AND a.near IS NULL "                    \
    "AND (?5 = 0 OR a.feed = ?5) ORDER BY "

/* Words that so many articles have do not tell one from another: the newest come first. */
static bool
is_everywhere(struct cp_archive *archive, struct cp_slice query)
{
    return cp_sql_int(archive->db, 0, "SELECT count(*) FROM search WHERE search MATCH ?", "s",
                      query) > RANKED_MAX;
}

cleanpage_status
cp_search(struct cp_archive *archive, const char *words, int64_t feed, int64_t most,
          const char *mark, const char *unmark, cp_found_fn found, void *user)
{
    struct cp_buf query = { 0 }, snippet = { 0 };
    struct cp_rows *rows;
    cleanpage_status st = CLEANPAGE_OK;

    if (!put_query(&query, words)) {
        st = cp_fail(archive->cx, CLEANPAGE_BADARG, "nothing to search for");
        goto out;
    }
    if (cp_buf_failed(&query))
        cp_sql_starve(archive->db);
    rows = cp_sql_query(
        archive->db,
        is_everywhere(archive, cp_buf_slice(&query)) ? FOUND "search.rowid DESC LIMIT ?6"
                                                     : FOUND "rank LIMIT ?6",
        "ttisii", mark, unmark, (int64_t)SNIPPET_WORDS, cp_buf_slice(&query), feed, most);
    while (cp_rows_next(rows))
        if (!tell(archive, rows, &snippet, found, user)) {
            cp_rows_end(rows);
            break;
        }
    st = cp_sql_status(archive->db);
out:
    cp_buf_clear(&query);
    cp_buf_clear(&snippet);
    return st;
}
