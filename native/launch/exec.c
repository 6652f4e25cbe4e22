// SPDX-License-Identifier: Apache-2.0
// The last step. Who am I: the container's user, with the container's capabilities and under its filter; nothing of the host is
// left but the channel, which exec closes.
#include "launch/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *const nothing[] = {NULL};

// The fields of a record as an argument list. The child's memory is its own and exec ends it: nothing is freed.
static char **list(const struct record *record) {
    char **items = calloc(record->count + 1, sizeof *items);
    for (uint32_t i = 0; items && i < record->count; i++)
        items[i] = record->fields[1 + i].text;
    return items;
}

DO(environment) {
    child->environment = list(record);
    if (!child->environment)
        return child_fail(child, "environment");
    for (char *const *item = child->environment; *item; item++)
        if (!strncmp(*item, "PATH=", 5))
            child->path = *item + 5;
    return 0;
}

const char *child_path(const struct child *child) {
    return child->path ? child->path : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
}

DO(init) {
    // Prepared by the parent, which can still read its own image; done by exec. What the program leaves behind is init's to reap in a
    // pid namespace that begins with somebody else, too.
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) ? child_fail(child, record->operation->name) : 0;
}

// Returns where it cannot be, errno says why. Without arguments: the next best thing to trying it.
static bool attempt(const char *candidate, char *const arguments[], char *const environment[]) {
    struct stat status;
    if (arguments) {
        execve(candidate, arguments, environment);
        return false;
    }
    if (stat(candidate, &status) || faccessat(AT_FDCWD, candidate, X_OK, AT_EACCESS))
        return false;
    errno = EACCES;
    return S_ISREG(status.st_mode);
}

// As execvp does it, save that a file without a known format is an error and not a script.
static bool search(const char *name, const char *path, char *const arguments[], char *const environment[]) {
    char candidate[PATH_MAX];
    bool denied = false;
    size_t length = strlen(name);
    if (strchr(name, '/'))
        return attempt(name, arguments, environment);
    errno = ENOENT;
    for (const char *end; *path; path = *end ? end + 1 : end) {
        end = strchrnul(path, ':');
        size_t directory = (size_t)(end - path);
        if (directory + length + 2 > sizeof candidate)
            continue;
        memcpy(candidate, path, directory);
        candidate[directory] = '/';
        memcpy(candidate + (directory ? directory + 1 : 0), name, length + 1);
        if (attempt(candidate, arguments, environment))
            return true;
        if (errno == EACCES)
            denied = true;
        else if (errno != ENOENT && errno != ENOTDIR && errno != ENAMETOOLONG && errno != ELOOP)
            return false;
        errno = ENOENT;
    }
    if (denied)
        errno = EACCES;
    return false;
}

// PID 1 becomes the sealed copy of this program: /proc/1/exe of the container is a file in memory that nobody can write, never
// the host's binary. It runs as the container's user, under the container's filter, as an init of the image's own would.
static int become_init(struct child *child) {
    pid_t program = fork();
    if (program < 0)
        return child_fail(child, "fork");
    if (program == 0) {
        if (child->plan->terminal) {
            // Ctrl-C is for the program, not for init, so it leads the foreground group.
            pid_t self = getpid();
            sigset_t stop, before;
            sigemptyset(&stop);
            sigaddset(&stop, SIGTTOU);
            sigprocmask(SIG_BLOCK, &stop, &before);
            setpgid(0, 0);
            ioctl(0, TIOCSPGRP, &self);
            sigprocmask(SIG_SETMASK, &before, NULL);
        } else {
            setpgid(0, 0);
        }
        return 0;
    }
    char number[16];
    unsigned digits = sizeof number - 1;
    number[digits] = 0;
    for (pid_t n = program; n; n /= 10)
        number[--digits] = (char)('0' + n % 10);
    char name[] = "atoll-init";
    char *const arguments[] = {name, number + digits, NULL};
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    syscall(SYS_execveat, child->init_image, "", arguments, nothing, AT_EMPTY_PATH);
    return child_fail(child, "init");
}

// What `exec` would fail with is said now, as exec's failure: who creates a container wants to know before it is started.
DO(program) {
    const char *name = record->fields[1].text;
    if (search(name, child_path(child), NULL, NULL))
        return 0;
    int error = child_fail(child, name);
    child_report(child, child_exec(child), -error);
}

const struct record *child_exec(const struct child *child) {
    uint32_t last = child->plan->count - 1;
    while (child->plan->records[last].operation->run != do_exec)
        last--;
    return &child->plan->records[last];
}

DO(exec) {
    const char *name = record->fields[1].text;
    char **arguments = list(record);
    if (!arguments)
        return child_fail(child, name);
    int error = child_let_go(child);
    if (!error && child->init_image >= 0)
        error = become_init(child);
    if (error)
        return error;
    (void)search(name, child_path(child), arguments, child->environment ? child->environment : nothing);
    return child_fail(child, name);
}
