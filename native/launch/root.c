// SPDX-License-Identifier: Apache-2.0
// The container's root: made at a host path that only this mount namespace sees, then swapped with the host's root, which is
// dropped. From then on no host path exists here. A device file in it is a name and nothing more: an image may bring any.
#include "launch/sources.h"

#include "common/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

// A layer as the kernel takes it: fsconfig has 255 characters, and overlay reads `\`, `:` and `,` in its own way. What does not
// fit is opened and named by its descriptor (kept open until exec).
static const char *layer(const char *path, char short_name[40]) {
    if (strlen(path) < 250 && !strpbrk(path, "\\:,"))
        return path;
    int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    snprintf(short_name, 40, "/proc/self/fd/%d", fd);
    return short_name;
}

static int set_layer(struct child *child, int context, const char *key, const char *path) {
    char short_name[40];
    const char *name = layer(path, short_name);
    if (!name || fsconfig(context, FSCONFIG_SET_STRING, key, name, 0))
        return child_fail_context(child, path, context);
    return 0;
}

// Before 6.5 overlay takes any name of an option, and refuses it, with a message in the kernel's log, only when it is mounted.
static bool takes_any_option(void) {
    struct utsname system;
    unsigned major = 0, minor = 0;
    return !uname(&system) && sscanf(system.release, "%u.%u", &major, &minor) == 2 && (major < 6 || (major == 6 && minor < 5));
}

// Before 6.8 all layers go into one page of options. Named by descriptor, relative to /proc/self/fd, hundreds of them fit.
static int overlay_classic(struct child *child, const struct record *record) {
    char options[4096];
    size_t used = 0;
    for (uint32_t i = 5; i <= record->count; i++) {
        int fd = open(record->fields[i].text, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
            return child_fail(child, record->fields[i].text);
        used += (size_t)snprintf(options + used, sizeof options - used, "%s%d", i == 5 ? "lowerdir=" : ":", fd);
        if (used >= sizeof options)
            goto too_many;
    }
    for (uint32_t i = 2; i <= 3 && record->fields[2].length; i++) {
        int fd = open(record->fields[i].text, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
            return child_fail(child, record->fields[i].text);
        used += (size_t)snprintf(options + used, sizeof options - used, "%s%d", i == 2 ? ",upperdir=" : ",workdir=", fd);
        if (used >= sizeof options)
            goto too_many;
    }
    if (record->fields[4].length)
        used += (size_t)snprintf(options + used, sizeof options - used, ",%s", record->fields[4].text);
    if (used >= sizeof options)
        goto too_many;
    // Mounted at the place for a moment only: what is wanted is the tree.
    const char *place = record->fields[1].text;
    if (chdir("/proc/self/fd"))
        return child_fail(child, "/proc/self/fd");
    if (mount("overlay", place, "overlay", MS_NODEV, options))
        return child_fail(child, place);
    int tree = open_tree(AT_FDCWD, place, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (tree < 0 || umount2(place, MNT_DETACH))
        return child_fail(child, place);
    return tree;
too_many:
    errno = E2BIG;
    return child_fail(child, "overlay options");
}

static int bind_root(struct child *child, const char *directory, bool readonly) {
    struct mount_flags flags = {.all = {.set = MOUNT_ATTR_NODEV | (readonly ? MOUNT_ATTR_RDONLY : 0)}};
    int tree = open_tree(AT_FDCWD, directory, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
    if (tree < 0 || mount_flags_apply(tree, &flags))
        return child_fail(child, directory);
    return tree;
}

int tree_root(struct child *child, const struct record *record) {
    return bind_root(child, record->fields[2].text, false);
}

#ifdef ATOLL_CLASSIC_OVERLAY
#define FIRST_LOWER "lowerdir+of-no-kernel"
#else
#define FIRST_LOWER "lowerdir+"
#endif

int tree_overlay(struct child *child, const struct record *record) {
    const struct field *field = record->fields;
    const char *mountpoint = field[1].text;
    bool upper = field[2].length > 0;
    char first[40];
    int error;
    // The kernel refuses an overlay of one read-only layer, which is that layer.
    if (!upper && record->count == 5)
        return bind_root(child, field[5].text, true);
    if (takes_any_option())
        return overlay_classic(child, record);
    int context = fsopen("overlay", FSOPEN_CLOEXEC);
    if (context < 0)
        return child_fail(child, "overlay");
    const char *top = layer(field[5].text, first);
    if (!top)
        return child_fail(child, field[5].text);
    if (fsconfig(context, FSCONFIG_SET_STRING, FIRST_LOWER, top, 0)) {
        struct stat status;
        if (errno != EINVAL || stat(field[5].text, &status))
            return child_fail_context(child, field[5].text, context);
        close(context);
        return overlay_classic(child, record);
    }
    for (uint32_t i = 6; i <= record->count; i++)
        if ((error = set_layer(child, context, "lowerdir+", field[i].text)))
            return error;
    if (upper && ((error = set_layer(child, context, "upperdir", field[2].text)) ||
                  (error = set_layer(child, context, "workdir", field[3].text))))
        return error;
    if (configure(context, field[4].text) || fsconfig(context, FSCONFIG_SET_STRING, "source", "overlay", 0) ||
        fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
        return child_fail_context(child, upper ? field[2].text : mountpoint, context);
    int tree = fsmount(context, FSMOUNT_CLOEXEC, MOUNT_ATTR_NODEV);
    if (tree < 0)
        return child_fail_context(child, mountpoint, context);
    close(context);
    return tree;
}

// The place is one of the host's. Where a user namespace's root may not reach it, any will do that is needed no more and not `/`, where
// pivot would find two things to take off: nobody but us sees it, and not for long.
static int place_root(struct child *child, const struct record *record) {
    const char *place = (child->plan->namespaces | child->plan->shared) & CLONE_NEWUSER ? "/dev" : record->fields[1].text;
    int tree = source_tree(child, record);
    int error = tree < 0 ? tree : stage(child, place);
    if (error)
        return error;
    if (move_mount(tree, "", AT_FDCWD, place, MOVE_MOUNT_F_EMPTY_PATH))
        return child_fail(child, place);
    child->root = tree;
    return 0;
}

DO(overlay) {
    return place_root(child, record);
}

DO(root) {
    return place_root(child, record);
}

DO(pivot) {
    struct statx here, above;
    (void)record;
    // Both names are the new root: the old one comes to lie on top of it, and is taken off again.
    if (fchdir(child->root) || syscall(SYS_pivot_root, ".", ".") || umount2(".", MNT_DETACH) || chdir("/"))
        return child_fail(child, "/");
    // What lay on top of the root would be reached by `..`.
    if (statx(AT_FDCWD, "/", 0, STATX_MNT_ID, &here) || statx(AT_FDCWD, "/..", 0, STATX_MNT_ID, &above))
        return child_fail(child, "/");
    if (here.stx_mnt_id != above.stx_mnt_id) {
        errno = EBUSY;
        return child_fail(child, "/..");
    }
    child->pivoted = true;
    return 0;
}

DO(chdir) {
    const char *path = record->fields[1].text;
    char here[4096];
    if (chdir(path))
        return child_fail(child, path);
    // A directory outside of our root has a name that does not begin at it: "(unreachable)/…".
    long length = syscall(SYS_getcwd, here, sizeof here);
    if (length < 0 && errno != ERANGE)
        return child_fail(child, path);
    if (length > 0 && here[0] != '/') {
        errno = EXDEV;
        return child_fail(child, path);
    }
    return 0;
}
