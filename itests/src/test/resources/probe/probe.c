// SPDX-License-Identifier: Apache-2.0
// Tries, from inside a container, what a container must not be able to do, and says how each try ended: a line each, NAME and errno's name,
// or "ok" if it was possible. With an argument: only who it is.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

static void said(const char *name, long result) {
    printf("%s %s\n", name, result < 0 ? strerrorname_np(errno) : "ok");
}

#define TRY(name, ...) (errno = 0, said(name, (long)(__VA_ARGS__)))

int main(int count, char **arguments) {
    char buffer[4096] = {0};
    struct timespec now = {0};
    if (count > 1) {
        printf("%s %d %d\n", arguments[1], getuid(), geteuid());
        return 0;
    }
    TRY("add_key", syscall(SYS_add_key, "user", "probe", "x", 1, -3));
    TRY("keyctl", syscall(SYS_keyctl, 0, -3, 1));
    TRY("request_key", syscall(SYS_request_key, "user", "probe", NULL, -3));
    TRY("bpf", syscall(SYS_bpf, 5, buffer, 128));
    TRY("perf_event_open", syscall(SYS_perf_event_open, buffer, 0, -1, -1, 0));
    TRY("userfaultfd", syscall(SYS_userfaultfd, 0));
    TRY("io_uring_setup", syscall(SYS_io_uring_setup, 1, buffer));
    TRY("open_by_handle_at", syscall(SYS_open_by_handle_at, 0, buffer, 0));
    TRY("kexec_load", syscall(SYS_kexec_load, 0, 0, NULL, 0));
    TRY("init_module", syscall(SYS_init_module, buffer, 1, ""));
    TRY("delete_module", syscall(SYS_delete_module, "nothing", 0));
    TRY("mount", mount("t", "/tmp", "tmpfs", 0, NULL));
    TRY("umount", umount2("/proc", 0));
    TRY("pivot_root", syscall(SYS_pivot_root, "/", "/"));
    TRY("fsopen", syscall(SYS_fsopen, "tmpfs", 0));
    TRY("open_tree", syscall(SYS_open_tree, -100, "/proc", 1));
    TRY("move_mount", syscall(SYS_move_mount, -1, "", -1, "", 0));
    TRY("mount_setattr", syscall(SYS_mount_setattr, -1, "", 0, buffer, 32));
    TRY("unshare_user", unshare(CLONE_NEWUSER));
    TRY("unshare_mount", unshare(CLONE_NEWNS));
    TRY("setns", setns(open("/proc/self/ns/net", O_RDONLY), CLONE_NEWNET));
    TRY("swapon", syscall(SYS_swapon, "/nothing", 0));
    TRY("reboot", syscall(SYS_reboot, 0xfee1dead, 672274793, 0, NULL));
    TRY("settime", clock_settime(CLOCK_REALTIME, &now));
    TRY("acct", syscall(SYS_acct, NULL));
    TRY("syslog", syscall(SYS_syslog, 3, buffer, sizeof buffer));
    TRY("quotactl", syscall(SYS_quotactl, 0, NULL, 0, NULL));
    TRY("vsock", socket(AF_VSOCK, SOCK_STREAM, 0));
    TRY("tiocsti", ioctl(0, TIOCSTI, "x"));
    TRY("mknod_block", mknod("/tmp/probe", S_IFBLK | 0600, makedev(1, 0)));
    return 0;
}
