#define _XOPEN_SOURCE 700

#include "serve.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Up to the empty line, which comes within the first bytes of so short a request. */
static void
read_request(int connection)
{
    char request[4096];
    size_t n = 0;
    ssize_t got;

    do {
        got = recv(connection, request + n, sizeof request - 1 - n, 0);
        n += got > 0 ? (size_t)got : 0;
        request[n] = '\0';
    } while (got > 0 && n < sizeof request - 1 && !strstr(request, "\r\n\r\n"));
}

static void
send_all(int connection, const char *p, size_t n)
{
    while (n) {
        ssize_t sent = send(connection, p, n, MSG_NOSIGNAL);

        if (sent <= 0)
            return;
        p += sent;
        n -= (size_t)sent;
    }
}

static void
answer(const struct server *s, int connection)
{
    char head[128];
    int n = snprintf(head, sizeof head,
                     "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                     "Content-Length: %zu\r\nConnection: close\r\n\r\n",
                     s->page_bytes);

    read_request(connection);
    send_all(connection, head, (size_t)n);
    send_all(connection, s->page, s->page_bytes);
    close(connection);
}

static void *
serve(void *user)
{
    struct server *s = user;
    int connection;

    while ((connection = accept(s->socket, NULL, NULL)) >= 0)
        answer(s, connection);
    return NULL;
}

int
server_start(struct server *s, const char *page, size_t page_bytes)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t length = sizeof at;

    s->page = page;
    s->page_bytes = page_bytes;
    s->socket = socket(AF_INET, SOCK_STREAM, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (s->socket < 0)
        return 0;
    if (bind(s->socket, (struct sockaddr *)&at, sizeof at) || listen(s->socket, 64) ||
        getsockname(s->socket, (struct sockaddr *)&at, &length) ||
        pthread_create(&s->thread, NULL, serve, s)) {
        close(s->socket);
        return 0;
    }
    snprintf(s->url, sizeof s->url, "http://127.0.0.1:%d/", ntohs(at.sin_port));
    return 1;
}

void
server_stop(struct server *s)
{
    shutdown(s->socket, SHUT_RDWR); /* accept fails from now on */
    pthread_join(s->thread, NULL);
    close(s->socket);
}
