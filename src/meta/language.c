/*
 * The language of a text, where its page says none: by script, and among the languages of one
 * script by their frequent words ("the:en" in rules/metadata.rules).
 */
#include "meta/lines.h"

#include "base/utf8.h"

#define WORD_MAX 64
/* Words of the text that are looked at, and the fewest known ones that tell a language. */
#define WORDS_MAX 600
#define KNOWN_LEAST 4
#define KANA 0x3040

static const char tags[][4] = { "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no",
                                "fi", "pl", "cs", "sk", "hu", "ro", "hr", "tr", "vi", "id",
                                "ca", "et", "ru", "uk", "bg", "sr", "ar", "fa", "ur" };
#define TAGS (sizeof tags / sizeof *tags)

/* Scripts that one language has to itself, as far as pages go. Kana tell Japanese from
 * Chinese: a tenth of them is enough, for which they stand before Han. */
static const struct {
    uint32_t from, to;
    const char *tag;
} scripts[] = {
    { 0x370, 0x3FF, "el" },    { 0x531, 0x587, "hy" },     { 0x5D0, 0x5EA, "he" },
    { 0x900, 0x97F, "hi" },    { 0x980, 0x9FF, "bn" },     { 0xB80, 0xBFF, "ta" },
    { 0xE00, 0xE7F, "th" },    { 0x10D0, 0x10FF, "ka" },   { KANA, 0x30FF, "ja" },
    { 0x4E00, 0x9FFF, "zh" },  { 0xAC00, 0xD7A3, "ko" },
};
#define SCRIPTS (sizeof scripts / sizeof *scripts)

struct counts {
    uint32_t of_tag[TAGS], of_script[SCRIPTS], words, letters;
};

static void
count_word(const struct cp_list *list, struct cp_slice lower, struct counts *counts)
{
    char suffix[5] = ":";

    for (size_t i = 0; i < TAGS; i++) {
        memcpy(suffix + 1, tags[i], sizeof tags[i]);
        counts->of_tag[i] += cp_lines_tagged(list, lower, suffix);
    }
    counts->words++;
}

static void
count_letters(struct cp_slice word, struct counts *counts)
{
    for (const char *p = word.p, *end = p + word.n; p < end;) {
        uint32_t c;

        p = cp_utf8_next(p, end, &c);
        counts->letters++;
        for (size_t i = 0; c >= scripts[0].from && i < SCRIPTS; i++)
            counts->of_script[i] += c >= scripts[i].from && c <= scripts[i].to;
    }
}

static void
count_block(const struct cp_list *list, struct cp_slice text, struct counts *counts)
{
    char word[WORD_MAX];
    struct cp_slice lower;
    const char *at;

    while (counts->words < WORDS_MAX && cp_lines_word(&text, word, sizeof word, &lower, &at)) {
        count_letters(lower, counts);
        count_word(list, lower, counts);
    }
}

static const char *
decide(const struct counts *counts)
{
    const uint32_t *script = counts->of_script;
    uint32_t best = 0, second = 0;
    size_t found = 0;

    for (size_t i = 0; i < SCRIPTS; i++)
        if (script[i] * (scripts[i].from == KANA ? 10 : 2) > counts->letters)
            return scripts[i].tag;
    for (size_t i = 0; i < TAGS; i++) {
        if (counts->of_tag[i] > best) {
            second = best;
            best = counts->of_tag[i];
            found = i;
        } else if (counts->of_tag[i] > second) {
            second = counts->of_tag[i];
        }
    }
    if (best < KNOWN_LEAST || best == second || best * 12 <= counts->words)
        return NULL;
    return tags[found];
}

struct cp_slice
cp_finds_language(const struct cp_finds *finds)
{
    const struct cp_list *list = cp_ruleset_list(finds->in->rules, "language-words");
    const struct cp_blocks *blocks = finds->in->blocks;
    const struct cp_verdicts *verdicts = finds->in->verdicts;
    struct counts counts = { { 0 }, { 0 }, 0, 0 };

    for (uint32_t i = 0; i < blocks->n && counts.words < WORDS_MAX; i++)
        if (verdicts->v[i].keep && !(blocks->v[i].flags & CP_BLOCK_PRE))
            count_block(list, blocks->v[i].text, &counts);
    return cp_slice_of(decide(&counts));
}
