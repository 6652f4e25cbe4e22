// SPDX-License-Identifier: Apache-2.0
#include "launch/hook.h"

#include "common/io.h"
#include "common/signal_reset.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TIMEOUT, BEFORE, BEHIND, COUNT, PATH_FIELD, ARGUMENTS };

// The end of what it wrote: an error stands there.
struct tail {
    char text[256];
    size_t length;
};

bool hook_fits(const struct record *record, uint32_t first) {
    return record->count >= first + PATH_FIELD && *record->fields[first + PATH_FIELD].text == '/' &&
           field_number(&record->fields[first + COUNT]) <= record->count - (first + PATH_FIELD) &&
           field_number(&record->fields[first + TIMEOUT]) <= 1 << 20;
}

// A file in memory and no pipe: it may be larger than a pipe, and the hook need not read it.
static int input_of(const struct record *record, uint32_t first, pid_t pid) {
    const struct field *before = &record->fields[first + BEFORE], *behind = &record->fields[first + BEHIND];
    char number[16];
    int length = snprintf(number, sizeof number, "%d", pid);
    int fd = memfd_create("atoll-hook", MFD_CLOEXEC);
    bool ok = fd >= 0 && io_write_all(fd, before->text, before->length) &&
              (!behind->length || (io_write_all(fd, number, (size_t)length) && io_write_all(fd, behind->text, behind->length))) &&
              lseek(fd, 0, SEEK_SET) == 0;
    if (!ok && fd >= 0)
        close(fd);
    return ok ? fd : -1;
}

static _Noreturn void become(const struct record *record, uint32_t first, int input, int output) {
    uint32_t count = (uint32_t)field_number(&record->fields[first + COUNT]);
    uint32_t rest = record->count - (first + PATH_FIELD);
    const char *path = record->fields[first + PATH_FIELD].text;
    char **list = calloc(rest + 3, sizeof *list);
    sigset_t none;
    if (!list || dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0)
        _exit(125);
    close_range(3, ~0U, 0);
    signal_reset();
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    char **environment = list + count + 2;
    for (uint32_t i = 0; i < count; i++)
        list[i] = record->fields[first + ARGUMENTS + i].text;
    if (!count)
        list[0] = record->fields[first + PATH_FIELD].text;
    for (uint32_t i = count; i < rest; i++)
        environment[i - count] = record->fields[first + ARGUMENTS + i].text;
    execve(path, list, environment);
    dprintf(2, "%s", strerror(errno));
    _exit(errno == ENOENT ? 127 : 126);
}

static void take(struct tail *tail, int fd) {
    char chunk[4096];
    ssize_t n = io_read(fd, chunk, sizeof chunk);
    if (n <= 0)
        return;
    size_t used = (size_t)n, room = sizeof tail->text - 1;
    const char *at = chunk;
    if (used > room) {
        at += used - room;
        used = room;
    }
    size_t kept = tail->length + used > room ? room - used : tail->length;
    memmove(tail->text, tail->text + tail->length - kept, kept);
    memcpy(tail->text + kept, at, used);
    tail->length = kept + used;
    tail->text[tail->length] = 0;
}

// Reads what it says until it has ended. False: it took too long.
static bool watch(int pidfd, int output, uint64_t seconds, struct tail *tail) {
    int64_t deadline = seconds ? io_now_ms() + (int64_t)seconds * 1000 : -1;
    for (;;) {
        struct pollfd at[2] = {{.fd = pidfd, .events = POLLIN}, {.fd = output, .events = POLLIN}};
        int64_t left = deadline < 0 ? -1 : deadline - io_now_ms();
        if (deadline >= 0 && left <= 0)
            return false;
        if (poll(at, 2, (int)left) < 0)
            continue;
        if (at[1].revents & POLLIN)
            take(tail, output);
        else if (at[1].revents)
            output = -1;
        else if (at[0].revents)
            return true;
    }
}

static int result(const char *path, int status, const struct tail *tail, char *detail, size_t size) {
    if (WIFEXITED(status) && !WEXITSTATUS(status))
        return 0;
    if (WIFSIGNALED(status))
        snprintf(detail, size, "%s: killed by signal %d%s%s", path, WTERMSIG(status), tail->length ? ": " : "", tail->text);
    else
        snprintf(detail, size, "%s: exit status %d%s%s", path, WEXITSTATUS(status), tail->length ? ": " : "", tail->text);
    for (char *at = detail; *at; at++)
        if ((unsigned char)*at < ' ')
            *at = ' ';
    return -ECANCELED;
}

int hook_run(const struct record *record, uint32_t first, pid_t pid, char *detail, size_t size) {
    const char *path = record->fields[first + PATH_FIELD].text;
    uint64_t seconds = field_number(&record->fields[first + TIMEOUT]);
    struct tail tail = {.length = 0};
    int output[2], status = 0;
    snprintf(detail, size, "%s", path);
    int input = input_of(record, first, pid);
    if (input < 0)
        return -errno;
    if (pipe2(output, O_CLOEXEC)) {
        close(input);
        return -errno;
    }
    pid_t hook = fork();
    if (hook == 0)
        become(record, first, input, output[1]);
    int error = hook < 0 ? -errno : 0;
    close(input);
    close(output[1]);
    int pidfd = hook > 0 ? pidfd_open(hook, 0) : -1;
    if (hook > 0 && pidfd < 0)
        error = -errno;
    if (!error && !watch(pidfd, output[0], seconds, &tail))
        error = -ETIMEDOUT;
    close(output[0]);
    if (pidfd >= 0)
        close(pidfd);
    if (hook > 0) {
        if (error)
            kill(hook, SIGKILL);
        while (waitpid(hook, &status, 0) < 0 && errno == EINTR)
            ;
    }
    if (error == -ETIMEDOUT)
        snprintf(detail, size, "%s: it did not end within %llu s", path, (unsigned long long)seconds);
    return error ? error : result(path, status, &tail, detail, size);
}
