/*
 * A worker: made, given rules, asked about them, made ready and freed again. What it does to a page
 * is in pipeline.c, and how it gets one in response.c.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "cleanpage.h"

#include <math.h>
#include <stdlib.h>

#include "canonical.h"
#include "check.h"
#include "decode/detect.h"
#include "decode/encoding.h"
#include "measure/json.h"
#include "propose.h"
#include "site.h"
#include "worker.h"

cleanpage *
cleanpage_new(void)
{
    cleanpage *cp = calloc(1, sizeof *cp);

    if (!cp)
        return NULL;
    cp->rules = cp_ruleset_new();
    if (!cp->rules || cp_ruleset_load_builtin(&cp->cx, cp->rules)) {
        cleanpage_free(cp);
        return NULL;
    }
    return cp;
}

void
cleanpage_free(cleanpage *cp)
{
    if (!cp)
        return;
    cp_converters_close(cp->converters);
    cp_fetcher_free(cp->fetcher);
    cp_weights_free(cp->weights);
    cp_ruleset_free(cp->rules);
    free(cp);
}

const char *
cleanpage_message(const cleanpage *cp)
{
    return cp->cx.message;
}

const char *
cleanpage_rule_file(const cleanpage *cp, size_t i)
{
    return cp_ruleset_file(cp->rules, i);
}

int
cleanpage_rule_number(const cleanpage *cp, const char *name, double *value)
{
    double number = cp_ruleset_number(cp->rules, name, NAN);

    if (isnan(number))
        return 0;
    *value = number;
    return 1;
}

cleanpage_status
cleanpage_rule_words(const cleanpage *cp, const char *name, cleanpage_write_fn write,
                     void *user)
{
    return cp_ruleset_words(cp->rules, name, write, user) ? CLEANPAGE_OK : CLEANPAGE_WRITE;
}

static size_t
count_rule_files(const cleanpage *cp)
{
    size_t n = 0;

    while (cleanpage_rule_file(cp, n))
        n++;
    return n;
}

/* The names of features are known to the judge alone: it reads the rules before they count. */
cleanpage_status
cleanpage_load_rules(cleanpage *cp, const char *path)
{
    size_t before = count_rule_files(cp);
    struct cp_weights *weights;
    cleanpage_status st;

    cp->cx.message[0] = '\0';
    if (!path)
        return cp_fail(&cp->cx, CLEANPAGE_BADARG, "no rule file is named");
    st = cp_ruleset_load_file(&cp->cx, cp->rules, path);
    if (st)
        return st;
    st = cp_weights_new(&cp->cx, cp->rules, &weights);
    if (st) {
        struct cp_ctx quiet = { 0 };

        cp_ruleset_shorten(&quiet, cp->rules, before);
        return st;
    }
    cp_weights_free(cp->weights);
    cp->weights = weights;
    return CLEANPAGE_OK;
}

cleanpage_status
cleanpage_check_rules(cleanpage *cp, const char *path, cleanpage_write_fn write, void *user)
{
    cp->cx.message[0] = '\0';
    return cp_check_rules(&cp->cx, path, write, user);
}

cleanpage_status
cleanpage_suggest(cleanpage *cp, cleanpage_doc *const *docs, size_t n, cleanpage_write_fn write,
                  void *user)
{
    struct cp_buf out = { 0 };
    cleanpage_status st;

    cp->cx.message[0] = '\0';
    st = cp_propose(&cp->cx, cp->rules, docs, n, &out);
    if (!st && write(user, out.p, out.n))
        st = CLEANPAGE_WRITE;
    cp_buf_clear(&out);
    return st;
}

cleanpage_status
cleanpage_canonical_url(cleanpage *cp, const char *url, cleanpage_write_fn write, void *user)
{
    struct cp_buf out = { 0 };
    cleanpage_status st;

    cp->cx.message[0] = '\0';
    st = cp_canonical_url(&cp->cx, cp->rules, url, &out);
    if (!st && write(user, out.p, out.n))
        st = CLEANPAGE_WRITE;
    cp_buf_clear(&out);
    return st;
}

cleanpage_status
cleanpage_site_keys(cleanpage *cp, const cleanpage_doc *doc, cleanpage_key_fn tell, void *user)
{
    cp->cx.message[0] = '\0';
    return cp_site_tell(&cp->cx, doc, tell, user);
}

cleanpage_status
cp_worker_weights(cleanpage *cp)
{
    return cp->weights ? CLEANPAGE_OK : cp_weights_new(&cp->cx, cp->rules, &cp->weights);
}

/* All but what lies in files: of the converters there is room for those that will be held. */
static cleanpage_status
preload(cleanpage *cp)
{
    cp->cx.message[0] = '\0';
    if (!cp->converters)
        cp->converters = cp_converters_new();
    if (!cp->converters)
        return cp_fail(&cp->cx, CLEANPAGE_NOMEM, "out of memory");
    cp_json_seed();
    cp->cx.may_ask_guesser = true;
    return cp_worker_weights(cp);
}

/* Opens it, or knows from now on that it is not to be had. */
static void
open_guesser(cleanpage *cp)
{
    cp_detect_open();
    cp->cx.may_ask_guesser = false;
}

cleanpage_status
cleanpage_preload(cleanpage *cp)
{
    cleanpage_status st = preload(cp);

    if (st)
        return st;
    open_guesser(cp);
    cp_converters_hold_all(cp->converters);
    return st;
}

cleanpage_status
cleanpage_preload_for(cleanpage *cp, const char *encoding)
{
    struct cp_slice label = cp_slice_of(encoding);
    const struct cp_encoding *e = cp_encoding_find(label);
    bool is_guesser = cp_slice_eq(label, CP_LIT(CP_LACKS_GUESSER));
    cleanpage_status st = preload(cp);

    if (!st && is_guesser)
        open_guesser(cp);
    else if (!st && encoding && !e)
        st = cp_fail(&cp->cx, CLEANPAGE_BADARG, "unknown encoding \"%s\"", encoding);
    if (!st && e)
        cp_converters_hold(cp->converters, e);
    return st;
}

const char *
cleanpage_lacks(const cleanpage *cp)
{
    return cp->cx.lacks;
}

const char *
cleanpage_version(size_t i)
{
    static const char *const own[] = {
        "cleanpage " PACKAGE_VERSION,
        "gumbo " GUMBO_VERSION,
#ifdef HAVE_UCHARDET
        "uchardet " UCHARDET_VERSION,
#endif
#ifdef HAVE_JANSSON
        "jansson " JANSSON_MODVERSION,
#endif
    };
    size_t n = sizeof own / sizeof *own;

    if (i < n)
        return own[i];
    return i == n && *cp_fetch_version() ? cp_fetch_version() : NULL;
}
