// SPDX-License-Identifier: Apache-2.0
#include "launch/maps.h"

#include "common/bytes.h"
#include "common/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool put(pid_t pid, const char *file, const void *data, size_t length) {
    char path[48];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool ok = write(fd, data, length) == (ssize_t)length;  // in one piece, or the kernel takes none of it
    int error = errno;
    close(fd);
    errno = error;
    return ok;
}

static bool write_map(const struct record *record, pid_t pid, const char *file) {
    struct bytes text = {0};
    bool ok = true;
    for (uint32_t i = 1; ok && i <= record->count; i++)
        ok = bytes_append(&text, record->fields[i].text, record->fields[i].length) &&
             bytes_append(&text, i % 3 ? " " : "\n", 1);
    if (!ok)
        errno = ENOMEM;
    ok = ok && put(pid, file, text.data, text.length);
    int error = errno;
    bytes_free(&text);
    errno = error;
    return ok;
}

const struct record *maps_write(const struct plan *plan, pid_t pid) {
    if (!write_map(plan->users, pid, "uid_map"))
        return plan->users;
    // Without a right to groups a map of one's own group is allowed to who gives up changing them.
    if (!write_map(plan->groups, pid, "gid_map") &&
        (errno != EPERM || !put(pid, "setgroups", "deny", 4) || !write_map(plan->groups, pid, "gid_map")))
        return plan->groups;
    return NULL;
}

static bool root_of(pid_t pid, const char *file, unsigned *id) {
    char path[48], text[4096];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    if (io_slurp(AT_FDCWD, path, text, sizeof text) < 0)
        return false;
    for (char *line = text; *line; line = strchrnul(line, '\n'), line += *line == '\n') {
        unsigned inside, outside;
        if (sscanf(line, "%u %u", &inside, &outside) == 2 && !inside) {
            *id = outside;
            return true;
        }
    }
    return false;
}

bool maps_root(pid_t pid, uid_t *uid, gid_t *gid) {
    return root_of(pid, "uid_map", uid) && root_of(pid, "gid_map", gid);
}
