// SPDX-License-Identifier: Apache-2.0
#include "launch/init.h"

#include "common/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

static int prepared = -1;

static int make_image(void) {
    struct stat status;
    int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (self < 0)
        return -1;
    int copy = memfd_create("atoll-init", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC);
    if (copy < 0 && errno == EINVAL)  // before 6.3
        copy = memfd_create("atoll-init", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (copy >= 0 && fstat(self, &status) == 0) {
        off_t left = status.st_size;
        while (left > 0) {
            ssize_t n = sendfile(copy, self, NULL, (size_t)left);
            if (n <= 0)
                break;
            left -= n;
        }
        if (!left && !fcntl(copy, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)) {
            close(self);
            return copy;
        }
    }
    int error = errno ? errno : EIO;
    if (copy >= 0)
        close(copy);
    close(self);
    errno = error;
    return -1;
}

void init_image_prepare(void) {
    if (prepared < 0)
        prepared = make_image();
}

void init_image_forget(void) {
    prepared = -1;
}

int init_image(void) {
    int image = prepared;
    prepared = -1;
    return image >= 0 ? image : make_image();
}

static _Noreturn void end(int status) {
    _exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

void init_main(int count, char **arguments) {
    uint64_t program = 0;
    sigset_t all;
    if (count != 2 || !text_number(arguments[1], strlen(arguments[1]), 10, 1 << 30, &program) || !program)
        _exit(125);
    // Blocked already by who started us, so nothing was missed; a blocked signal is kept even for a PID 1 without a handler.
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    // The program alone decides when its output ends.
    close_range(0, ~0U, 0);
    for (;;) {
        int status;
        pid_t pid;
        while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
            if (pid == (pid_t)program)
                end(status);
        if (pid < 0 && errno == ECHILD)
            _exit(125);
        int number = sigwaitinfo(&all, NULL);
        if (number > 0 && number != SIGCHLD && number != SIGTTIN && number != SIGTTOU)
            kill((pid_t)program, number);
    }
}
