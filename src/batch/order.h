/* Outputs that come in any order, given on in the order of their numbers. */
#ifndef CP_BATCH_ORDER_H
#define CP_BATCH_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "batch/clean.h"

struct cp_kept_output;

struct cp_order {
    struct cp_kept_output **ring; /* number n lies at n modulo its size */
    size_t room;
    uint64_t next; /* number that is to be given on next */
    size_t bytes;  /* kept */
};

/* One output: of which record, what became of it, and what is to be written. */
struct cp_output_item {
    uint64_t number;
    enum cp_outcome outcome;
    struct cp_slice name, facts, bytes; /* facts: as cp_clean_read_result gives them */
    bool is_fetched;                    /* from a server, which should not be asked twice */
};

/* Numbers less than `room` apart may be kept. False without memory. */
bool cp_order_init(struct cp_order *order, size_t room, uint64_t first);
void cp_order_clear(struct cp_order *order);

/* Whether an output of that number can be kept. */
bool cp_order_has_room(const struct cp_order *order, uint64_t number);

/* The output of that number, if it is kept and was not taken; NULL if not. */
const struct cp_output_item *cp_order_find(const struct cp_order *order, uint64_t number);

/* Copies it. False without memory. */
bool cp_order_put(struct cp_order *order, const struct cp_output_item *item);

/* The next one, if it is there; it lives until the next call. */
bool cp_order_take(struct cp_order *order, struct cp_output_item *item);

#endif
