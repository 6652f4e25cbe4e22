// SPDX-License-Identifier: Apache-2.0
#include "client/guard.h"

#include "common/io.h"
#include "common/title.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t guardian;

// Who am I: a child of the client in a process group of its own, so that what ends the client's group does not end me. What I
// hold: the user's terminal as 0, the pipe, the terminal's mode as it was, and what else makes it so.
static _Noreturn void stand_guard(int terminal, int pipe_end, const struct termios *saved, const void *reset, size_t length) {
    char goodbye;
    sigset_t all;
    setpgid(0, 0);
    // All of them, SIGTTOU too: with it blocked the terminal can be set from the background.
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    // Neither is 0 or 1 where the other has to go: those are always open.
    int held = fcntl(pipe_end, F_DUPFD_CLOEXEC, 3);
    dup2(terminal, 0);
    dup2(held, 1);
    close_range(2, ~0U, 0);
    (void)!chdir("/");
    title_set("atoll-guard");
    if (io_read(1, &goodbye, 1) != 1) {
        tcsetattr(0, TCSANOW, saved);
        io_write_all(0, reset, length);
    }
    _exit(0);
}

int guard_begin(int terminal, const struct termios *saved, const void *reset, size_t length) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        return -1;
    guardian = fork();
    if (guardian == 0) {
        close(ends[1]);
        stand_guard(terminal, ends[0], saved, reset, length);
    }
    close(ends[0]);
    return ends[1];
}

void guard_end(int guard) {
    if (guard < 0)
        return;
    (void)!write(guard, "g", 1);
    close(guard);
    while (guardian > 0 && waitpid(guardian, NULL, 0) < 0 && errno == EINTR)
        ;
}
