/*
 * What holds for the page as a whole: the same for each of its blocks.
 */
#include "measure/features.h"

static float
page_type(struct cp_slice type)
{
    if (type.n == 0)
        return 0;
    if (cp_slice_find_nocase(type, CP_LIT("article")))
        return 1;
    if (cp_slice_find_nocase(type, CP_LIT("product")))
        return 2;
    return cp_slice_find_nocase(type, CP_LIT("website")) ? 3 : 4;
}

/* The path of a URL, without query and fragment. */
static struct cp_slice
url_path(struct cp_slice url)
{
    const char *host = cp_slice_find(url, CP_LIT("://"));
    size_t i = host ? (size_t)(host - url.p) + 3 : 0, start;

    while (i < url.n && url.p[i] != '/' && url.p[i] != '?' && url.p[i] != '#')
        i++;
    start = i;
    while (i < url.n && url.p[i] != '?' && url.p[i] != '#')
        i++;
    return (struct cp_slice){ url.p + start, i - start };
}

static void
read_url(struct cp_slice url, float *depth, float *dashes)
{
    struct cp_slice path = url_path(url);
    bool in_part = false;

    *depth = *dashes = 0;
    for (size_t i = 0; i < path.n; i++) {
        if (path.p[i] == '/') {
            in_part = false;
            continue;
        }
        if (!in_part) {
            *depth += *depth < 8;
            *dashes = 0;
        }
        in_part = true;
        *dashes += path.p[i] == '-' && *dashes < 12;
    }
}

void
cp_features_page(struct cp_measuring *m)
{
    const struct cp_tally *all = &m->tally[0];
    const float words = cp_feature_log(all->words);
    const float prose = cp_feature_share(all->prose, all->words);
    const float links = cp_feature_share(all->link_words, all->words);
    const float mean = cp_feature_log(cp_feature_share(all->words, (float)all->blocks));
    const float type = page_type(m->meta->og_type);
    float depth, dashes;

    read_url(m->url, &depth, &dashes);
    for (uint32_t i = 0; i < m->blocks->n; i++) {
        float *row = cp_feature_row(m, i);

        row[CP_FEATURE_PAGE_WORDS] = words;
        row[CP_FEATURE_PAGE_PROSE] = prose;
        row[CP_FEATURE_PAGE_LINKS] = links;
        row[CP_FEATURE_PAGE_MEAN] = mean;
        row[CP_FEATURE_PAGE_TYPE] = type;
        row[CP_FEATURE_URL_DEPTH] = depth;
        row[CP_FEATURE_URL_DASHES] = dashes;
    }
}
