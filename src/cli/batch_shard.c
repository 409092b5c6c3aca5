/* Shards, as told or as a scheduler has them: see cli/batch_shard.h. */
#include "cli/batch_shard.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "cli/numbers.h"

#define SHARDS_MAX 1000000
#define NUMBER_MAX 1000000000

/* Says how many there are where the scheduler does not, or says it of a part of them. */
#define COUNT_VARIABLE "CLEANPAGE_SHARDS"

/*
 * How schedulers tell a task of an array which of them it is: the names of variables, NULL for
 * what they do not tell. Sources: the manuals of sbatch(1), qsub of PBS Professional and
 * Torque, qsub(1) of Grid Engine, bsub of LSF, Kubernetes' "Indexed Job", mpirun(1) of Open
 * MPI, and PMI as Hydra and others set it. The first one whose `number` is there counts.
 */
struct scheduler {
    const char *number, *first, *last, *step, *count;
    const char *none; /* value of a number that is none, outside of arrays */
    long usual_first; /* where `first` is not told */
};

static const struct scheduler schedulers[] = {
    { "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX",
      "SLURM_ARRAY_TASK_STEP", "SLURM_ARRAY_TASK_COUNT", "", 0 },
    { "PBS_ARRAY_INDEX", NULL, NULL, NULL, NULL, "", 0 },
    { "PBS_ARRAYID", NULL, NULL, NULL, NULL, "", 0 },
    { "SGE_TASK_ID", "SGE_TASK_FIRST", "SGE_TASK_LAST", "SGE_TASK_STEPSIZE", NULL, "undefined",
      1 },
    { "LSB_JOBINDEX", NULL, "LSB_JOBINDEX_END", "LSB_JOBINDEX_STEP", NULL, "0", 1 },
    { "JOB_COMPLETION_INDEX", NULL, NULL, NULL, NULL, "", 0 },
    { "OMPI_COMM_WORLD_RANK", NULL, NULL, NULL, "OMPI_COMM_WORLD_SIZE", "", 0 },
    { "PMI_RANK", NULL, NULL, NULL, "PMI_SIZE", "", 0 },
};

struct reading {
    char *message;
    long number, first, last, step, count; /* last and count are -1 if they are not told */
};

static bool wrong(const struct reading *r, const char *format, ...) CP_PRINTF(2, 3);

static bool
wrong(const struct reading *r, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(r->message, CP_SHARD_MESSAGE_MAX, format, arguments);
    va_end(arguments);
    return false;
}

static bool
read_pair(const char *text, long *i, long *n)
{
    const char *slash = strchr(text, '/');
    char *first = slash ? strndup(text, (size_t)(slash - text)) : NULL;
    bool good = first && cp_parse_count(first, 0, SHARDS_MAX, i) &&
                cp_parse_count(slash + 1, 1, SHARDS_MAX, n) && *i < *n;

    free(first);
    return good;
}

/* A variable that is empty is not there. */
static const char *
variable(const char *name)
{
    const char *value = name ? getenv(name) : NULL;

    return value && *value ? value : NULL;
}

/* Leaves the number as it is if the variable is not there. */
static bool
read_number(const struct reading *r, const char *name, long least, long *number)
{
    const char *value = variable(name);

    if (!value || cp_parse_count(value, least, NUMBER_MAX, number))
        return true;
    return wrong(r, "%s is \"%.40s\"", name, value);
}

static const struct scheduler *
find_scheduler(void)
{
    for (size_t i = 0; i < sizeof schedulers / sizeof *schedulers; i++) {
        const char *value = variable(schedulers[i].number);

        if (value && strcmp(value, schedulers[i].none) != 0)
            return &schedulers[i];
    }
    return NULL;
}

static bool
read_numbers(struct reading *r, const struct scheduler *s)
{
    r->first = s->usual_first;
    return read_number(r, s->number, 0, &r->number) && read_number(r, s->first, 0, &r->first) &&
           read_number(r, s->last, 0, &r->last) && read_number(r, s->step, 1, &r->step) &&
           read_number(r, s->count, 1, &r->count);
}

/* How many there are; what is told twice must agree. */
static bool
count_tasks(struct reading *r, const struct scheduler *s)
{
    long spanned = r->last >= r->first ? (r->last - r->first) / r->step + 1 : -1;

    if (r->count < 0 && spanned < 0)
        return wrong(r,
                     "%s does not tell how many there are; set " COUNT_VARIABLE
                     ", and number them from 0",
                     s->number);
    if (r->count >= 0 && spanned >= 0 && r->count != spanned)
        return wrong(r, "the numbers of the array have gaps: %ld of %ld are there", r->count,
                     spanned);
    r->count = r->count < 0 ? spanned : r->count;
    return true;
}

/* With COUNT_VARIABLE the number itself counts, from 0: so a part of an array can be run again
 * and does what it did. */
static bool
ask_scheduler(struct reading *r, const struct scheduler *s)
{
    long shards = -1;

    if (!read_numbers(r, s) || !read_number(r, COUNT_VARIABLE, 1, &shards))
        return false;
    if (shards >= 0)
        *r = (struct reading){ r->message, r->number, 0, -1, 1, shards };
    else if (!count_tasks(r, s))
        return false;
    if (r->number < r->first || (r->number - r->first) % r->step != 0 ||
        (r->number - r->first) / r->step >= r->count)
        return wrong(r, "%s is %ld, which is none of %ld from %ld on in steps of %ld",
                     s->number, r->number, r->count, r->first, r->step);
    r->number = (r->number - r->first) / r->step;
    return true;
}

static bool
read_environment(struct reading *r)
{
    const char *own = variable("CLEANPAGE_SHARD");
    const struct scheduler *s = find_scheduler();

    if (own)
        return read_pair(own, &r->number, &r->count) ||
               wrong(r, "CLEANPAGE_SHARD is not I/N with I from 0 to N-1");
    if (!s)
        return wrong(r, "no scheduler's variables are there, nor CLEANPAGE_SHARD");
    return ask_scheduler(r, s);
}

bool
cp_shard_read(const char *text, uint64_t *shard, uint64_t *shards,
              char message[CP_SHARD_MESSAGE_MAX])
{
    struct reading r = { message, 0, 0, -1, 1, -1 };
    bool good = strcmp(text, "auto") == 0
                    ? read_environment(&r)
                    : read_pair(text, &r.number, &r.count) ||
                          wrong(&r, "not I/N with I from 0 to N-1, nor \"auto\"");

    *shard = good ? (uint64_t)r.number : 0;
    *shards = good ? (uint64_t)r.count : 0;
    return good;
}
