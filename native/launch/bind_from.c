// SPDX-License-Identifier: Apache-2.0
// What another container has mounted, here: its shared memory, for a container in its ipc namespace. A mount can be copied only by who
// is in its namespace, so this process goes there for a moment. Its own pid namespace, and that of whoever could trace it there, are
// not changed by that.
#include "launch/child.h"

#include "launch/process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

// The container's processes may have put anything in its place, but nothing else is copied than a mount of that very name.
static int copy_mount(const char *path) {
    struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
    int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC), tree = -1;
    int place = root < 0 ? -1 : (int)syscall(SYS_openat2, root, path, &how, sizeof how);
    if (place >= 0)
        tree = open_tree(place, "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    int error = errno;
    if (place >= 0)
        close(place);
    if (root >= 0)
        close(root);
    errno = error;
    return tree;
}

DO(bind_from) {
    pid_t pid = (pid_t)field_number(&record->fields[1]);
    const char *source = record->fields[3].text, *target = record->fields[4].text;
    char name[48];
    struct mount_flags flags;
    mount_flags_parse(record->fields[5].text, MOUNT_BIND, &flags);
    snprintf(name, sizeof name, "/proc/%d/ns/mnt", pid);
    int theirs = open(name, O_RDONLY | O_CLOEXEC), own = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
    // Compared after it was opened: it was that one's.
    if (theirs < 0 || own < 0 || process_start_time(pid) != field_number(&record->fields[2])) {
        errno = own < 0 ? errno : ESRCH;
        return child_fail(child, record->fields[1].text);
    }
    if (setns(theirs, CLONE_NEWNS))
        return child_fail(child, name);
    int tree = copy_mount(source), error = errno;
    // Back at the root of the host's tree, as before: where it cannot be, nothing may go on.
    if (setns(own, CLONE_NEWNS))
        return child_fail(child, "its own mounts");
    errno = error;
    if (tree < 0 || (errno = -mount_flags_apply(tree, &flags)))
        return child_fail(child, source);
    int place = resolve_target(child, target, true, 0);
    if (place < 0) {
        errno = -place;
        return child_fail(child, target);
    }
    if (attach(tree, place))
        return child_fail(child, target);
    close(theirs);
    close(own);
    close(tree);
    close(place);
    return 0;
}
