// SPDX-License-Identifier: Apache-2.0
// Directories, devices and links inside the root.
#include "launch/sources.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
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

static int set_mode(const struct child *child, int node, mode_t mode) {
    enum { FCHMODAT2 = 452 };  // since 6.6
    char name[32];
    if (!syscall(FCHMODAT2, node, "", mode, AT_EMPTY_PATH))
        return 0;
    if (errno != ENOSYS || child->pivoted)
        return -1;
    snprintf(name, sizeof name, "/proc/self/fd/%d", node);
    return chmod(name, mode);
}

// What is there already serves if it is what is asked for. Owner and mode are given to what was looked at, not to its name.
static int make_node(const struct child *child, int parent, const char *name, mode_t mode, const struct record *record) {
    dev_t device = makedev((unsigned)field_number(&record->fields[4]), (unsigned)field_number(&record->fields[5]));
    struct stat status;
    if (mknodat(parent, name, mode, device) && errno != EEXIST)
        return -1;
    int node = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (node < 0)
        return -1;
    int failed = fstat(node, &status);
    if (!failed && ((status.st_mode & S_IFMT) != (mode & S_IFMT) || (!S_ISFIFO(mode) && status.st_rdev != device))) {
        errno = EEXIST;
        failed = -1;
    }
    if (!failed && record->count >= 7)
        failed = fchownat(node, "", (uid_t)field_number(&record->fields[6]), (gid_t)field_number(&record->fields[7]), AT_EMPTY_PATH) ||
                 set_mode(child, node, mode & 07777);
    int error = errno;
    close(node);
    errno = error;
    return failed;
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
    int parent = resolve_parent(child, target, name);
    if (parent < 0) {
        errno = -parent;
        return child_fail(child, target);
    }
    int error = make_node(child, parent, name, mode, record) ? child_fail(child, target) : 0;
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
