// SPDX-License-Identifier: Apache-2.0
// Generated files and masks come from one private tmpfs. It is mounted at the root's own mount point just before the root covers
// it: a clone can only be taken of a mount that has a place, and this place is seen by nobody and goes with the old root.
#include "launch/child.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static bool is_null(const struct stat *status) {
    return S_ISCHR(status->st_mode) && status->st_rdev == makedev(1, 3);
}

int stage(struct child *child, const char *mountpoint) {
    if (child->plan->masks) {
        struct stat status;
        child->null = open("/dev/null", O_PATH | O_CLOEXEC);
        if (child->null >= 0 && !fstat(child->null, &status) && !is_null(&status)) {
            errno = ENODEV;
            return child_fail(child, "/dev/null");
        }
        if (child->null < 0)
            return child_fail(child, "/dev/null");
    }
    if (!child->plan->files && !child->plan->masks)
        return 0;
    int context = fsopen("tmpfs", FSOPEN_CLOEXEC);
    if (context < 0)
        return child_fail(child, "tmpfs");
    if (fsconfig(context, FSCONFIG_SET_STRING, "mode", "0755", 0) ||
        fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) ||
        (child->staging = fsmount(context, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV)) < 0)
        return child_fail_context(child, "tmpfs", context);
    close(context);
    return move_mount(child->staging, "", AT_FDCWD, mountpoint, MOVE_MOUNT_F_EMPTY_PATH)
               ? child_fail(child, mountpoint)
               : 0;
}

static bool write_all(int fd, const char *data, size_t length) {
    while (length) {
        ssize_t n = write(fd, data, length);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0) {
            data += n;
            length -= (size_t)n;
        }
    }
    return true;
}

DO(file) {
    const char *target = record->fields[1].text;
    char name[16];
    struct mount_flags flags;
    mount_flags_parse(record->fields[3].text, MOUNT_NEW, &flags);
    snprintf(name, sizeof name, "%u", child->staged++);
    int fd = openat(child->staging, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)field_octal(&record->fields[2]));
    if (fd < 0 || !write_all(fd, record->fields[4].text, record->fields[4].length))
        return child_fail(child, target);
    close(fd);
    int tree = open_tree(child->staging, name, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (tree < 0 || mount_flags_apply(tree, &flags))
        return child_fail(child, target);
    int place = resolve_target(child, target, false, 0);
    if (place < 0) {
        errno = -place;
        return child_fail(child, target);
    }
    if (attach(tree, place))
        return child_fail(child, target);
    close(tree);
    close(place);
    return 0;
}

// Behind pivot the host's device is out of reach for a clone; the container's own serves if it is what it says.
static int null_tree(struct child *child) {
    struct stat status;
    if (!child->pivoted)
        return open_tree(child->null, "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    int device = resolve(child, "/dev/null", O_PATH | O_NOFOLLOW, 0, 0);
    if (device < 0 || fstat(device, &status) || !is_null(&status)) {
        errno = device < 0 ? -device : ENODEV;
        return -1;
    }
    int tree = open_tree(device, "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    close(device);
    return tree;
}

static int empty_tree(struct child *child) {
    static const struct mount_flags readonly = {.top = {.set = MOUNT_ATTR_RDONLY}};
    if (!child->masked_directory && mkdirat(child->staging, "mask", 0555) && errno != EEXIST)
        return -1;
    child->masked_directory = true;
    int tree = open_tree(child->staging, "mask", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    return tree >= 0 && mount_flags_apply(tree, &readonly) ? -1 : tree;
}

DO(mask) {
    const char *target = record->fields[1].text;
    struct stat status;
    int place = resolve(child, target, O_PATH, 0, 0);
    if (place == -ENOENT || place == -ENOTDIR)
        return 0;
    if (place < 0) {
        errno = -place;
        return child_fail(child, target);
    }
    if (fstat(place, &status))
        return child_fail(child, target);
    int tree = S_ISDIR(status.st_mode) ? empty_tree(child) : null_tree(child);
    if (tree < 0 || attach(tree, place))
        return child_fail(child, target);
    close(tree);
    close(place);
    return 0;
}
