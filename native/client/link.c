// SPDX-License-Identifier: Apache-2.0
#include "client/link.h"

#include "common/fail.h"
#include "common/io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 32 << 10, QUEUE = 64 << 10, PIPE_STEP = 4096 };

bool link_send(struct link *link, char type, const void *payload, size_t length) {
    bool ok = frame_append(&link->out, type, payload, length);
    link_flush(link);
    return ok;
}

bool link_send_secret(struct link *link, char type, const void *payload, size_t length) {
    // Room first: memory that grows leaves a copy behind.
    if (!bytes_reserve(&link->out, FRAME_HEAD + length) || !link_send(link, type, payload, length))
        return false;
    while (link->out.length && !link->closed) {
        struct pollfd at = {.fd = link->fd, .events = POLLOUT};
        poll(&at, 1, -1);
        link_flush(link);
    }
    explicit_bzero(link->out.data, link->out.capacity);
    return true;
}

void link_flush(struct link *link) {
    size_t sent = 0;
    while (sent < link->out.length && !link->closed) {
        ssize_t n = send(link->fd, link->out.data + sent, link->out.length - sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno != EAGAIN)
            sent = link->out.length;  // it is gone; what it said last is still to be read
        if (n <= 0)
            break;
        sent += (size_t)n;
    }
    bytes_consume(&link->out, sent);
}

void link_close(struct link *link) {
    if (link->fd >= 0)
        close(link->fd);
    link->fd = -1;
    bytes_free(&link->in);
    bytes_free(&link->out);
}

// A sink takes as much as it has room for, or `step` bytes: what a ready pipe or terminal takes at least. The flags of the user's
// descriptors belong to the user, who shares them with other programs, and one that blocks would not hear a signal.
static const struct sink {
    int fd;
    size_t step;
} *sink_of(int fd) {
    static struct sink sinks[3];
    struct sink *sink = &sinks[fd];
    struct stat status;
    if (sink->step)
        return sink;
    *sink = (struct sink){fd, PIPE_STEP};
    if (fstat(fd, &status) == 0) {
        char path[32];
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        // The same pipe, opened for ourselves.
        int own = S_ISFIFO(status.st_mode) ? open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC) : -1;
        if (own >= 0)
            sink->fd = own;
        if (own >= 0 || S_ISREG(status.st_mode))
            sink->step = SIZE_MAX;
    }
    return sink;
}

static void write_output(struct link *link) {
    const struct sink *sink = sink_of(link->sink);
    const uint8_t *data = link->in.data + link->at;
    ssize_t n = write(sink->fd, data, link->pending < sink->step ? link->pending : sink->step);
    if (n < 0) {
        if (errno == EAGAIN || errno == EINTR)
            return;
        if (link->sink == 1 && errno == EPIPE)
            die_by_signal(SIGPIPE);
        if (link->sink == 1)
            die("cannot write to standard output: %s", strerror(errno));
        n = (ssize_t)link->pending;  // nobody listens to our complaints
    }
    link->at += (size_t)n;
    link->pending -= (size_t)n;
}

static void read_input(struct link *link) {
    uint8_t chunk[CHUNK], passed[CHUNK + DETACH_MAX];
    ssize_t n = read(0, chunk, sizeof chunk);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        size_t held = detach_flush(&link->detach, passed);
        if (held)
            frame_append(&link->out, 'I', passed, held);
        frame_append(&link->out, 'I', NULL, 0);
        link->input = false;
    } else {
        size_t length = detach_feed(&link->detach, chunk, (size_t)n, passed);
        if (length)
            frame_append(&link->out, 'I', passed, length);
    }
    link_flush(link);
}

static void read_link(struct link *link) {
    if (link->at == link->in.length)
        link->at = link->in.length = 0;
    else if (link->at > QUEUE) {
        bytes_consume(&link->in, link->at);
        link->at = 0;
    }
    if (!bytes_reserve(&link->in, CHUNK))
        die("out of memory");
    ssize_t n = io_read(link->fd, link->in.data + link->in.length, link->in.capacity - link->in.length);
    if (n > 0)
        link->in.length += (size_t)n;
    else if (n == 0 || errno != EAGAIN)
        link->closed = true;
}

// 1: `report` holds a frame for the caller; 0: more is needed, or output is pending; -1: nothing more will come.
static int next_frame(struct link *link, struct link_report *report) {
    while (!link->pending) {
        size_t size;
        link->at += link->skip;
        link->skip = 0;
        int found = frame_parse(link->in.data + link->at, link->in.length - link->at, &report->frame, &size);
        if (found <= 0)
            return found < 0 || link->closed ? -1 : 0;
        if (report->frame.type != 'O' && report->frame.type != 'E') {
            link->skip = size;
            return 1;
        }
        link->at += FRAME_HEAD;
        link->pending = report->frame.length;
        link->sink = report->frame.type == 'O' ? 1 : 2;
    }
    return 0;
}

enum link_event link_next(struct link *link, int64_t deadline, struct link_report *report) {
    for (;;) {
        int found = next_frame(link, report);
        if (found)
            return found > 0 ? LINK_FRAME : LINK_CLOSED;
        if (link->detach.done)
            return LINK_DETACHED;
        int timeout = -1;
        if (deadline >= 0) {
            int64_t left = deadline - io_now_ms();
            if (left <= 0)
                return LINK_TIMEOUT;
            timeout = left > 60000 ? 60000 : (int)left;
        }
        short events = (short)((link->pending || link->closed ? 0 : POLLIN) | (link->out.length ? POLLOUT : 0));
        struct pollfd at[4] = {{.fd = events ? link->fd : -1, .events = events},
                               {.fd = link->signals, .events = POLLIN},
                               {.fd = link->pending ? link->sink : -1, .events = POLLOUT},
                               {.fd = link->input && link->out.length < QUEUE ? 0 : -1, .events = POLLIN}};
        if (poll(at, 4, timeout) < 0)
            continue;
        if (at[1].revents) {
            struct signalfd_siginfo information;
            if (io_read(link->signals, &information, sizeof information) == sizeof information) {
                report->number = (int)information.ssi_signo;
                return LINK_SIGNAL;
            }
        }
        if (at[0].revents & POLLOUT)
            link_flush(link);
        if (at[0].revents & (POLLIN | POLLHUP | POLLERR) && !link->pending)
            read_link(link);
        if (at[2].revents)
            write_output(link);
        if (at[3].revents)
            read_input(link);
    }
}
