/* The search of a directory of pages: see archive/siteindex.h. */
#include "archive/siteindex.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "archive/exporting.h"
#include "base/table.h"
#include "base/utf8.h"

/* Bytes of a word that is indexed: longer ones are no words. */
#define WORD_MAX 60
/* How much more a word of the title counts, and what a word counts at most. */
enum { TITLE_WEIGHT = 5, WEIGHT_MAX = 99 };
/* Bytes of a piece that are kept before they are written. */
#define SHARD_ROOM ((size_t)16 << 10)

/* ------------------------------------------------------------------ the words of a text */

struct words {
    struct cp_arena *arena;
    struct cp_table counts;
    char word[WORD_MAX + 8];
    size_t n;        /* bytes of the word; more than WORD_MAX: too long */
    uint32_t before; /* character before, if it is of a script without spaces */
    uint32_t weight;
    bool failed;
};

static void
count(struct words *w, const char *p, size_t n)
{
    struct cp_slice key = { p, n };
    uint32_t *weight = cp_table_find(&w->counts, key);

    if (!weight) {
        key.p = cp_arena_strndup(w->arena, p, n);
        weight = key.p ? cp_table_add(&w->counts, key, 0) : NULL;
    }
    if (weight)
        *weight += w->weight;
    w->failed |= !weight;
}

static void
end_word(struct words *w)
{
    if (w->n && w->n <= WORD_MAX)
        count(w, w->word, w->n);
    w->n = 0;
}

/* A character of a script without spaces: by itself, and with the one before. */
static void
put_unspaced(struct words *w, uint32_t c)
{
    char pair[8];
    size_t n = w->before ? cp_utf8_put(pair, w->before) : 0, more;

    end_word(w);
    more = cp_utf8_put(pair + n, c);
    count(w, pair + n, more);
    if (n)
        count(w, pair, n + more);
    w->before = c;
}

static void
put_character(struct words *w, uint32_t c)
{
    if (cp_utf8_is_invisible(c))
        return;
    if (cp_utf8_is_unspaced(c)) {
        put_unspaced(w, c);
        return;
    }
    w->before = 0;
    if (!cp_utf8_is_word(c)) {
        end_word(w);
        return;
    }
    c = cp_utf8_lower(c);
    /* The sigma at the end of a word, which upper case does not know. */
    c = c == 0x3C2 ? 0x3C3 : c;
    if (w->n <= WORD_MAX)
        w->n += cp_utf8_put(w->word + w->n, c);
}

static void
count_words(struct words *w, struct cp_slice text, uint32_t weight)
{
    const char *p = text.p, *end = text.p + text.n;
    uint32_t c;

    w->weight = weight;
    w->before = 0;
    while (p < end && !w->failed) {
        p = cp_utf8_next(p, end, &c);
        put_character(w, c);
    }
    end_word(w);
}

/* ------------------------------------------------------------------ the pieces */

/* By the first two characters: FNV-1a, as site.js reckons it. */
static unsigned
shard_of(struct cp_slice word)
{
    const char *p = word.p, *end = word.p + word.n;
    uint32_t h = 0x811c9dc5, c;

    for (int i = 0; i < 2 && p < end; i++) {
        p = cp_utf8_next(p, end, &c);
        h = (h ^ c) * 0x01000193;
    }
    return (h ^ h >> 15) & (CP_SITE_SHARDS - 1);
}

static void
name_shard(char name[16], unsigned shard, const char *suffix)
{
    snprintf(name, 16, "t-%02x%s", shard, suffix);
}

static cleanpage_status
spill(struct cp_ctx *cx, struct cp_siteindex *index, unsigned shard)
{
    struct cp_buf *lines = &index->shards[shard];
    char name[16];
    cleanpage_status st = cp_buf_finish(cx, lines, "the search");

    name_shard(name, shard, "");
    if (!st)
        st = cp_spool_append(cx, index->spool, name, cp_buf_slice(lines));
    lines->n = 0;
    return st;
}

static cleanpage_status
add_counts(struct cp_ctx *cx, struct cp_siteindex *index, uint32_t document,
           const struct words *w)
{
    cleanpage_status st = CLEANPAGE_OK;

    for (uint32_t i = 0; i < w->counts.capacity && !st; i++) {
        const struct cp_table_cell *cell = &w->counts.cells[i];
        unsigned shard;

        if (!cell->used)
            continue;
        shard = shard_of(cell->key);
        cp_buf_put_slice(&index->shards[shard], cell->key);
        cp_buf_putc(&index->shards[shard], '\t');
        cp_buf_put_u64(&index->shards[shard], document);
        cp_buf_putc(&index->shards[shard], '\t');
        cp_buf_put_u64(&index->shards[shard],
                       cell->value < WEIGHT_MAX ? cell->value : WEIGHT_MAX);
        cp_buf_putc(&index->shards[shard], '\n');
        if (index->shards[shard].n >= SHARD_ROOM)
            st = spill(cx, index, shard);
    }
    return st;
}

cleanpage_status
cp_siteindex_add(struct cp_ctx *cx, struct cp_siteindex *index, uint32_t document,
                 struct cp_slice title, struct cp_slice text)
{
    struct cp_arena arena;
    struct words w = { .arena = &arena };
    cleanpage_status st;

    cp_arena_init(&arena, 0);
    cp_table_init(&w.counts, &arena, 0);
    count_words(&w, title, TITLE_WEIGHT);
    count_words(&w, text, 1);
    st = w.failed ? cp_fail(cx, CLEANPAGE_NOMEM, "out of memory")
                  : add_counts(cx, index, document, &w);
    cp_arena_clear(&arena);
    return st;
}

/* ------------------------------------------------------------------ written for the search */

struct posting {
    struct cp_slice word;
    uint32_t document, weight;
};

static uint32_t
take_number(const char **p)
{
    uint32_t n = 0;

    while (cp_is_digit((unsigned char)**p))
        n = n * 10 + (uint32_t)(*(*p)++ - '0');
    ++*p;
    return n;
}

/* The lines of a piece, of which there are as many as line feeds. */
static size_t
read_postings(struct cp_slice lines, struct posting *v)
{
    const char *p = lines.p, *end = lines.p + lines.n;
    size_t n = 0;

    while (p < end) {
        const char *tab = memchr(p, '\t', (size_t)(end - p));

        v[n].word = (struct cp_slice){ p, (size_t)(tab - p) };
        p = tab + 1;
        v[n].document = take_number(&p);
        v[n++].weight = take_number(&p);
    }
    return n;
}

static int
compare(const void *a, const void *b)
{
    const struct posting *x = a, *y = b;
    size_t n = x->word.n < y->word.n ? x->word.n : y->word.n;
    int order = memcmp(x->word.p, y->word.p, n);

    if (order == 0)
        order = (x->word.n > y->word.n) - (x->word.n < y->word.n);
    return order ? order : (x->document > y->document) - (x->document < y->document);
}

static void
put_postings(struct cp_buf *out, unsigned shard, const struct posting *v, size_t n)
{
    char name[16];

    snprintf(name, sizeof name, "\"%02x\"", shard);
    cp_buf_puts(out, "cpTerms(");
    cp_buf_puts(out, name);
    cp_buf_puts(out, ",{");
    for (size_t i = 0; i < n; i++) {
        bool is_new = i == 0 || !cp_slice_eq(v[i].word, v[i - 1].word);

        if (is_new) {
            cp_buf_puts(out, i ? "],\n" : "\n");
            cp_export_put_json(out, v[i].word);
            cp_buf_puts(out, ":[");
        } else {
            cp_buf_putc(out, ',');
        }
        cp_buf_put_u64(out, is_new ? v[i].document : v[i].document - v[i - 1].document);
        cp_buf_putc(out, ',');
        cp_buf_put_u64(out, v[i].weight);
    }
    cp_buf_puts(out, n ? "]});\n" : "});\n");
}

static size_t
count_lines(struct cp_slice s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

static cleanpage_status
write_shard(struct cp_ctx *cx, struct cp_spool *made, const char *dir, unsigned shard,
            struct cp_slice lines)
{
    struct posting *v = malloc((count_lines(lines) + 1) * sizeof *v);
    struct cp_buf name = { 0 }, out = { 0 };
    cleanpage_status st;
    char file[16];
    size_t n;

    name_shard(file, shard, ".js");
    cp_buf_puts(&name, dir);
    cp_buf_puts(&name, file);
    if (v && cp_buf_str(&name)) {
        n = read_postings(lines, v);
        qsort(v, n, sizeof *v, compare);
        put_postings(&out, shard, v, n);
        st = cp_buf_finish(cx, &out, "the search");
        if (!st)
            st = cp_spool_append(cx, made, name.p, cp_buf_slice(&out));
    } else {
        st = cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    }
    cp_buf_clear(&name);
    cp_buf_clear(&out);
    free(v);
    return st;
}

cleanpage_status
cp_siteindex_finish(struct cp_ctx *cx, struct cp_siteindex *index, struct cp_spool *made,
                    const char *dir)
{
    cleanpage_status st = CLEANPAGE_OK;

    for (unsigned i = 0; i < CP_SITE_SHARDS && !st; i++) {
        struct cp_buf lines = { 0 };
        const char *path;
        char name[16];

        name_shard(name, i, "");
        path = cp_spool_path(index->spool, name);
        if (path && access(path, F_OK) == 0)
            st = cp_buf_read_file(cx, &lines, path);
        cp_buf_put_slice(&lines, cp_buf_slice(&index->shards[i]));
        if (!st)
            st = cp_buf_finish(cx, &lines, "the search");
        if (!st)
            st = write_shard(cx, made, dir, i, cp_buf_slice(&lines));
        cp_buf_clear(&lines);
    }
    return st;
}

void
cp_siteindex_clear(struct cp_siteindex *index)
{
    for (unsigned i = 0; i < CP_SITE_SHARDS; i++)
        cp_buf_clear(&index->shards[i]);
}
