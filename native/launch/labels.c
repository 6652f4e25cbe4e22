// SPDX-License-Identifier: Apache-2.0
// What the program is for the kernel's security modules, and the keys it holds.
#include "launch/procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int fail_with(struct child *child, int error, const char *label, const char *why) {
    char detail[480];
    snprintf(detail, sizeof detail, "%.300s (%s)", label, why);
    errno = error;
    return child_fail(child, detail);
}

// For the next exec. `none`: what is to be said where the kernel has no such module, or has it switched off.
static int label(struct child *child, const char *file, const char *text, const char *name, const char *none) {
    int error = procfs_prepare(child);
    if (error)
        return error;
    int fd = procfs_open(child, file, O_WRONLY);
    if (fd < 0)
        return errno == ENOENT ? fail_with(child, ENOTSUP, name, none) : child_fail(child, name);
    size_t length = strlen(text);
    ssize_t n = write(fd, text, length);
    error = n == (ssize_t)length ? 0 : errno == EINVAL ? fail_with(child, ENOTSUP, name, none) : child_fail(child, name);
    close(fd);
    return error;
}

DO(apparmor) {
    const char *profile = record->fields[1].text;
    char text[600];
    snprintf(text, sizeof text, "exec %s", profile);
    return label(child, "self/attr/apparmor/exec", text, profile, "this kernel has no AppArmor, or it is off");
}

// Where another module has the file, a label for this one would go to that one.
static bool has_selinux(const struct child *child) {
    char text[8192] = "";
    int fd = procfs_open(child, "filesystems", O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    return n > 0 && strstr(text, "\tselinuxfs\n");
}

DO(selinux) {
    static const char none[] = "this kernel has no SELinux, or it is off";
    const char *text = record->fields[1].text;
    int error = procfs_prepare(child);
    if (!error && !has_selinux(child))
        error = fail_with(child, ENOTSUP, text, none);
    return error ? error : label(child, "self/attr/exec", text, text, "SELinux does not take the label");
}

// A keyring of the container's own, or the one of this name: without one the launching process's keys would be the container's.
DO(session_keyring) {
    enum { USER_SEARCH = 0x00080000 };
    const char *name = record->fields[1].text;
    char description[512];
    long ring = syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, name, 0, 0, 0);
    if (ring < 0)
        return errno == ENOSYS ? 0 : child_fail(child, name);  // a kernel without keyrings
    // "keyring;0;0;3f130000;NAME": who is another user by then looks for the container's keys all the same.
    long length = syscall(SYS_keyctl, KEYCTL_DESCRIBE, ring, description, sizeof description - 1, 0);
    if (length < 0)
        return child_fail(child, name);
    description[length < (long)sizeof description ? length : (long)sizeof description - 1] = 0;
    const char *at = description;
    for (int field = 0; at && field < 3; field++) {
        at = strchr(at, ';');
        at += at ? 1 : 0;
    }
    unsigned long permissions = at ? strtoul(at, NULL, 16) : 0;
    if (permissions && syscall(SYS_keyctl, KEYCTL_SETPERM, ring, permissions | USER_SEARCH, 0, 0))
        return child_fail(child, name);
    return 0;
}
