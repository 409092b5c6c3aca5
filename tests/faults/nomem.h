/* What is swept in nomem.c. */
#ifndef CP_TESTS_NOMEM_H
#define CP_TESTS_NOMEM_H

#include "cleanpage.h"

/*
 * Does all it can, takes back all it took, and says how it went: CLEANPAGE_OK only if nothing is
 * missing. What was made must be freed whatever failed.
 */
typedef cleanpage_status (*nomem_run)(void);

struct nomem_driver {
    const char *name;
    nomem_run run;
    int or_ok;   /* what it does without the memory is less, and that is no failure */
    int small;   /* short enough to be swept whole by make check */
};

extern const struct nomem_driver nomem_library[], nomem_rooms[];   /* name NULL ends them */

/* Stops the program if it does not hold. */
void nomem_require(int holds, const char *what);

#endif
