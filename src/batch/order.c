/* Outputs in the order of their numbers: see batch/order.h. */
#include "batch/order.h"

#include <stdlib.h>
#include <string.h>

struct cp_kept_output {
    struct cp_output_item item;
    char text[]; /* name, facts and bytes */
};

bool
cp_order_init(struct cp_order *order, size_t room, uint64_t first)
{
    *order = (struct cp_order){ .room = room, .next = first };
    order->ring = calloc(room, sizeof(struct cp_kept_output *));
    return order->ring != NULL;
}

void
cp_order_clear(struct cp_order *order)
{
    for (size_t i = 0; order->ring && i < order->room; i++)
        free(order->ring[i]);
    free(order->ring);
    *order = (struct cp_order){ 0 };
}

bool
cp_order_has_room(const struct cp_order *order, uint64_t number)
{
    /* The one before the next lies there still, until it is asked for another. */
    return number - order->next + 1 < order->room;
}

const struct cp_output_item *
cp_order_find(const struct cp_order *order, uint64_t number)
{
    const struct cp_kept_output *kept = order->ring[number % order->room];

    return number >= order->next && kept && kept->item.number == number ? &kept->item : NULL;
}

static struct cp_slice
keep(char **at, struct cp_slice s)
{
    struct cp_slice kept = { *at, s.n };

    if (s.n)
        memcpy(*at, s.p, s.n);
    *at += s.n;
    return kept;
}

bool
cp_order_put(struct cp_order *order, const struct cp_output_item *item)
{
    struct cp_kept_output **place = &order->ring[item->number % order->room];
    struct cp_kept_output *kept =
        malloc(sizeof *kept + item->name.n + item->facts.n + item->bytes.n);
    char *at;

    if (!kept)
        return false;
    kept->item = *item;
    at = kept->text;
    kept->item.name = keep(&at, item->name);
    kept->item.facts = keep(&at, item->facts);
    kept->item.bytes = keep(&at, item->bytes);
    order->bytes += item->bytes.n;
    free(*place);
    *place = kept;
    return true;
}

bool
cp_order_take(struct cp_order *order, struct cp_output_item *item)
{
    struct cp_kept_output *kept = order->ring[order->next % order->room];
    struct cp_kept_output **last = &order->ring[(order->next + order->room - 1) % order->room];

    /* What was given last is done with. */
    if (*last && (*last)->item.number < order->next) {
        order->bytes -= (*last)->item.bytes.n;
        free(*last);
        *last = NULL;
    }
    if (!kept || kept->item.number != order->next)
        return false;
    *item = kept->item;
    order->next++;
    return true;
}
