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
    mount_flags_parse(record->fields[4].text, MOUNT_NEW, &flags);

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
    // What is to be filled must not be read-only yet.
    struct mount_flags later = {.propagation = flags.propagation, .propagation_all = flags.propagation_all};
    if (flags.copy_up)
        later.top.set = flags.top.set;
    int tree = fsmount(context, FSMOUNT_CLOEXEC, flags.copy_up ? 0 : (unsigned)flags.top.set);
    if (tree < 0)
        return child_fail_context(child, target, context);
    if ((flags.copy_up && (errno = -copy_up(place, tree, record->fields[5].text))) ||
        (errno = -mount_flags_apply(tree, &later)) || attach(tree, place))
        return child_fail(child, target);
    close(context);
    close(tree);
    close(place);
    return 0;
}

DO(readonly) {
    const char *target = record->fields[1].text;
    struct mount_flags flags = {.all = {.set = MOUNT_ATTR_RDONLY}};
    int place = resolve(child, target, O_PATH, 0, 0);
    if (place == -ENOENT || place == -ENOTDIR)
        return 0;
    if (place < 0) {
        errno = -place;
        return child_fail(child, target);
    }
    int tree = open_tree(place, "", AT_EMPTY_PATH | AT_RECURSIVE | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (tree < 0 || mount_flags_apply(tree, &flags) || attach(tree, place))
        return child_fail(child, target);
    close(tree);
    close(place);
    return 0;
}

DO(readonly_root) {
    struct mount_flags flags = {.top = {.set = MOUNT_ATTR_RDONLY}};
    (void)record;
    return mount_flags_apply(child->root, &flags) ? child_fail(child, "/") : 0;
}

DO(root_propagation) {
    struct mount_flags flags = {0};
    flags.propagation = propagation_parse(record->fields[1].text, record->fields[1].length, &flags.propagation_all);
    return mount_flags_apply(child->root, &flags) ? child_fail(child, "/") : 0;
}

// The mount itself and, where there are options, its file system.
DO(remount) {
    const char *target = record->fields[1].text;
    struct mount_flags flags;
    struct statx status;
    mount_flags_parse(record->fields[2].text, MOUNT_CHANGE, &flags);
    int place = resolve(child, target, O_PATH, 0, 0);
    if (place < 0) {
        errno = -place;
        return child_fail(child, target);
    }
    if (statx(place, "", AT_EMPTY_PATH, STATX_TYPE, &status))
        return child_fail(child, target);
    if (!(status.stx_attributes & STATX_ATTR_MOUNT_ROOT)) {
        errno = EINVAL;
        return child_fail(child, target);
    }
    if (record->fields[3].length) {
        int context = fspick(place, "", FSPICK_CLOEXEC | FSPICK_EMPTY_PATH);
        if (context < 0)
            return child_fail(child, target);
        if (configure(context, record->fields[3].text) || fsconfig(context, FSCONFIG_CMD_RECONFIGURE, NULL, NULL, 0))
            return child_fail_context(child, target, context);
        close(context);
    }
    if ((errno = -mount_flags_apply(place, &flags)))
        return child_fail(child, target);
    close(place);
    return 0;
}
