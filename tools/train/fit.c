/*
 * Fitting an additive points table by boosting, loaded by fit.py.
 *
 * Each round looks at some of the rows and some of the features, finds the one split of one
 * feature's bins that lowers the loss most, and moves the points on either side a small step
 * towards its Newton step. Few features get points where many say the same, and the sampling
 * keeps single pages from having their way. The loss is the weighted log loss of soft labels.
 * Source: Friedman, "Greedy function approximation" (2001) and "Stochastic gradient boosting"
 * (2002); the gain with its ridge is that of Chen and Guestrin, "XGBoost" (KDD 2016).
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define BINS_MAX 32

struct boosting {
    const unsigned char *bins;    /* n_features runs of n_rows bin numbers */
    int64_t n_rows;
    int n_features;
    const int *n_bins;
    const int *ordered;           /* else a split sets one bin against all others */
    const float *y, *w;           /* labels 0 to 1, weights */
    float *score;                 /* log odds so far, kept up to date */
    double *points;               /* BINS_MAX a feature, added to */
    double rate, ridge;
    double curvature_min;         /* on either side of a split */
    double row_share, feature_share;
    uint64_t random;
};

struct split {
    double gain, left, right;     /* what it lowers the loss by; steps on either side */
    int feature, bin;
};

/* The rows of one round. */
struct sample {
    int64_t n;
    int *row;
    float *slope, *curve;
};

/* 0 to 1, by xorshift: the same on every machine. */
static double
draw(struct boosting *b)
{
    b->random ^= b->random << 13;
    b->random ^= b->random >> 7;
    b->random ^= b->random << 17;
    return (double)(b->random >> 11) / 9007199254740992.0;
}

static void
take_sample(struct boosting *b, struct sample *s)
{
    s->n = 0;
    for (int64_t i = 0; i < b->n_rows; i++) {
        float p;

        if (draw(b) >= b->row_share)
            continue;
        p = 1 / (1 + expf(-b->score[i]));
        s->row[s->n] = (int)i;
        s->slope[s->n] = b->w[i] * (p - b->y[i]);
        s->curve[s->n++] = b->w[i] * p * (1 - p);
    }
}

static void
try_split(const struct boosting *b, double slope, double curve, double all_slope,
          double all_curve, int feature, int bin, struct split *best)
{
    double rest = all_slope - slope, rest_curve = all_curve - curve;
    double gain = slope * slope / (curve + b->ridge) + rest * rest / (rest_curve + b->ridge) -
                  all_slope * all_slope / (all_curve + b->ridge);

    if (curve >= b->curvature_min && rest_curve >= b->curvature_min && gain > best->gain)
        *best = (struct split){ gain, -slope / (curve + b->ridge),
                                -rest / (rest_curve + b->ridge), feature, bin };
}

static void
look_at(const struct boosting *b, const struct sample *s, int feature, struct split *best)
{
    const unsigned char *bin = b->bins + feature * b->n_rows;
    double slope[BINS_MAX] = { 0 }, curve[BINS_MAX] = { 0 };
    double all_slope = 0, all_curve = 0, sum_slope = 0, sum_curve = 0;

    for (int64_t i = 0; i < s->n; i++) {
        slope[bin[s->row[i]]] += s->slope[i];
        curve[bin[s->row[i]]] += s->curve[i];
    }
    for (int k = 0; k < b->n_bins[feature]; k++) {
        all_slope += slope[k];
        all_curve += curve[k];
    }
    for (int k = 0; k < b->n_bins[feature]; k++) {
        sum_slope = (b->ordered[feature] ? sum_slope : 0) + slope[k];
        sum_curve = (b->ordered[feature] ? sum_curve : 0) + curve[k];
        try_split(b, sum_slope, sum_curve, all_slope, all_curve, feature, k, best);
    }
}

static void
take_step(struct boosting *b, const struct split *best)
{
    const unsigned char *bin = b->bins + best->feature * b->n_rows;
    float change[BINS_MAX];

    for (int k = 0; k < b->n_bins[best->feature]; k++) {
        int left = b->ordered[best->feature] ? k <= best->bin : k == best->bin;

        change[k] = (float)(b->rate * (left ? best->left : best->right));
        b->points[best->feature * BINS_MAX + k] += (double)change[k];
    }
    for (int64_t i = 0; i < b->n_rows; i++)
        b->score[i] += change[bin[i]];
}

/* 0, or -1 without memory. */
int
boost(struct boosting *b, int rounds)
{
    size_t n = (size_t)b->n_rows + 1;
    struct sample s = { 0, malloc(n * sizeof *s.row), malloc(n * sizeof *s.slope),
                        malloc(n * sizeof *s.curve) };
    int status = s.row && s.slope && s.curve ? 0 : -1;

    for (int round = 0; status == 0 && round < rounds; round++) {
        struct split best = { 0, 0, 0, -1, 0 };

        take_sample(b, &s);
        for (int f = 0; f < b->n_features; f++)
            if (draw(b) < b->feature_share && b->n_bins[f] > 1)
                look_at(b, &s, f, &best);
        if (best.feature >= 0)
            take_step(b, &best);
    }
    free(s.row);
    free(s.slope);
    free(s.curve);
    return status;
}
