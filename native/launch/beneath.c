// SPDX-License-Identifier: Apache-2.0
// A part of a volume. Other containers may have the volume and swap names for links at any moment: the kernel finds the part from the
// volume's descriptor without leaving it, and what is mounted is what was found, not what is at its path then.
#include "launch/sources.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <unistd.h>

static int open_beneath(const char *directory, const char *path) {
    int root = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        return -errno;
    int fd = open_below(root, path, O_PATH, 0, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
    close(root);
    return fd;
}

int tree_beneath(struct child *child, const struct record *record) {
    const char *path = record->fields[2].text;
    struct mount_flags flags;
    mount_flags_parse(record->fields[4].text, MOUNT_BIND, &flags);
    int source = open_beneath(record->fields[1].text, path);
    if (source < 0) {
        errno = -source;
        return child_fail(child, path);
    }
    int tree =
        open_tree(source, "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (flags.recursive ? AT_RECURSIVE : 0));
    int error = tree < 0 || (errno = -mount_flags_apply(tree, &flags)) ? child_fail(child, path) : 0;
    close(source);
    if (error && tree >= 0)
        close(tree);
    return error ? error : tree;
}
