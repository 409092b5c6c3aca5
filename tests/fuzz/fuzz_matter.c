/*
 * Files of an archive that lost its database: the front matter that rebuild reads, which
 * anybody may have edited. What is read and written again is read the same.
 */
#include "archive/matter.h"
#include "archive/simhash.h"
#include "base/arena.h"
#include "fuzz.h"

static void
require_same(struct cp_slice a, struct cp_slice b)
{
    require(cp_slice_eq(a, b));
}

/* The archive's own fields; those of the page are the rendering's, which is another's to write.
 */
static void
require_same_matter(const struct cp_matter *a, const struct cp_matter *b)
{
    require_same(a->feed, b->feed);
    require_same(a->entry, b->entry);
    require_same(a->fetched, b->fetched);
    require_same(a->version, b->version);
    require_same(a->source, b->source);
    require_same(a->text, b->text);
    require_same(a->fingerprint, b->fingerprint);
    require_same(a->raw, b->raw);
    require_same(a->duplicate_of, b->duplicate_of);
}

static void
try_fingerprint(struct cp_slice text)
{
    char again[CP_SIMHASH_TEXT];
    uint64_t hash, other;
    size_t words, other_words;

    if (!cp_simhash_read(text, &hash, &words))
        return;
    cp_simhash_write(hash, words, again);
    require(cp_simhash_read(cp_slice_of(again), &other, &other_words));
    require(hash == other && words == other_words);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cp_slice file = { (const char *)data, size }, body, other_body;
    struct cp_arena arena = { 0 };
    struct cp_matter matter = { .feed = { 0 } }, other = { .feed = { 0 } };
    struct cp_buf again = { 0 };

    if (!cp_matter_read(&arena, file, &matter, &body)) {
        cp_arena_clear(&arena);
        return 0;
    }
    require(!body.n || (body.p >= file.p && body.p + body.n == file.p + file.n));
    try_fingerprint(matter.fingerprint);
    /* A body with a front matter of its own would get the archive's lines into that. */
    if (!cp_slice_starts_nocase(body, CP_LIT("---"))) {
        cp_matter_put(&again, body, &matter);
        require(cp_matter_read(&arena, cp_buf_slice(&again), &other, &other_body));
        require_same_matter(&matter, &other);
    }
    cp_buf_clear(&again);
    cp_arena_clear(&arena);
    return 0;
}
