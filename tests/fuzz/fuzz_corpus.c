/*
 * Filters of a corpus and signatures over any text: the first byte chooses the filters, the
 * second how strict they are. A verdict has a name and a cause; a signature is read as it was
 * written, and does not depend on case, punctuation and white space.
 */
#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "corpus/filters.h"
#include "corpus/signature.h"
#include "fuzz.h"

static void
make_valid(struct cp_buf *out, struct cp_slice in)
{
    const char *p = in.p, *end = in.p + in.n;
    char utf8[4];
    uint32_t c;

    while (p < end) {
        p = cp_utf8_next(p, end, &c);
        cp_buf_put(out, utf8, cp_utf8_put(utf8, c));
    }
}

static void
require_verdict(const struct cp_corpus_verdict *v)
{
    size_t n = strnlen(v->detail, sizeof v->detail);

    require(v->filter < CP_FILTER_COUNT && n < sizeof v->detail);
    require(v->filter == CP_FILTER_NONE || (n > 0 && *cp_filter_name(v->filter)));
    require(v->filter == CP_FILTER_NONE || cp_utf8_valid_prefix(v->detail, n) == n);
}

static void
judge(const struct cp_corpus_text *text, unsigned choice, double strictness)
{
    struct cp_corpus corpus = {
        .wishes = { .languages = choice & 1 ? "en,de" : NULL,
                    .min_words = choice & 2 ? 3 : 0,
                    .max_words = choice & 4 ? 100 : 0,
                    .repetition = choice & 8,
                    .quality = choice & 16,
                    .c4 = choice & 32 },
    };
    struct cp_corpus_verdict verdict = { .filter = CP_FILTER_NONE };
    double *place;

    for (size_t i = 0; cp_corpus_limit(&corpus.limits, i, &place); i++)
        *place = strictness;
    require(cp_corpus_judge(&corpus, text, choice & 64 ? "fr" : NULL, &verdict));
    require_verdict(&verdict);
    cp_corpus_end(&corpus);
}

static void
require_lines(const struct cp_corpus_text *t)
{
    size_t words = 0;

    for (size_t i = 0; i < t->n_lines; i++) {
        const struct cp_corpus_line *line = &t->lines[i];

        require(line->text.n && line->chars && line->chars <= line->text.n);
        require(line->text.p >= t->bytes.p);
        require(line->text.p + line->text.n <= t->bytes.p + t->bytes.n);
        words += line->words;
    }
    require(words == t->words && t->n <= t->words && t->unspaced <= t->words);
}

static void
sign(const struct cp_corpus_text *t)
{
    struct cp_signature made, read;
    char text[CP_SIGNATURE_TEXT];

    if (!t->n)
        return;
    cp_sign(t, &made);
    cp_signature_write(&made, text);
    require(cp_signature_read((struct cp_slice){ text, sizeof text }, &read));
    require(memcmp(&made, &read, sizeof made) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_slice in = { (const char *)data, size };
    unsigned choice = fuzz_byte(&in), strictness = fuzz_byte(&in);
    struct cp_signature any;
    struct cp_corpus_text text = { .n = 0 };
    struct cp_buf utf8 = { 0 };

    cp_signature_read(in, &any);
    if (!in.n) /* a page without a text is not looked at */
        return 0;
    make_valid(&utf8, in);
    require(cp_corpus_read(&text, cp_buf_slice(&utf8)));
    require_lines(&text);
    judge(&text, choice, (double)strictness / 8);
    sign(&text);
    cp_corpus_clear(&text);
    cp_buf_clear(&utf8);
    return 0;
}
