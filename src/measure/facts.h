/*
 * Facts about a page as a whole, by which its kind is told: sums over what is measured already,
 * and words of its head and address. Names, ranges and meaning are in measure/facts.def.
 */
#ifndef CP_MEASURE_FACTS_H
#define CP_MEASURE_FACTS_H

#include "measure/measure.h"

enum cp_fact {
#define CP_FACT(id, name, help) CP_FACT_##id,
#include "measure/facts.def"
#undef CP_FACT
    CP_FACT_COUNT
};

const char *cp_fact_name(enum cp_fact fact);
const char *cp_fact_help(enum cp_fact fact);
/* -1 if there is none of that name. */
int cp_fact_find(struct cp_slice name);

/* Fills CP_FACT_COUNT numbers. url may be empty. */
void cp_facts_measure(const struct cp_ruleset *rs, const struct cp_blocks *blocks,
                      const struct cp_meta *meta, const struct cp_features *features,
                      struct cp_slice url, float *facts);

#endif
