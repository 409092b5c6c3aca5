/*
 * Keeping and dropping: a verdict for each block, with its reason.
 *
 * The judge marks, it never deletes, so every format renders from the same verdicts and a
 * report can show dropped text beside its reason.
 */
#ifndef CP_JUDGE_JUDGE_H
#define CP_JUDGE_JUDGE_H

#include "base/fail.h"
#include "measure/measure.h"
#include "page/page.h"
#include "rules/rules.h"

enum cp_reason {
    CP_BY_POINTS,      /* the points table and the page's threshold */
    CP_BY_NEIGHBOURS,  /* tree smoothing turned the verdict of the points */
    CP_BY_SELECTOR,    /* a strip or keep rule on the element or one around it */
    CP_BY_PHRASE,      /* a phrase rule on the block's text */
    CP_BY_SECTION,     /* under a heading that opens a run of boilerplate */
    CP_BY_REPEAT,      /* the same text is kept elsewhere */
    CP_BY_TITLE,       /* it is the title, which is rendered on its own */
    CP_BY_COMMENTS,    /* readers' comments and replies, as the caller wants them */
    CP_BY_LAYOUT,      /* a rule for scraped text: fused breadcrumb, icon words, card */
    CP_BY_SITE         /* it stands on many pages of the host: judge/site.h */
};

struct cp_verdict {
    bool keep;
    bool comment;                        /* a reader's, beside the main text; kept or not */
    uint8_t reason;                      /* enum cp_reason */
    float points;                        /* log odds that it is content */
    float probability;
    const struct cp_rule_place *place;   /* the rule behind it, or NULL */
};

struct cp_verdicts {
    struct cp_verdict *v;      /* one per block */
    float threshold;           /* probability from which this page keeps a block */
    float expected_f1;         /* of the kept set, 0 to 1 */
    uint32_t n_kept;
    uint32_t kept_words;
    struct cp_trace *trace;    /* how they came about: judge/trace.h; NULL: nobody asked */
};

/* The judge's numbers, looked up in the ruleset once. */
struct cp_weights;
cleanpage_status cp_weights_new(struct cp_ctx *cx, const struct cp_ruleset *rs,
                                struct cp_weights **weights);
void cp_weights_free(struct cp_weights *weights);

#define CP_KIND_COUNT (CLEANPAGE_KIND_SERVICE + 1)

/* What kind of page it is: the one it is taken for, and how far it is of each. */
struct cp_page_kind {
    cleanpage_kind kind;                 /* AUTO: nothing is known of it */
    float shares[CP_KIND_COUNT];         /* 0 to 1, by number; all 0 if nothing is known */
};

/* All that is known of a page when it is judged. */
struct cp_judge_input {
    const struct cp_ruleset *rules;
    const struct cp_weights *weights;    /* of those rules */
    struct cp_slice host;                /* of the page's URL, lower case; may be empty */
    const struct cp_page *page;
    const struct cp_mark *marks;         /* of the selector rules, per node */
    const struct cp_blocks *blocks;
    const struct cp_features *features;
    const struct cp_meta *meta;
    struct cp_page_kind kind;
    uint8_t comments;                    /* cleanpage_comments */
    float beta;                          /* of the F to be large, see judge/pick.h; 0 is 1 */
    bool trace;                          /* remember how each verdict came about */
    const struct cleanpage_site *site;   /* what repeats on the host; NULL: not known */
    bool site_has_page;                  /* and this page was counted there */
};

/* The kind that a page's facts (measure/facts.h) speak for; AUTO if the rules have no points. */
struct cp_page_kind cp_judge_kind(const struct cp_weights *weights, const float *facts);
/* That kind and no other, as a user says it is. */
struct cp_page_kind cp_kind_sure(cleanpage_kind kind);
/* "article" and so on, "unknown" for AUTO. */
const char *cp_kind_name(cleanpage_kind kind);

cleanpage_status cp_judge(struct cp_ctx *cx, const struct cp_judge_input *in,
                          struct cp_verdicts *verdicts);

#endif
