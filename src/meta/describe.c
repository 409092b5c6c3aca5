/* Which of the finds are believed; the order of the fields is that of what needs what. */
#include "meta/finds.h"

#include "url/url.h"

/* The first year of which a page can be. */
#define WEB_YEAR 1991

typedef cleanpage_status (*put_fn)(struct cp_finds *finds, struct cp_metadata *metadata,
                                   enum cp_field field, const struct cp_find *find);

/* Puts the first of a field's finds, best first, that makes a value. */
static cleanpage_status
put_best(struct cp_finds *finds, struct cp_metadata *metadata, enum cp_field field, put_fn put)
{
    const struct cp_find *find = NULL;
    cleanpage_status st = CLEANPAGE_OK;

    while (!st && !metadata->first[field] && (find = cp_finds_next(finds, field, find)))
        st = put(finds, metadata, field, find);
    return st;
}

static cleanpage_status
put_text(struct cp_finds *finds, struct cp_metadata *metadata, enum cp_field field,
         const struct cp_find *find)
{
    return cp_metadata_add(finds->cx, metadata, field, find->text,
                           cp_source_name((enum cp_source)find->source));
}

/* ---- dates ---- */

/*
 * Day nought of Unix is a field that was never filled; a day near the title from before the web
 * is what the page is about.
 */
static bool
is_no_day_of_a_page(const struct cp_find *find, const struct cp_date *date)
{
    return (date->year == 1970 && date->month == 1 && date->day == 1) ||
           (date->year == 1969 && date->month == 12 && date->day == 31) ||
           (find->source == CP_SOURCE_TEXT && date->year < WEB_YEAR);
}

static cleanpage_status
put_date(struct cp_finds *finds, struct cp_metadata *metadata, enum cp_field field,
         const struct cp_find *find)
{
    struct cp_buf out = { 0 };
    struct cp_date date;
    cleanpage_status st;

    if (!cp_dates_read(&finds->dates, find->text, &date) || is_no_day_of_a_page(find, &date))
        return CLEANPAGE_OK;
    cp_date_put(&out, &date);
    st = cp_buf_finish(finds->cx, &out, "date");
    if (!st)
        st = cp_metadata_add(finds->cx, metadata, field, cp_buf_slice(&out),
                             cp_source_name((enum cp_source)find->source));
    cp_buf_clear(&out);
    return st;
}

/* Four digits: "25/12/19" may be of either century's end. */
static bool
begins_with_year(struct cp_slice part)
{
    for (size_t i = 0; i < 4; i++)
        if (!cp_is_digit((unsigned char)part.p[i]))
            return false;
    return part.p[0] == '1' || part.p[0] == '2';
}

/* "/2024/05/17/" and "/2024-05-17-..." in the address of the page. */
static void
add_url_date(struct cp_finds *finds)
{
    struct cp_slice path = cp_url_split(finds->in->url).path;

    for (size_t i = 0; i + 8 <= path.n; i++) {
        struct cp_slice part = { path.p + i + 1, path.n - i - 1 };
        struct cp_date date;
        size_t at, end;

        if ((path.p[i] != '/' && path.p[i] != '-') || part.n < 8 || !begins_with_year(part))
            continue;
        part.n = part.n < 10 ? part.n : 10;
        if (cp_dates_find(&finds->dates, part, &date, &at, &end) && at == 0 && date.day) {
            cp_finds_add(finds, CP_FIELD_PUBLISHED, CP_SOURCE_URL, 35, 0, part);
            return;
        }
    }
}

/* Day of the month that a find says; 0 if it is none. */
static int
day_of(const struct cp_finds *finds, const struct cp_find *find, struct cp_date *date)
{
    return find && cp_dates_read(&finds->dates, find->text, date) ? date->day : 0;
}

/*
 * A time in UTC may be of the next day where the page was written; the address then has the
 * day that its readers see.
 */
static cleanpage_status
put_published(struct cp_finds *finds, struct cp_metadata *metadata, enum cp_field field)
{
    const struct cp_find *best = cp_finds_next(finds, field, NULL), *find;
    struct cp_date ours, theirs;

    for (find = finds->first[field]; find && find->source != CP_SOURCE_URL;)
        find = find->next;
    if (day_of(finds, find, &ours) && day_of(finds, best, &theirs) && theirs.hour >= 0 &&
        theirs.year == ours.year && theirs.month == ours.month &&
        (theirs.day == ours.day + 1 || theirs.day == ours.day - 1))
        return put_date(finds, metadata, field, find);
    return put_best(finds, metadata, field, put_date);
}

/* ---- addresses ---- */

static cleanpage_status
put_address(struct cp_finds *finds, struct cp_metadata *metadata, enum cp_field field,
            const struct cp_find *find)
{
    struct cp_buf whole = { .max = CP_META_VALUE_MAX }, out = { .max = CP_META_VALUE_MAX };
    cleanpage_status st = CLEANPAGE_OK;

    cp_url_resolve(&whole, finds->base, find->text);
    cp_url_put_uri(&out, cp_buf_slice(&whole));
    out.no_memory |= whole.no_memory;
    out.too_long |= whole.too_long;
    cp_buf_clear(&whole);
    if (out.no_memory)
        st = cp_fail_nomem(finds->cx);
    else if (!out.too_long && cp_url_is_web(cp_buf_slice(&out)))
        st = cp_metadata_add(finds->cx, metadata, field, cp_buf_slice(&out),
                             cp_source_name((enum cp_source)find->source));
    cp_buf_clear(&out);
    return st;
}

/* The front page said to be the address of a page that is not the front page. */
static bool
is_wrong_root(const struct cp_finds *finds, struct cp_slice address)
{
    struct cp_url page = cp_url_split(finds->in->url), said = cp_url_split(address);

    return finds->in->url.n && said.path.n <= 1 && !said.query.n && page.path.n > 1;
}

static cleanpage_status
put_canonical(struct cp_finds *finds, struct cp_metadata *metadata, enum cp_field field,
              const struct cp_find *find)
{
    struct cp_buf out = { .max = CP_META_VALUE_MAX };
    bool wrong;

    cp_url_resolve(&out, finds->base, find->text);
    wrong = cp_buf_failed(&out) || is_wrong_root(finds, cp_buf_slice(&out));
    cp_buf_clear(&out);
    return wrong ? CLEANPAGE_OK : put_address(finds, metadata, field, find);
}

static cleanpage_status
put_licence(struct cp_finds *finds, struct cp_metadata *metadata, enum cp_field field,
            const struct cp_find *find)
{
    bool is_link = find->source == CP_SOURCE_LINK || find->source == CP_SOURCE_TEXT ||
                   *find->text.p == '/' || cp_url_is_web(find->text);

    return is_link ? put_address(finds, metadata, field, find)
                   : put_text(finds, metadata, field, find);
}

/* The base element's address, itself resolved against the page's. */
static cleanpage_status
find_base(struct cp_finds *finds)
{
    struct cp_buf out = { .max = CP_META_VALUE_MAX };
    cleanpage_status st = CLEANPAGE_OK;

    finds->base = finds->in->url;
    if (!finds->base_href.n)
        return CLEANPAGE_OK;
    cp_url_resolve(&out, finds->in->url, finds->base_href);
    if (!cp_buf_failed(&out) && cp_url_is_web(cp_buf_slice(&out))) {
        char *copy = cp_arena_strndup(finds->cx->arena, out.p, out.n);
        finds->base = (struct cp_slice){ copy, copy ? out.n : 0 };
        st = copy ? CLEANPAGE_OK : cp_fail_nomem(finds->cx);
    }
    cp_buf_clear(&out);
    return st;
}

/* ---- authors ---- */

static cleanpage_status
put_authors(struct cp_finds *finds, struct cp_metadata *metadata)
{
    struct cp_slice site = { NULL, 0 };
    const struct cp_find *find = NULL, *other;
    cleanpage_status st = CLEANPAGE_OK;

    if (metadata->first[CP_FIELD_SITE_NAME])
        site = metadata->first[CP_FIELD_SITE_NAME]->text;
    while (!st && !metadata->first[CP_FIELD_AUTHOR] &&
           (find = cp_finds_next(finds, CP_FIELD_AUTHOR, find))) {
        for (other = find; !st && other; other = other->next)
            if (other->rank == find->rank && other->source == find->source &&
                other->group == find->group)
                st = cp_finds_put_names(finds, metadata, other, site);
    }
    for (find = NULL; !st && !metadata->first[CP_FIELD_AUTHOR] &&
                      (find = cp_finds_next(finds, CP_FIELD_AUTHOR, find));)
        st = cp_finds_put_names(finds, metadata, find, (struct cp_slice){ NULL, 0 });
    return st;
}

cleanpage_status
cp_finds_know(struct cp_finds *finds, enum cp_field field, bool *known)
{
    const struct cp_find *find = cp_finds_next(finds, field, NULL);
    struct cp_metadata trial = { { NULL } };
    cleanpage_status st;

    *known = false;
    if (!find || find->rank >= CP_FINDS_TEXT)
        return CLEANPAGE_OK;
    st = put_best(finds, &trial, CP_FIELD_SITE_NAME, put_text);
    if (!st && field == CP_FIELD_AUTHOR)
        st = cp_finds_put_names(finds, &trial, find,
                                trial.first[CP_FIELD_SITE_NAME]
                                    ? trial.first[CP_FIELD_SITE_NAME]->text
                                    : (struct cp_slice){ NULL, 0 });
    else if (!st)
        st = put_date(finds, &trial, field, find);
    *known = trial.first[field] != NULL;
    return st;
}

/* ---- tags ---- */

static cleanpage_status
put_tags(struct cp_finds *finds, struct cp_metadata *metadata, const struct cp_find *find)
{
    struct cp_slice text = find->text;
    cleanpage_status st = CLEANPAGE_OK;
    size_t from = 0;

    for (size_t i = 0; !st && i <= text.n; i++)
        if (i == text.n || text.p[i] == ',' || text.p[i] == ';' || text.p[i] == '\n') {
            st = cp_metadata_add(finds->cx, metadata, CP_FIELD_TAGS,
                                 (struct cp_slice){ text.p + from, i - from },
                                 cp_source_name((enum cp_source)find->source));
            from = i + 1;
        }
    return st;
}

static cleanpage_status
put_all_tags(struct cp_finds *finds, struct cp_metadata *metadata)
{
    const struct cp_find *find = NULL;
    cleanpage_status st = CLEANPAGE_OK;

    while (!st && (find = cp_finds_next(finds, CP_FIELD_TAGS, find)) &&
           !cp_metadata_get(metadata, CP_FIELD_TAGS, CP_META_VALUES_MAX - 1))
        st = put_tags(finds, metadata, find);
    return st;
}

/* ---- language ---- */

/* A BCP 47 tag by its looks, "_" turned into "-"; empty if it is none. */
static struct cp_slice
language_tag(struct cp_finds *finds, struct cp_slice text)
{
    char *copy;
    size_t n = 0, first = 0;

    text = cp_slice_trim(text);
    while (n < text.n && n < 35 && (cp_is_alpha((unsigned char)text.p[n]) ||
                                    cp_is_digit((unsigned char)text.p[n]) ||
                                    text.p[n] == '-' || text.p[n] == '_'))
        n++;
    while (first < n && cp_is_alpha((unsigned char)text.p[first]))
        first++;
    if (first < 2 || first > 3 || (n < text.n && text.p[n] != ','))
        return (struct cp_slice){ NULL, 0 };
    copy = cp_arena_strndup(finds->cx->arena, text.p, n);
    finds->no_memory |= !copy;
    for (size_t i = 0; copy && i < n; i++)
        copy[i] = copy[i] == '_' ? '-' : copy[i];
    return (struct cp_slice){ copy, copy ? n : 0 };
}

static cleanpage_status
put_language(struct cp_finds *finds, struct cp_metadata *metadata, enum cp_field field,
             const struct cp_find *find)
{
    return cp_metadata_add(finds->cx, metadata, field, language_tag(finds, find->text),
                           cp_source_name((enum cp_source)find->source));
}

/* ---- all of it ---- */

static cleanpage_status
put_title(struct cp_finds *finds, struct cp_metadata *metadata)
{
    const struct cp_value *site = metadata->first[CP_FIELD_SITE_NAME];
    enum cp_source source;
    struct cp_slice title =
        cp_finds_title(finds, site ? site->text : (struct cp_slice){ NULL, 0 }, &source);

    return cp_metadata_add(finds->cx, metadata, CP_FIELD_TITLE, title, cp_source_name(source));
}

static cleanpage_status
put_all(struct cp_finds *finds, struct cp_metadata *metadata)
{
    static const struct {
        enum cp_field field;
        put_fn put;
    } steps[] = {
        { CP_FIELD_CANONICAL_URL, put_canonical }, { CP_FIELD_SITE_NAME, put_text },
        { CP_FIELD_MODIFIED, put_date },           { CP_FIELD_LANGUAGE, put_language },
        { CP_FIELD_DESCRIPTION, put_text },        { CP_FIELD_IMAGE, put_address },
        { CP_FIELD_LICENSE, put_licence },
    };
    cleanpage_status st = CLEANPAGE_OK;

    for (size_t i = 0; !st && i < sizeof steps / sizeof *steps; i++)
        st = put_best(finds, metadata, steps[i].field, steps[i].put);
    if (!st)
        st = put_published(finds, metadata, CP_FIELD_PUBLISHED);
    if (!st)
        st = put_title(finds, metadata);
    if (!st)
        st = put_authors(finds, metadata);
    if (!st)
        st = put_all_tags(finds, metadata);
    if (!st && !metadata->first[CP_FIELD_LANGUAGE])
        st = cp_metadata_add(finds->cx, metadata, CP_FIELD_LANGUAGE, cp_finds_language(finds),
                             cp_source_name(CP_SOURCE_DETECTED));
    return st;
}

cleanpage_status
cp_describe(struct cp_ctx *cx, const struct cp_describe_input *in, struct cp_metadata *metadata)
{
    struct cp_finds finds = {
        .cx = cx, .in = in,
        .byline_words = cp_ruleset_list(in->rules, "byline-words"),
        .published_words = cp_ruleset_list(in->rules, "published-words"),
        .modified_words = cp_ruleset_list(in->rules, "modified-words"),
    };
    cleanpage_status st = cp_metadata_add(cx, metadata, CP_FIELD_URL, in->url,
                                          cp_source_name(CP_SOURCE_ADDRESS));

    cp_dates_init(&finds.dates, in->rules, in->now, in->meta->language);
    if (!st)
        st = cp_finds_read_linked(&finds);
    if (st)
        return st;
    st = cp_finds_collect(&finds);
    add_url_date(&finds);
    if (!st)
        st = finds.no_memory ? cp_fail_nomem(cx) : find_base(&finds);
    if (!st)
        st = put_all(&finds, metadata);
    return st || !finds.no_memory ? st : cp_fail_nomem(cx);
}
