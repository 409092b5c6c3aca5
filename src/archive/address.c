/* The addresses that articles are known by: see archive/address.h. */
#include "archive/address.h"

#include "url/url.h"

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

bool
cp_address_put_canonical(cleanpage *cp, struct cp_buf *out, const char *url)
{
    cleanpage_status st = cleanpage_canonical_url(cp, url, append, out);

    out->no_memory |= st && st != CLEANPAGE_BADARG;
    return st != CLEANPAGE_BADARG;
}

void
cp_address_put(cleanpage *cp, struct cp_buf *out, const char *url)
{
    struct cp_buf whole = { 0 };
    struct cp_slice text, scheme;

    if (!cp_url_is_web(cp_slice_of(url)) || !cp_address_put_canonical(cp, &whole, url)) {
        cp_buf_puts(out, url);
    } else if (cp_buf_failed(&whole)) {
        out->no_memory = true;
    } else {
        text = cp_buf_slice(&whole);
        scheme = cp_url_scheme(text);
        cp_buf_put(out, text.p + scheme.n + 1, text.n - scheme.n - 1);
    }
    cp_buf_clear(&whole);
}

int64_t
cp_address_find(struct cp_archive *archive, cleanpage *cp, const char *url)
{
    struct cp_buf address = { 0 };
    int64_t article = 0;

    cp_address_put(cp, &address, url);
    if (cp_buf_failed(&address))
        cp_sql_starve(archive->db);
    else if (address.n)
        article = cp_sql_int(archive->db, 0, "SELECT article FROM alias WHERE url = ?", "s",
                             cp_buf_slice(&address));
    cp_buf_clear(&address);
    return article;
}

void
cp_address_add(struct cp_archive *archive, cleanpage *cp, const char *url, int64_t article)
{
    struct cp_buf address = { 0 };

    cp_address_put(cp, &address, url);
    if (cp_buf_failed(&address))
        cp_sql_starve(archive->db);
    else if (address.n)
        cp_sql_do(archive->db, "INSERT OR IGNORE INTO alias VALUES (?, ?)", "si",
                  cp_buf_slice(&address), article);
    cp_buf_clear(&address);
}

bool
cp_address_is_front(const char *url)
{
    struct cp_url parts = cp_url_split(cp_slice_of(url));

    return (parts.path.n == 0 || cp_slice_eq(parts.path, CP_LIT("/"))) && parts.query.n == 0;
}

/* "www.example.org" without the "www.". */
static struct cp_slice
site_of(struct cp_url parts)
{
    if (cp_slice_starts_nocase(parts.host, CP_LIT("www."))) {
        parts.host.p += 4;
        parts.host.n -= 4;
    }
    return parts.host;
}

bool
cp_address_may_be(const char *url, const char *canonical)
{
    struct cp_slice site = site_of(cp_url_split(cp_slice_of(url)));

    return cp_url_is_web(cp_slice_of(canonical)) && !cp_address_is_front(canonical) &&
           cp_slice_eq_nocase(site, site_of(cp_url_split(cp_slice_of(canonical))));
}
