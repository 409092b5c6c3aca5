/* Cleaning with what was learned: see site/sitebook.h. */
#include "site/sitebook.h"

#include <stdlib.h>

/* Hosts whose tables are kept: the pages of a crawl lie together by host more often than not.
 */
#define HOSTS 16

struct entry {
    char *host;           /* NULL: free */
    cleanpage_site *site; /* NULL: nothing is known of it */
    int64_t *numbers;     /* of its pages, ascending */
    size_t n_numbers;
    uint64_t used; /* when it was asked for last */
};

struct cp_sitebook {
    struct cp_ctx *cx;
    struct cp_sitedb *db;
    struct entry entries[HOSTS];
    uint64_t clock;
    struct cp_buf address;
};

cleanpage_status
cp_sitebook_open(struct cp_ctx *cx, const char *path, enum cp_sitedb_mode mode,
                 struct cp_sitebook **opened)
{
    struct cp_sitebook *book = calloc(1, sizeof *book);
    cleanpage_status st;

    *opened = NULL;
    if (!book)
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    book->cx = cx;
    st = cp_sitedb_open(cx, path, mode, &book->db);
    if (st)
        cp_sitebook_close(book);
    else
        *opened = book;
    return st;
}

static void
clear(struct entry *e)
{
    free(e->host);
    free(e->numbers);
    cleanpage_site_free(e->site);
    *e = (struct entry){ 0 };
}

void
cp_sitebook_close(struct cp_sitebook *book)
{
    if (!book)
        return;
    for (size_t i = 0; i < HOSTS; i++)
        clear(&book->entries[i]);
    cp_sitedb_close(book->db);
    cp_buf_clear(&book->address);
    free(book);
}

/* ------------------------------------------------------------------ hosts */

static cleanpage_site *
make_site(const struct cp_sitehost *host)
{
    uint64_t *keys = calloc(host->n_lines + 1, sizeof *keys);
    uint32_t *counts = calloc(host->n_lines + 1, sizeof *counts);
    cleanpage_site *site = NULL;

    for (size_t i = 0; keys && counts && i < host->n_lines; i++) {
        keys[i] = host->lines[i].key;
        counts[i] = host->lines[i].pages;
    }
    if (keys && counts)
        site = cleanpage_site_new(keys, counts, host->n_lines, host->pages);
    free(keys);
    free(counts);
    return site;
}

static bool
fill(struct entry *e, struct cp_slice name, const struct cp_sitehost *host)
{
    e->host = strndup(name.p, name.n);
    e->numbers = calloc(host->n_numbers + 1, sizeof *e->numbers);
    e->site = host->n_lines ? make_site(host) : NULL;
    if (!e->host || !e->numbers || (host->n_lines && !e->site))
        return false;
    memcpy(e->numbers, host->numbers, host->n_numbers * sizeof *e->numbers);
    e->n_numbers = host->n_numbers;
    return true;
}

/* In the place of the one that was not asked for the longest. */
static cleanpage_status
load(struct cp_sitebook *book, struct cp_slice name, struct entry **found)
{
    struct entry *oldest = &book->entries[0];
    struct cp_sitehost host;
    cleanpage_status st = cp_sitedb_host(book->db, name, &host);

    for (size_t i = 1; i < HOSTS; i++)
        if (book->entries[i].used < oldest->used)
            oldest = &book->entries[i];
    clear(oldest);
    if (!st && !fill(oldest, name, &host)) {
        clear(oldest);
        st = cp_fail(book->cx, CLEANPAGE_NOMEM, "out of memory");
    }
    cp_sitehost_clear(&host);
    *found = oldest;
    return st;
}

static cleanpage_status
find(struct cp_sitebook *book, struct cp_slice name, struct entry **found)
{
    for (size_t i = 0; i < HOSTS; i++)
        if (book->entries[i].host && cp_slice_eq(name, cp_slice_of(book->entries[i].host))) {
            *found = &book->entries[i];
            return CLEANPAGE_OK;
        }
    return load(book, name, found);
}

static int
compare_numbers(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

/* ------------------------------------------------------------------ pages */

cleanpage_status
cp_sitebook_look_up(struct cp_sitebook *book, cleanpage *cp, const char *url,
                    cleanpage_options *options)
{
    struct cp_slice host;
    struct entry *e;
    int64_t number;
    cleanpage_status st;

    options->site = NULL;
    options->flags &= ~CLEANPAGE_SITE_HAS_PAGE;
    if (!cp_sitepage_address(cp, url, &book->address, &host, &number))
        return cp_buf_failed(&book->address)
                   ? cp_fail(book->cx, CLEANPAGE_NOMEM, "out of memory")
                   : CLEANPAGE_OK;
    st = find(book, host, &e);
    if (st)
        return st;
    e->used = ++book->clock;
    options->site = e->site;
    if (bsearch(&number, e->numbers, e->n_numbers, sizeof number, compare_numbers))
        options->flags |= CLEANPAGE_SITE_HAS_PAGE;
    return CLEANPAGE_OK;
}

cleanpage_status
cp_sitebook_clean_again(struct cp_sitebook *book, cleanpage *cp,
                        const cleanpage_options *options, cleanpage_doc **doc)
{
    cleanpage_options with = *options;
    cleanpage_doc *again;
    cleanpage_status st = cp_sitebook_look_up(book, cp, cp_sitepage_url(*doc), &with);

    if (st || !with.site)
        return st;
    st = cleanpage_clean_again(cp, *doc, &with, &again);
    if (st)
        return st;
    cleanpage_doc_free(*doc);
    *doc = again;
    return CLEANPAGE_OK;
}
