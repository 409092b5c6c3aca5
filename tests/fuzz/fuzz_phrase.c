/*
 * Phrases: the first line is one, each further line the text of a block. A rule file with the
 * phrase finds the block, by its index, just if the phrase itself matches it.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "fuzz.h"
#include "rules/phrase.h"
#include "rules/rules.h"

static bool
matches(const struct cp_phrase *phrase, struct cp_slice text)
{
    struct cp_words words;

    return cp_words_fold(&words, text, phrase->max_words) && cp_phrase_matches(phrase, &words);
}

static void
look_up(const struct cp_ruleset *rs, const struct cp_phrase *phrase, struct cp_slice lines)
{
    while (lines.n) {
        struct cp_slice line = fuzz_line(&lines);
        bool found = cp_ruleset_phrase(rs, CP_LIT("example.org"), line).place != NULL;

        if (found != matches(phrase, line))
            fprintf(stderr, "\"%.*s\": the index says %s\n", (int)line.n, line.p,
                    found ? "yes" : "no");
        require(found == matches(phrase, line));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_slice in = { (const char *)data, size }, text = fuzz_line(&in);
    struct cp_arena arena = { 0 };
    struct cp_ctx cx = { .arena = &arena };
    struct cp_ruleset *rs = cp_ruleset_new();
    struct cp_rule_error error = { 0 };
    struct cp_phrase phrase;
    struct cp_buf file = { 0 };
    cleanpage_status st, file_st;

    cp_buf_puts(&file, "strip \"");
    cp_buf_put_slice(&file, text);
    cp_buf_puts(&file, "\" max-words 300\n"); /* else one with a star has 12 */
    st = cp_phrase_compile(&arena, text, &phrase, &error);
    file_st = cp_ruleset_load_text(&cx, rs, "f", cp_buf_slice(&file));
    require(st == CLEANPAGE_OK || st == CLEANPAGE_RULE);
    /* The file's own syntax may refuse it, or end it sooner. */
    if (st == CLEANPAGE_OK && file_st == CLEANPAGE_OK && !memchr(text.p, '"', text.n) &&
        !memchr(text.p, '\\', text.n))
        look_up(rs, &phrase, in);
    cp_ruleset_free(rs);
    cp_buf_clear(&file);
    cp_arena_clear(&arena);
    return 0;
}
