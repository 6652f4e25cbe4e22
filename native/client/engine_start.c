// SPDX-License-Identifier: Apache-2.0
#include "client/engine.h"

#include "client/jvm.h"
#include "common/fail.h"
#include "common/io.h"
#include "common/signal_reset.h"
#include "common/unix_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOG_MAX = 1 << 20, TAIL = 3000, TAIL_LINES = 15 };

static int open_log(const char *path) {
    struct stat status;
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        die("cannot open the engine's log %s: %s", path, strerror(errno));
    if (fstat(fd, &status) == 0 && status.st_size > LOG_MAX)
        (void)!ftruncate(fd, 0);
    return fd;
}

// Who am I: a new session without a terminal, in `/`, about to be the engine for as long as it runs. What I hold: the listening
// socket as 0, the log as 1 and 2, and the lock, which ends with the engine however it ends.
static _Noreturn void become_engine(char **arguments, int listener, int log, int lock) {
    sigset_t none;
    setsid();
    signal_reset();
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dup2(listener, 0);
    dup2(log, 1);
    dup2(log, 2);
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    fcntl(lock, F_SETFD, 0);
    setenv("MALLOC_ARENA_MAX", "1", 1);
    umask(022);
    if (chdir("/") == 0)
        execv(arguments[0], arguments);
    complain("cannot start %s: %s", arguments[0], strerror(errno));
    _exit(EXIT_CANNOT_EXECUTE);
}

void engine_start(const struct paths *paths, int lock, struct started *started) {
    struct jvm jvm;
    jvm_find(&jvm);
    *started = (struct started){0};
    char **arguments = jvm_arguments(&jvm, paths, started->archive);
    int log = open_log(paths->log);
    int listener = unix_listen(paths->socket);
    if (listener < 0)
        die("cannot listen on %s: %s", paths->socket, strerror(errno));
    fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) & ~O_NONBLOCK);
    pid_t pid = fork();
    if (pid < 0)
        die("cannot start the engine: fork: %s", strerror(errno));
    if (pid == 0)
        become_engine(arguments, listener, log, lock);
    close(listener);
    close(log);
    close(lock);
    started->pid = pid;
    started->pidfd = pidfd_open(pid, 0);
}

void engine_show_log(const struct paths *paths) {
    char text[TAIL + 1];
    int fd = open(paths->log, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
    ssize_t length = size <= 0 ? 0 : pread(fd, text, TAIL, size > TAIL ? size - TAIL : 0);
    if (fd >= 0)
        close(fd);
    if (length <= 0) {
        complain("its log %s is empty", paths->log);
        return;
    }
    char *start = text + length;
    for (int lines = 0; start > text && lines <= TAIL_LINES; start--)
        if (start[-1] == '\n' && start != text + length && ++lines == TAIL_LINES)
            break;
    complain("the last lines of its log %s:", paths->log);
    io_write_all(2, start, (size_t)(text + length - start));
    if (text[length - 1] != '\n')
        io_write_all(2, "\n", 1);
}

void engine_take_end(const struct paths *paths, struct started *started) {
    int status = 0;
    waitpid(started->pid, &status, 0);
    close(started->pidfd);
    // Java ends with 1 where it cannot use an archive that was made by its own rules: damaged, or for a heap of another size. It is a
    // cache, and the next engine makes it again.
    if (WIFEXITED(status) && WEXITSTATUS(status) == 1 && *started->archive && unlink(started->archive) == 0) {
        started->pid = 0;
        return;
    }
    if (WIFSIGNALED(status))
        complain("the engine was ended by signal %d (%s) before it was ready", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else
        complain("the engine ended with status %d before it was ready", WEXITSTATUS(status));
    engine_show_log(paths);
    _exit(EXIT_ENGINE);
}
