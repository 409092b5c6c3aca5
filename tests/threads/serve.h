/* A server on loopback for the threads of a test: one page for whoever asks. */
#ifndef TESTS_THREADS_SERVE_H
#define TESTS_THREADS_SERVE_H

#include <pthread.h>
#include <stddef.h>

struct server {
    pthread_t thread;
    int socket;
    char url[64];
    const char *page;
    size_t page_bytes;
};

/* Starts it in a thread of its own. The page must live until server_stop. False: it cannot. */
int server_start(struct server *s, const char *page, size_t page_bytes);
void server_stop(struct server *s);

#endif
