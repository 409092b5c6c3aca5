/* The options of "batch" that make a corpus of pages: see cli/sieving.h. */
#include "cli/sieving.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static enum cp_exit
complain(const char *option, const char *cause)
{
    cp_cli_say(option, cause);
    return CP_EXIT_USAGE;
}

enum cp_exit
cp_sieving_check(const struct cp_settings *settings, cleanpage_format format)
{
    const struct cp_batch_settings *s = &settings->batch;

    if (s->dedup && s->unordered)
        return complain("--dedup", "and --unordered exclude each other: which of two is the "
                                   "duplicate is told by the order");
    if (s->dedup && (s->directory || format != CLEANPAGE_JSONL))
        return complain("--dedup", "needs lines of JSON in one output");
    if (s->dedup && s->signatures)
        return complain("--dedup",
                        "and --signatures exclude each other: \"cleanpage merge --dedup\" uses "
                        "the signatures");
    if (s->signatures && format != CLEANPAGE_JSONL)
        return complain("--signatures", "go into JSON alone");
    if (s->min_words && s->max_words && s->min_words > s->max_words)
        return complain("--min-words", "more than --max-words");
    return CP_EXIT_OK;
}

/* ------------------------------------------------------------------ languages */

static enum cp_exit
check_languages(const char *languages, const struct cp_corpus_words *words)
{
    char text[80];

    for (;;) {
        size_t n = strcspn(languages, ",");

        if (!cp_corpus_knows(words, (struct cp_slice){ languages, n })) {
            snprintf(text, sizeof text, "\"%.*s\" is no language that can be told",
                     (int)(n < 20 ? n : 20), languages);
            return complain("--only-lang", text);
        }
        if (!languages[n])
            return CP_EXIT_OK;
        languages += n + 1;
    }
}

/* ------------------------------------------------------------------ starting */

enum cp_exit
cp_sieving_start(const struct cp_settings *settings, struct cp_sieve *sieve,
                 struct cp_batch_options *options)
{
    const struct cp_batch_settings *s = &settings->batch;
    struct cp_corpus_wishes wishes = { .languages = s->languages,
                                       .min_words = s->min_words,
                                       .max_words = s->max_words,
                                       .repetition = s->gopher || s->gopher_repetition,
                                       .quality = s->gopher || s->gopher_quality,
                                       .c4 = s->c4 };
    bool filters = s->languages || s->min_words || s->max_words || wishes.repetition ||
                   wishes.quality || s->c4;
    struct cp_ctx cx = { 0 };
    cleanpage_status st;

    options->dedup = (enum cp_dedup)s->dedup;
    options->clean->shows_signature = s->signatures;
    if (!filters && !s->dedup && !s->signatures)
        return CP_EXIT_OK;
    options->clean->sieve = sieve;
    st = cp_sieve_init(&cx, sieve, options->clean->cp, &wishes, s->dedup || s->signatures);
    if (st) {
        cp_cli_say(NULL, cx.message);
        return cp_exit_of(st);
    }
    return s->languages ? check_languages(s->languages, &sieve->corpus.words) : CP_EXIT_OK;
}

/* ------------------------------------------------------------------ what was done */

void
cp_sieving_stats(const struct cp_batch_counts *counts, char text[CP_SIEVING_STATS_MAX])
{
    int n = snprintf(text, CP_SIEVING_STATS_MAX, ",\"filtered\":{");

    for (int i = CP_FILTER_NONE + 1; i < CP_FILTER_COUNT && n < CP_SIEVING_STATS_MAX; i++)
        n +=
            snprintf(text + n, (size_t)(CP_SIEVING_STATS_MAX - n), "%s\"%s\":%" PRIu64,
                     i > 1 ? "," : "", cp_filter_name((enum cp_filter)i), counts->by_filter[i]);
    if (n < CP_SIEVING_STATS_MAX)
        snprintf(text + n, (size_t)(CP_SIEVING_STATS_MAX - n), "}");
}
