/*
 * Which words of a page stand in its truth: alignment of two word sequences.
 *
 * Both keep their order; a match that continues a run counts more than a lone one, so that
 * a paragraph is found where it stands and not word by word all over the page. Loaded by
 * data.py; words are numbers.
 */
#include <stdlib.h>
#include <string.h>

enum step { UP, LEFT, MATCH, RUN = 4 };

#define NEVER (-1e9f)

static void
trace_back(const unsigned char *steps, int n, int m, int *out)
{
    int i = n, j = m, running = 0;

    for (int k = 0; k < n; k++)
        out[k] = -1;
    while (i > 0 && j > 0) {
        unsigned char s = steps[(size_t)i * (size_t)(m + 1) + (size_t)j];

        if (running || (s & 3) == MATCH) {
            out[i - 1] = j - 1;
            running = s & RUN;
            i--;
            j--;
        } else if ((s & 3) == LEFT) {
            j--;
        } else {
            i--;
        }
    }
}

/*
 * out[i]: the word of b that word i of a is matched with, or -1. A match scores 1, one that
 * continues a run 1 + bonus. Returns 0, or -1 without memory.
 */
int
align(const int *a, int n, const int *b, int m, float bonus, int *out)
{
    size_t row = (size_t)m + 1;
    unsigned char *steps = malloc(row * ((size_t)n + 1));
    float *best = calloc(row, 2 * sizeof *best), *run = malloc(row * 2 * sizeof *run);

    if (!steps || !best || !run)
        return -1;
    memset(steps, UP, row);
    for (size_t j = 0; j < 2 * row; j++)
        run[j] = NEVER;
    for (int i = 1; i <= n; i++) {
        unsigned char *s = steps + row * (size_t)i;
        const float *above = best + (i & 1 ? 0 : row), *run_above = run + (i & 1 ? 0 : row);
        float *here = best + (i & 1 ? row : 0), *run_here = run + (i & 1 ? row : 0);

        s[0] = UP;
        for (int j = 1; j <= m; j++) {
            float score = above[j], match = NEVER;
            unsigned char step = UP;

            if (here[j - 1] > score) {
                score = here[j - 1];
                step = LEFT;
            }
            if (a[i - 1] == b[j - 1]) {
                float on = run_above[j - 1] + 1 + bonus, fresh = above[j - 1] + 1;

                match = on >= fresh ? on : fresh;
                if (match > score) {
                    score = match;
                    step = MATCH;
                }
                if (on >= fresh)
                    step |= RUN;
            }
            run_here[j] = match;
            here[j] = score;
            s[j] = step;
        }
    }
    trace_back(steps, n, m, out);
    free(steps);
    free(best);
    free(run);
    return 0;
}
