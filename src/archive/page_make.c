/* Cleaning and rendering, in a child: see archive/page_make.h and archive/page.h. */
#include "archive/page_make.h"

#include <string.h>

#include "archive/simhash.h"
#include "sandbox/apart.h"

struct making {
    const struct cp_pagemaker *maker;
    struct cp_slice bytes;
    const cleanpage_options *options;
    bool may_ask; /* for converters of encodings, by the status ASKS */
};

/* None of a cleanpage_status. */
#define ASKS 100

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

/* ------------------------------------------------------------------ inside: the page */

static void
join_authors(const cleanpage_doc *doc, struct cp_buf *author)
{
    const char *name;

    for (size_t i = 0; (name = cleanpage_field(doc, "author", i)); i++) {
        if (i)
            cp_buf_puts(author, ", ");
        cp_buf_puts(author, name);
    }
}

static void
copy_fields(const cleanpage_doc *doc, struct cp_page *page)
{
    static const char *const names[CP_PAGE_FIELDS] = {
        [CP_PAGE_PUBLISHED] = "published",
        [CP_PAGE_LANGUAGE] = "language",
        [CP_PAGE_CANONICAL_URL] = "canonical_url",
    };

    for (size_t i = 0; i < CP_PAGE_FIELDS; i++) {
        const char *value = names[i] ? cleanpage_field(doc, names[i], 0) : cleanpage_title(doc);

        cp_buf_puts(&page->field[i], value ? value : "");
    }
}

/* Front matter holds more than the text does (a picture's address, tags): it does not count. */
static void
measure(struct cp_page *page)
{
    struct cp_buf all = { 0 };

    cp_buf_put_slice(&all, cp_buf_slice(&page->field[CP_PAGE_TITLE]));
    cp_buf_putc(&all, '\n');
    cp_buf_put_slice(&all, cp_buf_slice(&page->text));
    cp_digest(cp_buf_slice(&all), page->digest);
    page->simhash = cp_simhash(cp_buf_slice(&page->text), &page->words);
    cp_buf_clear(&all);
}

static cleanpage_status
render(const cleanpage_doc *doc, cleanpage_format format, struct cp_page *page)
{
    cleanpage_layout whole = CLEANPAGE_LAYOUT_INIT, plain = CLEANPAGE_LAYOUT_INIT;
    cleanpage_status st;

    whole.flags = format == CLEANPAGE_HTML ? CLEANPAGE_NO_TITLE : CLEANPAGE_FRONT_MATTER;
    plain.flags = CLEANPAGE_NO_TITLE;
    st = cleanpage_render(doc, format, &whole, append, &page->file);
    if (!st)
        st = cleanpage_render(doc, CLEANPAGE_TEXT, &plain, append, &page->text);
    if (st)
        return st;
    copy_fields(doc, page);
    join_authors(doc, &page->author);
    if (cleanpage_has_text(doc))
        measure(page);
    return CLEANPAGE_OK;
}

/* ------------------------------------------------------------------ inside: on its way out */

/* The fields of a page, then its file, text and author. */
#define PARTS (CP_PAGE_FIELDS + 3)

/* Before the bytes of the parts. Both sides are the same program. */
struct head {
    uint64_t simhash, words, length[PARTS];
    char digest[CP_DIGEST_MAX];
};

static struct cp_buf *
part_of(struct cp_page *page, size_t i)
{
    if (i < CP_PAGE_FIELDS)
        return &page->field[i];
    return i == CP_PAGE_FIELDS ? &page->file : i == CP_PAGE_FIELDS + 1 ? &page->text : &page->author;
}

static void
put_page(struct cp_page *page, struct cp_buf *made)
{
    struct head head;

    memset(&head, 0, sizeof head);
    head.simhash = page->simhash;
    head.words = page->words;
    memcpy(head.digest, page->digest, sizeof head.digest);
    for (size_t i = 0; i < PARTS; i++)
        head.length[i] = part_of(page, i)->n;
    cp_buf_put(made, (const char *)&head, sizeof head);
    for (size_t i = 0; i < PARTS; i++) {
        cp_buf_put_slice(made, cp_buf_slice(part_of(page, i)));
        made->no_memory |= part_of(page, i)->no_memory;
    }
}

static int
fail(const struct making *m, cleanpage_status st, struct cp_buf *message)
{
    if (m->may_ask && cleanpage_lacks(m->maker->cp))
        return ASKS;
    cp_buf_puts(message, cleanpage_message(m->maker->cp));
    return (int)st;
}

/* Makes the page, or leaves the message of what failed aside. */
static int
work(void *user, struct cp_buf *made, struct cp_buf *message)
{
    const struct making *m = user;
    struct cp_page page = { 0 };
    cleanpage_doc *doc = NULL;
    cleanpage_status st = cleanpage_clean(m->maker->cp, m->bytes.n ? m->bytes.p : "",
                                          m->bytes.n, m->options, &doc);

    if (st)
        return fail(m, st, message);
    st = render(doc, m->maker->format, &page);
    if (!st)
        put_page(&page, made);
    if (st || cp_buf_failed(made)) {
        cp_buf_puts(message, "out of memory");
        st = CLEANPAGE_NOMEM;
    }
    cp_page_clear(&page);
    cleanpage_doc_free(doc);
    return (int)st;
}

/* ------------------------------------------------------------------ outside */

static cleanpage_status
fail_unclear(const struct making *m)
{
    return cp_fail(m->maker->cx, CLEANPAGE_TYPE, "what reads it does not tell what it is");
}

/* A page may have got the better of who says this: no more than its own words are taken. */
static cleanpage_status
take_page(const struct making *m, struct cp_slice made, struct cp_page *page)
{
    struct head head;

    if (made.n < sizeof head)
        return fail_unclear(m);
    memcpy(&head, made.p, sizeof head);
    made = (struct cp_slice){ made.p + sizeof head, made.n - sizeof head };
    for (size_t i = 0; i < PARTS; i++) {
        size_t n = head.length[i] < made.n ? (size_t)head.length[i] : made.n;

        cp_buf_put(part_of(page, i), made.p, n);
        if (head.length[i] != n)
            return fail_unclear(m);
        if (!cp_buf_str(part_of(page, i)))
            return cp_fail_nomem(m->maker->cx);
        made = (struct cp_slice){ made.p + n, made.n - n };
    }
    head.digest[sizeof head.digest - 1] = '\0';
    memcpy(page->digest, head.digest, sizeof page->digest);
    page->simhash = head.simhash;
    page->words = (size_t)head.words;
    page->is_clean = true;
    return made.n ? fail_unclear(m) : CLEANPAGE_OK;
}

static cleanpage_status
take(const struct making *m, int status, struct cp_slice made, struct cp_buf *message,
     struct cp_page *page)
{
    cleanpage_status st;

    if (status)
        return cp_fail(m->maker->cx,
                       status <= CLEANPAGE_READ ? (cleanpage_status)status : CLEANPAGE_TYPE, "%s",
                       cp_buf_str(message) ? message->p : "out of memory");
    st = take_page(m, made, page);
    if (st)
        cp_page_clear(page);
    return st;
}

static cleanpage_status
make_here(struct making *m, struct cp_page *page)
{
    struct cp_buf made = { 0 }, message = { 0 };
    cleanpage_status st;
    int status;

    m->may_ask = false;
    status = work(m, &made, &message);
    st = take(m, status, cp_buf_slice(&made), &message, page);
    cp_buf_clear(&made);
    cp_buf_clear(&message);
    return st;
}

/* Memory that is short in the child is the page's fault. */
static cleanpage_status
take_result(const struct making *m, struct cp_apart_result *r, struct cp_page *page)
{
    struct cp_buf cause = { 0 };
    cleanpage_status st;

    if (r->end == CP_APART_DONE && r->status == CLEANPAGE_NOMEM)
        r->status = CLEANPAGE_LIMIT;
    if (r->end == CP_APART_DONE)
        return take(m, r->status, cp_buf_slice(&r->made), &r->aside, page);
    cp_apart_put_cause(&cause, r);
    st = cp_fail(m->maker->cx,
                 r->end == CP_APART_NO_MEMORY ? CLEANPAGE_NOMEM : CLEANPAGE_LIMIT, "%s",
                 cp_buf_str(&cause) ? cause.p : "out of memory");
    cp_buf_clear(&cause);
    return st;
}

static cleanpage_status
make_apart(struct making *m, struct cp_page *page)
{
    struct cp_apart_task task = { .mode = m->maker->sandbox,
                                  .has_shared_memory = true,
                                  .user = m,
                                  .work = work };
    struct cp_apart_result r;
    cleanpage_status st = cleanpage_preload_for(m->maker->cp, NULL);

    m->may_ask = true;
    if (!st)
        cp_apart_run(&task, &r);
    if (!st && r.end == CP_APART_DONE && r.status == ASKS) {
        cp_apart_clear(&r);
        m->may_ask = false;
        st = cleanpage_preload(m->maker->cp);
        if (!st)
            cp_apart_run(&task, &r);
    }
    if (st)
        return cp_fail(m->maker->cx, st, "%s", cleanpage_message(m->maker->cp));
    if (r.end == CP_APART_NO_CHILD && m->maker->sandbox == CP_SANDBOX_AUTO)
        st = make_here(m, page);
    else
        st = take_result(m, &r, page);
    cp_apart_clear(&r);
    return st;
}

cleanpage_status
cp_page_make(const struct cp_pagemaker *maker, struct cp_slice bytes,
             const cleanpage_options *options, struct cp_page *page)
{
    struct making m = { .maker = maker, .bytes = bytes, .options = options };

    cp_page_clear(page);
    if (maker->sandbox == CP_SANDBOX_OFF ||
        (maker->sandbox == CP_SANDBOX_AUTO && cp_sandbox_obstacle()))
        return make_here(&m, page);
    return make_apart(&m, page);
}
