// SPDX-License-Identifier: Apache-2.0
#include "client/engine.h"

#include "common/fail.h"
#include "common/frame.h"
#include "common/io.h"
#include "common/text.h"
#include "common/unix_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { RETRY_MS = 5, UNSERVED_MAX = 20, DEFAULT_TIMEOUT_S = 30 };

static int64_t start_timeout_ms(void) {
    const char *text = getenv("ATOLL_START_TIMEOUT");
    uint64_t seconds = DEFAULT_TIMEOUT_S;
    if (text && !text_number(text, strlen(text), 10, 86400, &seconds))
        die("ATOLL_START_TIMEOUT is %s and has to be a number of seconds", text);
    return (int64_t)seconds * 1000;
}

// The lock, or -1 when the engine or a client that starts it holds it.
static int take_lock(const struct paths *paths, int kind) {
    int fd = open(paths->lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        die("cannot open the engine's lock %s: %s", paths->lock, strerror(errno));
    if (flock(fd, kind | LOCK_NB) == 0)
        return fd;
    int error = errno;
    close(fd);
    if (error != EWOULDBLOCK)
        die("cannot lock %s: %s", paths->lock, strerror(error));
    return -1;
}

bool engine_runs(const struct paths *paths) {
    int fd = open(paths->lock, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return false;
    if (fd < 0)
        die("cannot look at the engine's lock %s: %s", paths->lock, strerror(errno));
    // Shared: two who look do not see each other.
    bool runs = flock(fd, LOCK_SH | LOCK_NB) != 0;
    close(fd);
    return runs;
}

static bool take_hello(struct link *link, struct hello *hello) {
    struct frame frame;
    size_t size, at = 0;
    const uint8_t *field;
    uint32_t length;
    int found = frame_parse(link->in.data, link->in.length, &frame, &size);
    if (found == 0)
        return false;
    if (found < 0 || frame.type != 'H' || !frame_field(&frame, &at, &field, &length))
        die("what listens on the engine's socket is not an Atoll engine");
    if (length != strlen(PROTOCOL_VERSION) || memcmp(field, PROTOCOL_VERSION, length))
        die("the running engine speaks another version of the protocol; stop it with the program it was started with");
    char *const targets[] = {hello->version, hello->pid};
    const size_t sizes[] = {sizeof hello->version, sizeof hello->pid};
    for (int i = 0; i < 2; i++) {
        if (!frame_field(&frame, &at, &field, &length) || length >= sizes[i])
            die("the engine's hello is not complete");
        memcpy(targets[i], field, length);
        targets[i][length] = 0;
    }
    link->at = size;
    return true;
}

enum answer { ANSWER_HELLO, ANSWER_NONE, ANSWER_ENDED, ANSWER_LATE };

// Sends the request and waits for the hello, watching the virtual machine if it is ours.
static enum answer converse(struct link *link, const struct bytes *request, const struct started *started, int64_t deadline,
                            struct hello *hello) {
    if (!bytes_append(&link->out, request->data, request->length))
        die("out of memory");
    for (;;) {
        link_flush(link);
        int64_t left = deadline - io_now_ms();
        if (left <= 0)
            return ANSWER_LATE;
        struct pollfd at[2] = {{.fd = link->fd, .events = (short)(POLLIN | (link->out.length ? POLLOUT : 0))},
                               {.fd = started->pid ? started->pidfd : -1, .events = POLLIN}};
        poll(at, 2, (int)left);
        if (at[0].revents & (POLLIN | POLLHUP | POLLERR)) {
            if (!bytes_reserve(&link->in, 4096))
                die("out of memory");
            ssize_t n = io_read(link->fd, link->in.data + link->in.length, 4096);
            if (n <= 0 && !(n < 0 && errno == EAGAIN))
                return ANSWER_NONE;
            link->in.length += n > 0 ? (size_t)n : 0;
            if (take_hello(link, hello))
                return ANSWER_HELLO;
        } else if (at[1].revents) {
            return ANSWER_ENDED;
        }
    }
}

static _Noreturn void late(const struct paths *paths, int64_t timeout, bool connected) {
    complain(connected ? "the engine does not answer on %s (waited %lld s); see its log, and if it hangs, end the process "
                         "that holds %s"
                       : "the engine did not open %s within %lld s; see its log, and if it hangs, end the process that "
                         "holds %s",
             paths->socket, (long long)timeout / 1000, paths->lock);
    engine_show_log(paths);
    _exit(EXIT_ENGINE);
}

bool engine_open(const struct paths *paths, const struct bytes *request, bool start, struct link *link,
                 struct hello *hello) {
    struct started started = {0};
    int64_t timeout = start_timeout_ms(), deadline = io_now_ms() + timeout;
    int unserved = 0;
    bool made = false;
    for (;;) {
        *link = (struct link){.fd = unix_connect(paths->socket), .signals = -1};
        if (link->fd >= 0) {
            switch (converse(link, request, &started, deadline, hello)) {
            case ANSWER_HELLO:
                if (started.pid)
                    close(started.pidfd);
                return true;
            case ANSWER_ENDED:
                engine_take_end(paths, &started);
                break;
            case ANSWER_LATE:
                late(paths, timeout, true);
            case ANSWER_NONE:
                break;
            }
            // Nobody has seen the request: it may be made again. An engine that only ever hangs up is not asked for ever.
            link_close(link);
            if (started.pid) {
                struct pollfd ended = {.fd = started.pidfd, .events = POLLIN};
                if (poll(&ended, 1, 1000) == 1)
                    engine_take_end(paths, &started);
            }
            if (++unserved > UNSERVED_MAX)
                die("the engine on %s ends every connection without a word; see its log %s", paths->socket, paths->log);
            io_sleep_ms(RETRY_MS * unserved);
        } else if (errno == ENOENT || errno == ECONNREFUSED) {
            if (started.pid) {
                struct pollfd ended = {.fd = started.pidfd, .events = POLLIN};
                if (poll(&ended, 1, 0) == 1)
                    engine_take_end(paths, &started);
            }
            if (!start && !engine_runs(paths))
                return false;
            if (start && !made)
                paths_make_run(paths);
            made = true;
            int lock = start && !started.pid ? take_lock(paths, LOCK_EX) : -1;
            if (lock >= 0) {
                engine_start(paths, lock, &started);
                deadline = io_now_ms() + timeout;
            } else {
                io_sleep_ms(RETRY_MS);
            }
        } else if (errno == EAGAIN) {
            io_sleep_ms(RETRY_MS);
        } else if (errno == EACCES || errno == EPERM) {
            die("no permission to use the engine's socket %s: it belongs to another user; run as that user, or set ATOLL_ROOT "
                "to a directory of yours",
                paths->socket);
        } else {
            die("cannot reach the engine's socket %s: %s", paths->socket, strerror(errno));
        }
        if (io_now_ms() >= deadline)
            late(paths, timeout, false);
    }
}
