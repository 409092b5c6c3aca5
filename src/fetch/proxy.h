/* Where the proxies are that libcurl was told of: by an option, or by the environment. */
#ifndef CP_FETCH_PROXY_H
#define CP_FETCH_PROXY_H

#include <stdbool.h>
#include <sys/socket.h>

/*
 * Whether a proxy is at this address and port. option: the one that was named, or NULL: those
 * of the variables that libcurl reads. May ask the resolver.
 */
bool cp_proxy_is_at(const char *option, const struct sockaddr *address);

#endif
