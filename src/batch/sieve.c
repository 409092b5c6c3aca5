/* What a corpus makes of a page: see batch/sieve.h. */
#include "batch/sieve.h"

static int
add_word(void *user, const char *word, size_t n)
{
    return !cp_corpus_words_add(user, (struct cp_slice){ word, n });
}

cleanpage_status
cp_sieve_init(struct cp_ctx *cx, struct cp_sieve *sieve, const cleanpage *cp,
              const struct cp_corpus_wishes *wishes, bool is_signing)
{
    const char *name;
    double *place;

    *sieve = (struct cp_sieve){ .corpus.wishes = *wishes, .is_signing = is_signing };
    for (size_t i = 0; (name = cp_corpus_limit(&sieve->corpus.limits, i, &place)); i++)
        if (!cleanpage_rule_number(cp, name, place))
            return cp_fail(cx, CLEANPAGE_RULE, "no rule file sets %s", name);
    if (cleanpage_rule_words(cp, "frequent-words", add_word, &sieve->corpus.words))
        return cp_fail(cx, CLEANPAGE_NOMEM, "out of memory");
    return CLEANPAGE_OK;
}

void
cp_sieve_clear(struct cp_sieve *sieve)
{
    cp_corpus_end(&sieve->corpus);
    cp_corpus_clear(&sieve->text);
    cp_buf_clear(&sieve->bytes);
}

static int
append(void *user, const char *data, size_t len)
{
    cp_buf_put(user, data, len);
    return cp_buf_failed(user);
}

bool
cp_sieve_look(struct cp_sieve *sieve, const cleanpage_doc *doc, const cleanpage_layout *layout,
              struct cp_sieve_finding *finding)
{
    sieve->bytes.n = 0;
    if (cleanpage_render(doc, CLEANPAGE_TEXT, layout, append, &sieve->bytes) ||
        !cp_corpus_read(&sieve->text, cp_buf_slice(&sieve->bytes)) ||
        !cp_corpus_judge(&sieve->corpus, &sieve->text, cleanpage_field(doc, "language", 0),
                         &finding->verdict))
        return false;
    if (sieve->is_signing && !finding->verdict.filter)
        cp_sign(&sieve->text, &finding->signature);
    return true;
}
