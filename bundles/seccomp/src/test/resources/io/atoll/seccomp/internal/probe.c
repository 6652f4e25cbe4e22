/* Loads the filter in the file named first, then makes calls and prints "name errno" for each. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SHOW(name, call) do { errno = 0; long r = (call); printf("%s %d\n", name, r < 0 ? errno : 0); } while (0)

static double each(void) {
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (int i = 0; i < 300000; i++) syscall(SYS_getppid);
    clock_gettime(CLOCK_MONOTONIC, &b);
    return ((b.tv_sec - a.tv_sec) * 1e9 + (b.tv_nsec - a.tv_nsec)) / 300000;
}

int main(int argc, char **argv) {
    static char buffer[4096 * 8];
    int fd = argc > 1 ? open(argv[1], O_RDONLY) : -1;
    ssize_t n = read(fd, buffer, sizeof buffer);
    struct sock_fprog program = { .len = n / 8, .filter = (void *) buffer };
    double before = each();
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    if (n <= 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program)) {
        perror("seccomp");
        return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    fprintf(stderr, "load %.0f us, getppid %.0f ns without, %.0f ns with\n",
            (b.tv_sec - a.tv_sec) * 1e6 + (b.tv_nsec - a.tv_nsec) / 1e3, before, each());
    SHOW("getpid", getpid());
    SHOW("mount", mount("none", "/nonexistent-atoll", "tmpfs", 0, 0));
    SHOW("keyctl", syscall(SYS_keyctl, 0, -3, 0));
    SHOW("unshare", unshare(CLONE_NEWNS));
    SHOW("clone3", syscall(435, 0, 0));
    SHOW("io_uring_setup", syscall(425, 1, 0));
    SHOW("vsock", socket(40, SOCK_STREAM, 0));
    SHOW("unix", socket(AF_UNIX, SOCK_STREAM, 0));
    SHOW("tiocsti", ioctl(0, 0x5412, ""));
    SHOW("future", syscall(999));
    pid_t child = fork();
    if (child == 0) _exit(0);
    SHOW("fork", child);
    int status = 1;
    waitpid(child, &status, 0);
    SHOW("wait", status ? -1 : 0);
    return 0;
}
