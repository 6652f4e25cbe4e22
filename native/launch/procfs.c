// SPDX-License-Identifier: Apache-2.0
#include "launch/procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { PROCFS_ROOT_INODE = 1 };

int procfs_of_host(void) {
    struct statfs file_system;
    struct stat status;
    int fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 && !fstatfs(fd, &file_system) && file_system.f_type == PROC_SUPER_MAGIC && !fstat(fd, &status) &&
        status.st_ino == PROCFS_ROOT_INODE)
        return fd;
    if (fd >= 0) {
        close(fd);
        errno = ENODEV;
    }
    return -1;
}

int procfs_prepare(struct child *child) {
    if (child->procfs >= 0)
        return 0;
    int context = fsopen("proc", FSOPEN_CLOEXEC);
    if (context >= 0 && !fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
        child->procfs = fsmount(context, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
    if (context >= 0)
        close(context);
    if (child->procfs < 0)
        child->procfs = procfs_of_host();
    return child->procfs < 0 ? child_fail(child, "/proc") : 0;
}

int procfs_open(const struct child *child, const char *path, int flags) {
    struct open_how how = {.flags = (uint64_t)flags | O_CLOEXEC | O_NOCTTY,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV};
    char own[PATH_MAX];
    if (!strncmp(path, "self/", 5)) {
        // Not getpid(): the procfs may be another pid namespace's, and counts as that one does.
        ssize_t length = readlinkat(child->procfs, "self", own, 16);
        if (length < 0)
            return -1;
        if (strlen(path) + (size_t)length >= sizeof own) {
            errno = ENAMETOOLONG;
            return -1;
        }
        strcpy(own + length, path + 4);
        path = own;
    }
    return (int)syscall(SYS_openat2, child->procfs, path, &how, sizeof how);
}

DO(write) {
    const char *path = record->fields[1].text;
    int error = procfs_prepare(child);
    if (error)
        return error;
    int fd = procfs_open(child, path + strlen("/proc/"), O_WRONLY);
    if (fd < 0)
        return child_fail(child, path);
    if (write(fd, record->fields[2].text, record->fields[2].length) != (ssize_t)record->fields[2].length)
        return child_fail(child, path);
    close(fd);
    return 0;
}
