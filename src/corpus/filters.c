/* Filters of a corpus: see corpus/filters.h. */
#include "corpus/filters.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* ------------------------------------------------------------------ names */

const char *
cp_filter_name(enum cp_filter filter)
{
    static const char *const names[] = {
        "",
#define CP_FILTER(id, name) name,
#include "corpus/filters.def"
#undef CP_FILTER
    };

    return filter < CP_FILTER_COUNT ? names[filter] : "";
}

const char *
cp_corpus_limit(struct cp_corpus_limits *limits, size_t i, double **place)
{
    static const struct {
        const char *name;
        size_t offset;
    } all[] = {
#define CP_CORPUS_LIMIT(field, name) { name, offsetof(struct cp_corpus_limits, field) },
#include "corpus/limits.def"
#undef CP_CORPUS_LIMIT
    };

    if (i >= sizeof all / sizeof *all)
        return NULL;
    *place = (double *)(void *)((char *)limits + all[i].offset);
    return all[i].name;
}

/* ------------------------------------------------------------------ verdicts */

void
cp_corpus_turn_away(struct cp_corpus_verdict *verdict, enum cp_filter filter, const char *what)
{
    if (verdict->filter)
        return;
    verdict->filter = filter;
    snprintf(verdict->detail, sizeof verdict->detail, "%s", what);
}

/* Three decimals at most, with a point whatever the locale has. */
static void
write_number(char text[40], double value)
{
    uint64_t parts = value > 0 ? (uint64_t)(value * 1000 + 0.5) : 0;
    int n = snprintf(text, 40, "%" PRIu64 ".%03u", parts / 1000, (unsigned)(parts % 1000));

    while (n > 0 && text[n - 1] == '0')
        text[--n] = '\0';
    if (n > 0 && text[n - 1] == '.')
        text[n - 1] = '\0';
}

static void
compare(struct cp_corpus_verdict *verdict, enum cp_filter filter, const char *what,
        double value, char sign, double limit)
{
    char text[CP_CORPUS_DETAIL_MAX], shown[40], bound[40];

    write_number(shown, value);
    write_number(bound, limit);
    snprintf(text, sizeof text, "%s %s %c %s", what, shown, sign, bound);
    cp_corpus_turn_away(verdict, filter, text);
}

void
cp_corpus_above(struct cp_corpus_verdict *verdict, enum cp_filter filter, const char *what,
                double value, double limit)
{
    if (value > limit)
        compare(verdict, filter, what, value, '>', limit);
}

void
cp_corpus_below(struct cp_corpus_verdict *verdict, enum cp_filter filter, const char *what,
                double value, double limit)
{
    if (value < limit)
        compare(verdict, filter, what, value, '<', limit);
}

/* ------------------------------------------------------------------ all of them */

/* Whether the language, "pt" or "pt-BR", is one of "en,pt". */
static bool
is_wanted(const char *languages, const char *language)
{
    size_t n = strcspn(language, "-_");

    while (*languages) {
        size_t one = strcspn(languages, ",");

        if (one == n && cp_slice_eq_nocase((struct cp_slice){ languages, one },
                                           (struct cp_slice){ language, n }))
            return true;
        languages += one + (languages[one] == ',');
    }
    return false;
}

static void
judge_language(const struct cp_corpus *corpus, const char *language, const char *declared,
               struct cp_corpus_verdict *verdict)
{
    char text[CP_CORPUS_DETAIL_MAX];

    if (!language && declared) {
        if (is_wanted(corpus->wishes.languages, declared))
            return;
        snprintf(text, sizeof text, "%.20s, declared", declared);
    } else {
        if (language && is_wanted(corpus->wishes.languages, language))
            return;
        snprintf(text, sizeof text, "%s", language ? language : "not known");
    }
    cp_corpus_turn_away(verdict, CP_FILTER_ONLY_LANG, text);
}

bool
cp_corpus_judge(struct cp_corpus *corpus, const struct cp_corpus_text *text,
                const char *declared, struct cp_corpus_verdict *verdict)
{
    const struct cp_corpus_wishes *w = &corpus->wishes;
    const char *language = NULL;

    *verdict = (struct cp_corpus_verdict){ CP_FILTER_NONE, "" };
    if (w->languages || w->quality)
        language = cp_corpus_language(&corpus->words, text, corpus->limits.language_share,
                                      corpus->limits.language_words);
    if (w->languages)
        judge_language(corpus, language, declared, verdict);
    if (w->min_words)
        cp_corpus_below(verdict, CP_FILTER_MIN_WORDS, "words", (double)text->words,
                        (double)w->min_words);
    if (w->max_words)
        cp_corpus_above(verdict, CP_FILTER_MAX_WORDS, "words", (double)text->words,
                        (double)w->max_words);
    if (w->repetition && !verdict->filter && !cp_corpus_repetition(corpus, text, verdict))
        return false;
    if (w->quality)
        cp_corpus_quality(corpus, text, language, verdict);
    if (w->c4)
        cp_corpus_c4(corpus, text, verdict);
    return true;
}

void
cp_corpus_end(struct cp_corpus *corpus)
{
    cp_corpus_words_clear(&corpus->words);
    free(corpus->grams.table);
    corpus->grams = (struct cp_corpus_grams){ 0 };
}
