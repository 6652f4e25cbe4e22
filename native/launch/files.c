// SPDX-License-Identifier: Apache-2.0
// Directories, devices and links inside the root, and the two places of /proc that may be written.
#include "launch/sources.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

DO(mkdir) {
    const char *target = record->fields[1].text;
    uid_t uid = (uid_t)field_number(&record->fields[3]);
    gid_t gid = (gid_t)field_number(&record->fields[4]);
    bool made = false;
    int fd = resolve_directory(child, target, (mode_t)field_octal(&record->fields[2]), &made);
    if (fd < 0) {
        errno = -fd;
        return child_fail(child, target);
    }
    if (made && (uid || gid) && fchownat(fd, "", uid, gid, AT_EMPTY_PATH))
        return child_fail(child, target);
    close(fd);
    return 0;
}

// What is there already serves if it is what is asked for.
static int make_node(int parent, const char *name, mode_t mode, dev_t device) {
    struct stat status;
    if (!mknodat(parent, name, mode, device))
        return 0;
    if (errno != EEXIST)
        return -1;
    bool same = !fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) && (status.st_mode & S_IFMT) == (mode & S_IFMT) &&
                (S_ISFIFO(mode) || status.st_rdev == device);
    errno = EEXIST;
    return same ? 0 : -1;
}

static int own_node(int parent, const char *name, mode_t mode, const struct record *record) {
    if (record->count < 7)
        return 0;
    uid_t uid = (uid_t)field_number(&record->fields[6]);
    gid_t gid = (gid_t)field_number(&record->fields[7]);
    // One that was there may have any mode and owner.
    return fchownat(parent, name, uid, gid, AT_SYMLINK_NOFOLLOW) || fchmodat(parent, name, mode & 07777, 0);
}

static int bind_node(struct child *child, const struct record *record) {
    const char *target = record->fields[1].text;
    int tree = source_tree(child, record);
    if (tree < 0)
        return tree;
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

DO(mknod) {
    const char *target = record->fields[1].text;
    char kind = record->fields[2].text[0], name[256];
    mode_t mode = (mode_t)field_octal(&record->fields[3]) | (kind == 'c' ? S_IFCHR : kind == 'b' ? S_IFBLK : S_IFIFO);
    dev_t device = makedev((unsigned)field_number(&record->fields[4]), (unsigned)field_number(&record->fields[5]));
    int parent = resolve_parent(child, target, name);
    if (parent < 0) {
        errno = -parent;
        return child_fail(child, target);
    }
    int error = make_node(parent, name, mode, device) || own_node(parent, name, mode, record) ? child_fail(child, target) : 0;
    close(parent);
    // A user namespace has no devices of its own, and the host's node is the next best.
    if (error == -EPERM && record->count == 8)
        return bind_node(child, record);
    return error;
}

DO(symlink) {
    const char *target = record->fields[2].text;
    char name[256];
    int parent = resolve_parent(child, target, name);
    if (parent < 0) {
        errno = -parent;
        return child_fail(child, target);
    }
    if (symlinkat(record->fields[1].text, parent, name) && errno != EEXIST)
        return child_fail(child, target);
    close(parent);
    return 0;
}

DO(write) {
    const char *path = record->fields[1].text;
    struct statfs status;
    if (strncmp(path, "/proc/sys/", 10) != 0 && strncmp(path, "/proc/self/", 11) != 0) {
        errno = EPERM;
        return child_fail(child, path);
    }
    int fd = resolve(child, path, O_WRONLY | O_NOCTTY, 0, 0);
    if (fd < 0) {
        errno = -fd;
        return child_fail(child, path);
    }
    // The image may have a /proc of its own making under the name.
    if (fstatfs(fd, &status) || status.f_type != PROC_SUPER_MAGIC) {
        errno = EXDEV;
        return child_fail(child, path);
    }
    if (write(fd, record->fields[2].text, record->fields[2].length) != (ssize_t)record->fields[2].length)
        return child_fail(child, path);
    close(fd);
    return 0;
}
