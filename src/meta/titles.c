/*
 * The title of a page: the heading that shows it, or else an h1 that is somewhat like <title>,
 * which is often written for search engines.
 */
#include "meta/finds.h"

#include "base/utf8.h"
#include "measure/words.h"
#include "url/url.h"

/* Letters of a name that are compared, in bytes. */
#define LETTERS_MAX 200
/* Words of a title that are compared. */
#define TITLE_WORDS 48
/* Words that are a title by themselves. */
#define BEFORE_BAR_WORDS 3

/* The letters and digits of a text in lower case. */
static struct cp_slice
letters_of(struct cp_slice text, char *out)
{
    size_t n = 0;

    for (const char *p = text.p, *end = text.n ? p + text.n : p;
         p < end && n + 4 <= LETTERS_MAX;) {
        uint32_t c;

        p = cp_utf8_next(p, end, &c);
        if (cp_utf8_is_word(c))
            n += cp_utf8_put(out + n, cp_utf8_lower(c));
    }
    return (struct cp_slice){ out, n };
}

/* The site's own name, or so much of its host that it is no accident. */
static bool
is_site(const struct cp_finds *finds, struct cp_slice site, struct cp_slice text)
{
    char a[LETTERS_MAX], b[LETTERS_MAX];
    struct cp_slice letters = letters_of(text, a), host;

    if (letters.n == 0)
        return true;
    if (cp_slice_eq(letters, letters_of(site, b)))
        return true;
    host = letters_of(cp_url_split(finds->in->url).host, b);
    return letters.n >= 4 && letters.n < host.n && cp_slice_find(host, letters);
}

/* Without a last or first part that names the site: "Rain at last | The Paper". */
static struct cp_slice
without_site(const struct cp_finds *finds, struct cp_slice site, struct cp_slice title)
{
    static const char *const marks[] = { " | ", " - ", " – ", " — ", " · ", " • ", " :: ",
                                         " » ", " : ", ": ", " / " };

    for (size_t i = 0; i < title.n; i++)
        for (size_t k = 0; !cp_is_alpha((unsigned char)title.p[i]) &&
                           k < sizeof marks / sizeof *marks; k++) {
            struct cp_slice rest = { title.p + i, title.n - i }, left = { title.p, i };
            size_t n = strlen(marks[k]);

            if (!cp_slice_starts_nocase(rest, cp_slice_of(marks[k])))
                continue;
            rest = (struct cp_slice){ rest.p + n, rest.n - n };
            if (left.n && *marks[k] == ' ' && is_site(finds, site, rest))
                return left;
            if (rest.n && is_site(finds, site, left))
                return rest;
            i += n - 1;
            break;
        }
    return title;
}

/* Without what a heading has behind a bar: "Rain at last | Opinion". */
static struct cp_slice
before_bar(struct cp_slice heading)
{
    const char *bar = cp_slice_find(heading, CP_LIT(" | "));
    struct cp_slice first = { heading.p, bar ? (size_t)(bar - heading.p) : 0 };
    uint32_t words[TITLE_WORDS];

    return cp_words_of(first, words, TITLE_WORDS) >= BEFORE_BAR_WORDS ? first : heading;
}

/* Two words in common, and a third of the heading's. */
static bool
is_alike(const struct cp_blocks *blocks, const struct cp_block *b, struct cp_slice title)
{
    uint32_t words[TITLE_WORDS];
    size_t n = cp_words_of(title, words, TITLE_WORDS), shared;

    if (b->n_words > TITLE_WORDS)
        return false;
    shared = cp_words_shared(blocks->words + b->first_word, b->n_words, words, n);
    return shared >= 2 && shared * 3 >= b->n_words;
}

/* The first h1 that a reader sees and that speaks of what <title> does, or of anything. */
static struct cp_slice
first_h1(const struct cp_finds *finds, struct cp_slice site, bool of_anything)
{
    const struct cp_blocks *blocks = finds->in->blocks;
    const struct cp_meta *meta = finds->in->meta;

    for (uint32_t i = 0; i < blocks->n; i++) {
        const struct cp_block *b = &blocks->v[i];

        if (b->heading != 1 || b->n_words == 0 || b->flags & ~CP_BLOCK_ARIA_HIDDEN ||
            is_site(finds, site, b->text))
            continue;
        if (of_anything || !(meta->plain_title.n || meta->og_title.n) ||
            is_alike(blocks, b, meta->plain_title) || is_alike(blocks, b, meta->og_title))
            return b->text;
    }
    return (struct cp_slice){ NULL, 0 };
}

/* "Paper: News that matters", where the site's name comes first and a slogan may follow. */
static bool
begins_with_site(const struct cp_meta *meta)
{
    struct cp_slice head = meta->head_title, plain = meta->plain_title;

    return plain.n && plain.n < head.n && plain.p > head.p && plain.p < head.p + head.n &&
           cp_slice_eq(meta->title, plain);
}

/* What is behind the name is mostly a slogan: a heading says more, whatever it is. */
static struct cp_slice
titled_by_site(const struct cp_finds *finds, struct cp_slice site, enum cp_source *source)
{
    struct cp_slice h1 = first_h1(finds, site, true);

    if (!h1.n)
        return without_site(finds, site, finds->in->meta->plain_title);
    *source = CP_SOURCE_H1;
    return before_bar(without_site(finds, site, h1));
}

struct cp_slice
cp_finds_title(struct cp_finds *finds, struct cp_slice site, enum cp_source *source)
{
    const struct cp_meta *meta = finds->in->meta;
    bool shown = meta->title_block < finds->in->blocks->n;
    const struct cp_find *said;
    struct cp_slice h1;

    *source = CP_SOURCE_TEXT;
    if (finds->in->page->plain_text)
        return meta->title;
    *source = CP_SOURCE_H1;
    if (shown && finds->in->blocks->v[meta->title_block].heading == 1)
        return before_bar(without_site(finds, site, meta->title));
    h1 = first_h1(finds, site, false);
    if (h1.n)
        return before_bar(without_site(finds, site, h1));
    *source = CP_SOURCE_TITLE;
    said = cp_finds_next(finds, CP_FIELD_TITLE, NULL);
    if (said && !meta->head_title.n) {
        *source = (enum cp_source)said->source;
        return without_site(finds, site, said->text);
    }
    if (!shown && begins_with_site(meta))
        return titled_by_site(finds, site, source);
    return without_site(finds, site, shown ? meta->plain_title : meta->title);
}
