// SPDX-License-Identifier: Apache-2.0
// Who am I: root of the new mount namespace, with the host's tree still in it. A mount is made without a place first (fsmount,
// open_tree), gets its attributes while nobody can see it, and is then moved onto the descriptor of its target.
#include "launch/child.h"

#include "common/text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

int attach(int tree, int target) {
    return move_mount(tree, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) ? -errno : 0;
}

int set_attributes(int tree, const struct mount_flags *flags) {
    if (!flags->set && !flags->clear)
        return 0;
    struct mount_attr attributes = {.attr_set = flags->set, .attr_clr = flags->clear};
    unsigned how = AT_EMPTY_PATH | (flags->recursive ? AT_RECURSIVE : 0);
    return mount_setattr(tree, "", how, &attributes, sizeof attributes) ? -errno : 0;
}

int configure(int context, const char *options) {
    const char *item;
    size_t length;
    while (text_item(&options, &item, &length)) {
        char option[512];
        if (!length)
            continue;
        if (length >= sizeof option)
            return -E2BIG;
        memcpy(option, item, length);
        option[length] = 0;
        char *value = strchr(option, '=');
        if (value)
            *value++ = 0;
        if (value ? fsconfig(context, FSCONFIG_SET_STRING, option, value, 0)
                  : fsconfig(context, FSCONFIG_SET_FLAG, option, NULL, 0))
            return -errno;
    }
    return 0;
}

DO(propagation) {
    unsigned long type = record->fields[1].text[0] == 's' ? MS_SLAVE : MS_PRIVATE;
    return mount(NULL, "/", NULL, MS_REC | type, NULL) ? child_fail(child, "/") : 0;
}

// A link in the place of these two would let an image choose what is masked and made read-only in its name.
static bool guarded(const char *type) {
    return !strcmp(type, "proc") || !strcmp(type, "sysfs");
}

DO(mount) {
    const char *type = record->fields[1].text, *source = record->fields[2].text, *target = record->fields[3].text;
    struct mount_flags flags;
    mount_flags_parse(record->fields[4].text, false, &flags);

    int place = resolve_target(child, target, true, guarded(type) ? RESOLVE_NO_SYMLINKS : 0);
    if (place < 0) {
        errno = -place;
        return child_fail(child, target);
    }
    int context = fsopen(type, FSOPEN_CLOEXEC);
    if (context < 0)
        return child_fail(child, type);
    if ((*source && fsconfig(context, FSCONFIG_SET_STRING, "source", source, 0)) ||
        configure(context, record->fields[5].text) || fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
        return child_fail_context(child, target, context);
    int tree = fsmount(context, FSMOUNT_CLOEXEC, (unsigned)flags.set);
    if (tree < 0)
        return child_fail_context(child, target, context);
    int error = attach(tree, place);
    if (error)
        return child_fail(child, target);
    close(context);
    close(tree);
    close(place);
    return 0;
}

int attach_tree(struct child *child, int tree, const char *source, const char *target, const struct mount_flags *flags) {
    struct stat status;
    if (set_attributes(tree, flags) || fstat(tree, &status))
        return child_fail(child, source);
    int place = resolve_target(child, target, S_ISDIR(status.st_mode), 0);
    if (place < 0) {
        errno = -place;
        return child_fail(child, target);
    }
    int error = attach(tree, place);
    if (error) {
        errno = -error;
        return child_fail(child, target);
    }
    close(tree);
    close(place);
    return 0;
}

DO(bind) {
    const char *source = record->fields[1].text, *target = record->fields[2].text;
    struct mount_flags flags;
    mount_flags_parse(record->fields[3].text, true, &flags);
    int tree = open_tree(AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (flags.recursive ? AT_RECURSIVE : 0));
    if (tree < 0)
        return child_fail(child, source);
    return attach_tree(child, tree, source, target, &flags);
}

DO(readonly) {
    const char *target = record->fields[1].text;
    struct mount_flags flags = {.set = MOUNT_ATTR_RDONLY, .recursive = true};
    int place = resolve(child, target, O_PATH, 0, 0);
    if (place == -ENOENT || place == -ENOTDIR)
        return 0;
    if (place < 0) {
        errno = -place;
        return child_fail(child, target);
    }
    int tree = open_tree(place, "", AT_EMPTY_PATH | AT_RECURSIVE | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (tree < 0 || set_attributes(tree, &flags) || attach(tree, place))
        return child_fail(child, target);
    close(tree);
    close(place);
    return 0;
}

DO(readonly_root) {
    struct mount_flags flags = {.set = MOUNT_ATTR_RDONLY};
    (void)record;
    return set_attributes(child->root, &flags) ? child_fail(child, "/") : 0;
}
