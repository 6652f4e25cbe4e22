// SPDX-License-Identifier: Apache-2.0
// The terminal is taken from the devpts that the plan mounted in the container, never from the host's: names, owners and limits of
// the two do not mix, and /dev/console, /dev/tty and ttyname() agree inside.
#include "launch/child.h"

#include "launch/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/vfs.h>
#include <unistd.h>

static int bind_console(struct child *child, int slave) {
    int tree = open_tree(slave, "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    // A link would bind the terminal over whatever it names (CVE-2025-52565).
    int place = resolve_target(child, "/dev/console", false, RESOLVE_NO_SYMLINKS);
    if (place < 0)
        errno = -place;
    if (tree < 0 || place < 0 || attach(tree, place))
        return child_fail(child, "/dev/console");
    close(tree);
    close(place);
    return 0;
}

DO(console) {
    (void)record;
    struct statfs status;
    struct winsize size = {.ws_col = child->plan->columns, .ws_row = child->plan->rows};
    int unlock = 0;
    int master = resolve(child, "/dev/pts/ptmx", O_RDWR | O_NOCTTY, 0, RESOLVE_NO_SYMLINKS);
    if (master < 0) {
        errno = -master;
        return child_fail(child, "/dev/pts/ptmx");
    }
    if (fstatfs(master, &status) || status.f_type != DEVPTS_SUPER_MAGIC) {
        errno = ENODEV;
        return child_fail(child, "/dev/pts/ptmx");
    }
    if (ioctl(master, TIOCSPTLCK, &unlock) || ioctl(master, TIOCSWINSZ, &size))
        return child_fail(child, "/dev/pts/ptmx");
    // By descriptor: the slave's path is never looked up.
    int slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0)
        return child_fail(child, "/dev/pts");
    // /dev/console is the first process's.
    int error = child->plan->join ? 0 : bind_console(child, slave);
    if (error)
        return error;
    if (ioctl(slave, TIOCSCTTY, 0) || dup2(slave, 0) < 0 || dup2(slave, 1) < 0 || dup2(slave, 2) < 0)
        return child_fail(child, "/dev/console");
    if (!channel_send_master(child->channel, master, "c"))
        return child_fail(child, "the terminal's master");
    child->pipes[0] = true;  // one owner is enough: all three are one file
    close(slave);
    close(master);
    return 0;
}
