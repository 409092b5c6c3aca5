/*
 * Which addresses belong to the public internet.
 *
 * A page can name any address, and a name of a stranger's can lead to any: to the router, to a
 * database without a password, to the host's own metadata service with its keys. What is
 * fetched without a person looking on stays away from these. It is the address of the
 * connection that is looked at, after the name was resolved, so a name that says one thing to
 * whoever checks it and another to whoever connects wins nothing.
 */
#ifndef CP_FETCH_REACH_H
#define CP_FETCH_REACH_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/slice.h"

/*
 * Whether anybody can reach the address: IPv4 and IPv6 but for the blocks that the registries
 * of special-purpose addresses keep for other ends (IANA, RFC 6890 with its updates),
 * multicast, and IPv6 addresses with a private IPv4 one in them. No other family is public.
 */
bool cp_reach_is_public(const struct sockaddr *address);

/*
 * Whether the host of a URL, which may stand in brackets, can be public as far as it says
 * itself: an address is judged, "localhost" and names below it are not public, any other name
 * may be.
 */
bool cp_reach_may_be_public(struct cp_slice host);

/* Appends the address in figures. */
void cp_reach_put(struct cp_buf *out, const struct sockaddr *address);

#endif
