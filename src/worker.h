/* What a worker is made of, for the files that the public header's functions lie in. */
#ifndef CP_WORKER_H
#define CP_WORKER_H

#include "base/fail.h"
#include "decode/convert.h"
#include "fetch/fetch.h"
#include "judge/judge.h"
#include "rules/rules.h"

struct cleanpage {
    struct cp_ctx cx;
    struct cp_ruleset *rules;
    struct cp_weights *weights;   /* of the rules; NULL: to be made before the next page */
    struct cp_fetcher *fetcher;   /* NULL until the first fetch or fetch option */
    struct cp_converters *converters;   /* NULL: opened when a page needs one */
};

/* Reads the weights out of the rules, if they are not. */
cleanpage_status cp_worker_weights(cleanpage *cp);

#endif
