/*
 * One sweep of fitting an additive points table: for each feature in turn, a damped Newton
 * step for the points of its bins. Loaded by fit.py.
 *
 * The loss is the weighted log loss of soft labels; a ridge pulls points to 0, and for
 * features with an order a second one pulls neighbouring bins together.
 */
#include <math.h>

#define BINS_MAX 32

/* Solves the tridiagonal system in place: x becomes the solution. */
static void
solve(int n, const double *diagonal, double off, double *x)
{
    double c[BINS_MAX], d = diagonal[0];

    c[0] = off / d;
    x[0] /= d;
    for (int i = 1; i < n; i++) {
        d = diagonal[i] - off * c[i - 1];
        c[i] = off / d;
        x[i] = (x[i] - off * x[i - 1]) / d;
    }
    for (int i = n - 2; i >= 0; i--)
        x[i] -= c[i] * x[i + 1];
}

/*
 * bins: n_features runs of n_rows bin numbers; score and p are per row and are kept up to
 * date; points: BINS_MAX a feature. ordered: whether neighbouring bins are pulled together.
 */
void
sweep(const unsigned char *bins, int n_rows, int n_features, const int *n_bins,
      const int *ordered, const float *y, const float *w, float *score, float *p,
      double *points, double rate, double ridge, double fuse)
{
    for (int f = 0; f < n_features; f++) {
        const unsigned char *bin = bins + (long)f * n_rows;
        double g[BINS_MAX] = { 0 }, h[BINS_MAX] = { 0 }, *a = points + f * BINS_MAX;
        double pull = ordered[f] ? fuse : 0;
        float change[BINS_MAX];
        int n = n_bins[f];

        for (int i = 0; i < n_rows; i++) {
            g[bin[i]] += w[i] * (p[i] - y[i]);
            h[bin[i]] += w[i] * p[i] * (1 - p[i]);
        }
        for (int k = 0; k < n; k++) {
            g[k] = -(g[k] + ridge * a[k]);
            if (k > 0)
                g[k] -= pull * (a[k] - a[k - 1]);
            if (k < n - 1)
                g[k] -= pull * (a[k] - a[k + 1]);
            h[k] += ridge + pull * ((k > 0) + (k < n - 1)) + 1e-9;
        }
        solve(n, h, -pull, g);
        for (int k = 0; k < n; k++) {
            change[k] = (float)(rate * g[k]);
            a[k] += change[k];
        }
        for (int i = 0; i < n_rows; i++)
            score[i] += change[bin[i]];
        for (int i = 0; i < n_rows; i++)
            p[i] = 1 / (1 + expf(-score[i]));
    }
}

/*
 * Gradient and curvature where two conditions hold at once, for all pairs of them.
 * held: n_rows runs of n bytes, 1 where a condition holds; g2, h2: n by n sums, upper half.
 */
void
pair_sums(const unsigned char *held, int n_rows, int n, const float *g, const float *h,
          float *g2, float *h2)
{
    int at[512];

    for (int i = 0; i < n_rows; i++, held += n) {
        int m = 0;

        for (int k = 0; k < n; k++)
            if (held[k])
                at[m++] = k;
        for (int a = 0; a < m; a++) {
            float *gr = g2 + (long)at[a] * n, *hr = h2 + (long)at[a] * n;

            for (int b = a; b < m; b++) {
                gr[at[b]] += g[i];
                hr[at[b]] += h[i];
            }
        }
    }
}
