// SPDX-License-Identifier: Apache-2.0
#include "monitor/attach.h"

#include "common/frame.h"
#include "common/io.h"
#include "common/text.h"
#include "common/unix_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void adopt(struct attach *attach, int fd) {
    for (int i = 0; i < ATTACH_CLIENTS; i++)
        if (attach->clients[i].fd < 0) {
            attach->clients[i] = (struct attach_client){.fd = fd};
            io_nonblocking(fd);
            return;
        }
    close(fd);
}

void attach_begin(struct attach *attach, int listener, int first) {
    attach->listener = listener;
    for (int i = 0; i < ATTACH_CLIENTS; i++)
        attach->clients[i] = (struct attach_client){.fd = -1};
    if (first >= 0)
        adopt(attach, first);
}

void attach_accept(struct attach *attach) {
    int fd = accept4(attach->listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
        return;
    if (unix_peer_trusted(fd))
        adopt(attach, fd);
    else
        close(fd);
}

void attach_close(struct attach_client *client) {
    if (client->fd >= 0)
        close(client->fd);
    bytes_free(&client->in);
    bytes_free(&client->out);
    client->fd = -1;
}

static bool obey(const struct attach_client *client, const struct frame *frame, const struct attach_sink *sink) {
    const char *text = (const char *)frame->payload;
    uint64_t columns, rows;
    switch (frame->type) {
    case 'I':
        sink->input(sink->context, client, frame->payload, frame->length);
        return true;
    case 'W': {
        const char *space = frame->length ? memchr(text, ' ', frame->length) : NULL;
        if (!space || !text_number(text, (size_t)(space - text), 10, 0xffff, &columns) ||
            !text_number(space + 1, frame->length - (size_t)(space + 1 - text), 10, 0xffff, &rows))
            return false;
        sink->resize(sink->context, (unsigned)columns, (unsigned)rows);
        return true;
    }
    default:
        return false;
    }
}

void attach_read(struct attach_client *client, const struct attach_sink *sink) {
    uint8_t chunk[4096];
    ssize_t n = io_read(client->fd, chunk, sizeof chunk);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0 || !bytes_append(&client->in, chunk, (size_t)n)) {
        attach_close(client);
        return;
    }
    struct frame frame;
    size_t size, used = 0;
    int found;
    while ((found = frame_parse(client->in.data + used, client->in.length - used, &frame, &size)) == 1) {
        if (!obey(client, &frame, sink)) {
            found = -1;
            break;
        }
        used += size;
    }
    // Nobody types frames of this size; a client that begins one does not get our memory.
    if (found < 0 || client->in.length - used > ATTACH_QUEUE) {
        attach_close(client);
        return;
    }
    bytes_consume(&client->in, used);
    if (!client->in.length)
        bytes_free(&client->in);
}

void attach_write(struct attach_client *client) {
    size_t sent = 0;
    while (sent < client->out.length) {
        ssize_t n = send(client->fd, client->out.data + sent, client->out.length - sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno != EAGAIN) {
            attach_close(client);
            return;
        }
        if (n <= 0)
            break;
        sent += (size_t)n;
    }
    bytes_consume(&client->out, sent);
    if (!client->out.length)
        bytes_free(&client->out);
}

void attach_broadcast(struct attach *attach, char type, const void *data, size_t length) {
    for (int i = 0; i < ATTACH_CLIENTS; i++) {
        struct attach_client *client = &attach->clients[i];
        if (client->fd < 0)
            continue;
        if (!frame_append(&client->out, type, data, length))
            attach_close(client);
        else
            attach_write(client);
    }
}

bool attach_full(const struct attach *attach) {
    for (int i = 0; i < ATTACH_CLIENTS; i++)
        if (attach->clients[i].fd >= 0 && attach->clients[i].out.length >= ATTACH_QUEUE)
            return true;
    return false;
}

bool attach_pending(const struct attach *attach) {
    for (int i = 0; i < ATTACH_CLIENTS; i++)
        if (attach->clients[i].fd >= 0 && attach->clients[i].out.length)
            return true;
    return false;
}
