// SPDX-License-Identifier: Apache-2.0
#include "monitor/supervise.h"

#include "common/io.h"
#include "launch/cgroup.h"
#include "monitor/attach.h"
#include "monitor/log.h"
#include "monitor/record.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { CHUNK = 16 << 10, PIPE_STEP = 4096, HANGUP_PAUSE_MS = 50, PATIENCE_MS = 5000,
       END_PAUSE_MS = 50, END_PAUSE_MAX_MS = 2000 };

// One captured stream and where it goes.
struct stream {
    int fd;  // -1: ended
    char frame;
    int sink;  // our own 1 or 2, or -1
    struct bytes pending;  // read, and not yet taken by the sink
    bool paused;           // a terminal nobody has open inside: it may be opened again
};

struct loop {
    const struct supervision *supervision;
    struct container *container;
    struct stream streams[2];
    struct attach attach;
    struct bytes input;
    bool input_ends;
    int64_t end_at;  // when a terminal's reader is told again that there is no more; 0: there may be more
    int end_pause;
};

static void stream_close(struct stream *stream) {
    if (stream->fd >= 0)
        close(stream->fd);
    stream->fd = -1;
}

// Takes one step: our own descriptors may be blocking, and a pipe that is ready takes this much without blocking.
static void sink_write(struct stream *stream) {
    size_t step = stream->pending.length < PIPE_STEP ? stream->pending.length : PIPE_STEP;
    ssize_t n = write(stream->sink, stream->pending.data, step);
    if (n >= 0) {
        bytes_consume(&stream->pending, (size_t)n);
    } else if (errno != EAGAIN && errno != EINTR) {
        // Nobody reads us any more; the container learns it as a plain program would.
        stream->pending.length = 0;
        stream->sink = -1;
        stream_close(stream);
    }
    if (!stream->pending.length)
        bytes_free(&stream->pending);
}

static void sink_flush(struct stream *stream) {
    struct pollfd ready = {.fd = stream->sink, .events = POLLOUT};
    while (stream->pending.length && poll(&ready, 1, 0) == 1)
        sink_write(stream);
}

// False: nothing more will come, or not now.
static bool stream_read(struct loop *loop, struct stream *stream) {
    uint8_t chunk[CHUNK];
    ssize_t n = io_read(stream->fd, chunk, sizeof chunk);
    if (n < 0 && errno == EAGAIN)
        return false;
    if (n < 0 && errno == EIO && loop->container->terminal) {
        stream->paused = true;
        return false;
    }
    if (n <= 0) {
        stream_close(stream);
        return false;
    }
    log_append(&loop->container->log, stream == &loop->streams[1], chunk, (size_t)n);
    attach_broadcast(&loop->attach, stream->frame, chunk, (size_t)n);
    if (stream->sink >= 0 && bytes_append(&stream->pending, chunk, (size_t)n))
        sink_flush(stream);
    return true;
}

static void input_write(struct loop *loop) {
    int *fd = &loop->container->input;
    while (*fd >= 0 && loop->input.length) {
        ssize_t n = write(*fd, loop->input.data, loop->input.length);
        if (n < 0 && errno == EAGAIN)
            return;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            close(*fd);
            *fd = -1;
            break;
        }
        bytes_consume(&loop->input, (size_t)n);
    }
    bytes_free(&loop->input);
    if (loop->input_ends && *fd >= 0) {
        close(*fd);
        *fd = -1;
    }
}

static bool is_first(const struct loop *loop, const struct attach_client *client) {
    return client == &loop->attach.clients[0] && client->fd == loop->supervision->first;
}

static void on_input(void *context, const struct attach_client *from, const uint8_t *data, size_t length) {
    struct loop *loop = context;
    if (loop->container->input < 0)
        return;
    if (length) {
        bytes_append(&loop->input, data, length);
        loop->end_at = 0;
    } else if (!loop->container->terminal) {
        loop->input_ends = true;
    } else if (is_first(loop, from)) {
        // A terminal stays open for other clients; only who started the container can end its input.
        loop->end_pause = END_PAUSE_MS;
        loop->end_at = io_now_ms() + loop->end_pause;
    }
    input_write(loop);
}

// A terminal has no end of file, only the character for it, and that counts only for a program that is reading lines just then.
// So it is typed again, ever less often, whenever everything before it has been read.
static void type_end(struct loop *loop) {
    static const char end_of_file = 4;
    int unread = 0;
    int slave = ioctl(loop->container->input, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0 || ioctl(slave, FIONREAD, &unread) || (!unread && !loop->input.length)) {
        (void)!write(loop->container->input, &end_of_file, 1);
        loop->end_pause = loop->end_pause < END_PAUSE_MAX_MS ? loop->end_pause * 2 : END_PAUSE_MAX_MS;
    }
    if (slave >= 0)
        close(slave);
    loop->end_at = io_now_ms() + loop->end_pause;
}

static void on_resize(void *context, unsigned columns, unsigned rows) {
    struct loop *loop = context;
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    if (loop->container->terminal && loop->container->input >= 0)
        ioctl(loop->container->input, TIOCSWINSZ, &size);
}

static void forward_signals(const struct loop *loop) {
    struct signalfd_siginfo information;
    if (io_read(loop->supervision->signals, &information, sizeof information) == sizeof information)
        pidfd_send_signal(loop->container->pidfd, (int)information.ssi_signo, NULL, 0);
}

// What the descriptors of one round are for.
enum { AT_PID, AT_SIGNALS, AT_LISTENER, AT_INPUT, AT_STREAMS, AT_SINKS = AT_STREAMS + 2, AT_CLIENTS = AT_SINKS + 2,
       AT_END = AT_CLIENTS + ATTACH_CLIENTS };

// One wait and what it brings. False: the container has ended.
static bool round_of(struct loop *loop) {
    struct pollfd at[AT_END];
    const struct attach_sink sink = {loop, on_input, on_resize};
    bool full = attach_full(&loop->attach);
    int timeout = -1;

    at[AT_PID] = (struct pollfd){.fd = loop->container->pidfd, .events = POLLIN};
    at[AT_SIGNALS] = (struct pollfd){.fd = loop->supervision->signals, .events = POLLIN};
    at[AT_LISTENER] = (struct pollfd){.fd = loop->attach.listener, .events = POLLIN};
    at[AT_INPUT] = (struct pollfd){.fd = loop->input.length ? loop->container->input : -1, .events = POLLOUT};
    for (int i = 0; i < 2; i++) {
        struct stream *stream = &loop->streams[i];
        bool reads = !full && !stream->pending.length && !stream->paused;
        if (stream->paused)
            timeout = HANGUP_PAUSE_MS;
        at[AT_STREAMS + i] = (struct pollfd){.fd = reads ? stream->fd : -1, .events = POLLIN};
        at[AT_SINKS + i] = (struct pollfd){.fd = stream->pending.length ? stream->sink : -1, .events = POLLOUT};
    }
    for (int i = 0; i < ATTACH_CLIENTS; i++) {
        struct attach_client *client = &loop->attach.clients[i];
        // While the container has input to take, nobody's more is read.
        short events = (short)((loop->input.length ? 0 : POLLIN) | (client->out.length ? POLLOUT : 0));
        at[AT_CLIENTS + i] = (struct pollfd){.fd = client->fd, .events = events};
    }
    if (loop->container->input < 0)
        loop->end_at = 0;
    if (loop->end_at) {
        int64_t left = loop->end_at - io_now_ms();
        timeout = left < 0 ? 0 : timeout < 0 || left < timeout ? (int)left : timeout;
    }
    if (poll(at, AT_END, timeout) < 0)
        return true;
    if (loop->end_at && io_now_ms() >= loop->end_at)
        type_end(loop);

    if (at[AT_SIGNALS].revents)
        forward_signals(loop);
    if (at[AT_LISTENER].revents)
        attach_accept(&loop->attach);
    if (at[AT_INPUT].revents)
        input_write(loop);
    for (int i = 0; i < 2; i++) {
        loop->streams[i].paused = false;
        if (at[AT_SINKS + i].revents)
            sink_flush(&loop->streams[i]);
        if (at[AT_STREAMS + i].revents)
            stream_read(loop, &loop->streams[i]);
    }
    for (int i = 0; i < ATTACH_CLIENTS; i++) {
        struct attach_client *client = &loop->attach.clients[i];
        short what = at[AT_CLIENTS + i].revents;
        if (what & POLLOUT)
            attach_write(client);
        if (client->fd == at[AT_CLIENTS + i].fd && client->fd >= 0 && what & (POLLIN | POLLHUP | POLLERR)) {
            bool first = is_first(loop, client);
            attach_read(client, &sink);
            if (first && client->fd < 0 && loop->supervision->with_first)
                pidfd_send_signal(loop->container->pidfd, SIGKILL, NULL, 0);
        }
    }
    return !at[AT_PID].revents;
}

// The first process has ended. Where it was PID 1 of its namespace everybody else has, too, and what they wrote is in the pipes;
// elsewhere a process left behind may keep them open, and what is there now is what the container's output was.
static void drain(struct loop *loop) {
    for (int i = 0; i < 2; i++) {
        struct stream *stream = &loop->streams[i];
        int waits = loop->container->pid_namespace ? 4 : 0;
        stream->paused = false;
        while (stream->fd >= 0 && !stream->paused) {
            struct pollfd ready = {.fd = stream->fd, .events = POLLIN};
            if (stream_read(loop, stream))
                continue;
            if (stream->fd < 0 || stream->paused || (poll(&ready, 1, 25) == 0 && waits-- <= 0))
                break;
        }
    }
}

static void say_goodbye(struct loop *loop, int code) {
    char text[16];
    int length = snprintf(text, sizeof text, "%d", code);
    attach_broadcast(&loop->attach, 'X', text, (size_t)length);
    int64_t deadline = io_now_ms() + PATIENCE_MS;
    while (attach_pending(&loop->attach) && io_now_ms() < deadline) {
        struct pollfd at[ATTACH_CLIENTS];
        for (int i = 0; i < ATTACH_CLIENTS; i++) {
            struct attach_client *client = &loop->attach.clients[i];
            at[i] = (struct pollfd){.fd = client->out.length ? client->fd : -1, .events = POLLOUT};
        }
        poll(at, ATTACH_CLIENTS, (int)PATIENCE_MS);
        for (int i = 0; i < ATTACH_CLIENTS; i++)
            if (at[i].revents) {
                attach_write(&loop->attach.clients[i]);
                deadline = io_now_ms() + PATIENCE_MS;
            }
    }
    for (int i = 0; i < 2; i++)
        while (loop->streams[i].pending.length) {
            struct pollfd ready = {.fd = loop->streams[i].sink, .events = POLLOUT};
            poll(&ready, 1, -1);
            sink_write(&loop->streams[i]);
        }
    for (int i = 0; i < ATTACH_CLIENTS; i++)
        attach_close(&loop->attach.clients[i]);
}

int supervise(const struct supervision *supervision) {
    struct container *container = supervision->container;
    int signal;
    struct loop loop = {
        .supervision = supervision,
        .container = container,
        .streams = {{.fd = container->output, .frame = 'O', .sink = supervision->local ? 1 : -1},
                    {.fd = container->error, .frame = 'E', .sink = supervision->local ? 2 : -1}}};
    attach_begin(&loop.attach, container->listener, supervision->first);
    while (round_of(&loop))
        ;
    int code = record_reap(container, &signal);
    if (container->end_group)
        cgroup_end(container->end_group);
    drain(&loop);
    log_finish(&container->log);
    record_exit(container, code, signal);
    say_goodbye(&loop, code);
    return code;
}
