/*
 * Why each block was kept or dropped, for those who ask.
 *
 * The judge's steps change verdicts; after each of them cp_trace_step compares the verdicts with
 * the last ones told and remembers what differs, so that the steps themselves need not know that
 * somebody listens. Without a trace (NULL) nothing is compared and nothing remembered. All lies
 * in the document's arena, copies of the rules' places too: a document outlives its rules.
 */
#ifndef CP_JUDGE_TRACE_H
#define CP_JUDGE_TRACE_H

#include "base/table.h"
#include "judge/judge.h"

struct cp_sheet;

/* One word on a block: that of the points, and each later one that differs from the one before. */
struct cp_step {
    struct cp_step *next;
    const char *stage;                   /* static: docs/reasons.md has them */
    const struct cp_rule_place *place;   /* the rule behind it, or NULL */
    uint8_t reason;                      /* enum cp_reason */
    bool keep;
};

/* What one table or pair adds to a block's points. */
struct cp_point {
    const char *name;                    /* of the feature; static. Of a pair NULL */
    const struct cp_rule_place *place;   /* of the table, or of the pair; NULL: none is known */
    float value;                         /* of the feature; of a pair 0 */
    float points;
    float base;                          /* of them, those that the page's kind has no say in */
};

/* A place as it was copied, found by the bytes of the original. */
struct cp_trace_places {
    struct cp_table numbers;
    struct cp_rule_place **v;
    uint32_t n, room;
};

struct cp_trace {
    struct cp_arena *arena;
    uint32_t n_blocks;
    struct cp_step **first, **last;      /* of each block */
    struct cp_trace_places places;
    bool no_memory;
    struct cp_page_kind kind;
    const struct cp_sheet *sheet;        /* of the page, with copies of the rules' parts */
    const float *base_points;            /* of the sheet's rows, without the page's kind */
    const float *rows;                   /* features of the blocks */
};

/* NULL without memory. */
struct cp_trace *cp_trace_new(struct cp_arena *arena, uint32_t n_blocks);

/* Remembers what points are made of. of_rules: the sheet that of_page was made from. */
void cp_trace_weigh(struct cp_trace *trace, const struct cp_sheet *of_rules,
                    const struct cp_sheet *of_page, const struct cp_features *features);

/* The verdicts of the points alone, before neighbours have their say. */
void cp_trace_points(struct cp_trace *trace, const struct cp_verdicts *verdicts);

/* What a stage has changed. trace NULL: does nothing, as do the two above. */
void cp_trace_step(struct cp_trace *trace, const struct cp_verdicts *verdicts,
                   const char *stage);

/* Most that cp_trace_points_of gives for a block. */
size_t cp_trace_points_max(const struct cp_trace *trace);

/*
 * What a block's points are the sum of, besides the base that each block has; the largest, sign
 * aside, first. Returns how many; what adds nothing is left out.
 */
size_t cp_trace_points_of(const struct cp_trace *trace, uint32_t block,
                          struct cp_point *points);
float cp_trace_base(const struct cp_trace *trace);

/* The trace's own copy of where a rule stands; NULL of NULL, and without memory. */
const struct cp_rule_place *cp_trace_place(struct cp_trace *trace,
                                           const struct cp_rule_place *from);

/* The rule behind a verdict, or NULL: `place` may be that of an earlier one. */
const struct cp_rule_place *cp_verdict_rule(const struct cp_verdict *v);

/*
 * How sure a verdict is, 0 to 1. Of a rule, of a layout or of what was asked for: 1. Else the odds
 * of the points, measured from the page's threshold: 0.5 at it, more the further the points are
 * on the verdict's side of it, less where they speak against it.
 */
float cp_verdict_confidence(const struct cp_verdicts *verdicts, uint32_t block);

/* "points", "neighbours", "selector" and so on. */
const char *cp_reason_name(enum cp_reason reason);

#endif
