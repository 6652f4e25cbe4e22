// SPDX-License-Identifier: Apache-2.0
#include "launch/sources.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static bool keeps_sharing(const struct record *record) {
    struct mount_flags flags;
    return record->operation->run == do_bind && mount_flags_parse(record->fields[3].text, MOUNT_BIND, &flags) &&
           flags.propagation & (MS_SHARED | MS_SLAVE);
}

static bool is_source(const struct record *record) {
    const struct operation *operation = record->operation;
    return operation->run == do_bind || operation->run == do_root || operation->run == do_overlay ||
           (operation->run == do_mknod && record->count == 8);
}

static int make(struct child *child, const struct record *record) {
    const struct operation *operation = record->operation;
    return operation->run == do_bind    ? tree_bind(child, record)
           : operation->run == do_mknod ? tree_node(child, record)
           : operation->run == do_root  ? tree_root(child, record)
                                        : tree_overlay(child, record);
}

int sources_prepare(struct child *child, bool all, const struct record **failed) {
    for (uint32_t i = 0; i < child->plan->count; i++) {
        const struct record *record = *failed = &child->plan->records[i];
        if (!is_source(record) || (!all && !keeps_sharing(record)))
            continue;
        if (!child->trees) {
            child->trees = malloc(child->plan->count * sizeof *child->trees);
            if (!child->trees)
                return -ENOMEM;
            memset(child->trees, -1, child->plan->count * sizeof *child->trees);
        }
        if (child->trees[i] < 0 && (child->trees[i] = make(child, record)) < 0)
            return child->trees[i];
    }
    return 0;
}

int source_tree(struct child *child, const struct record *record) {
    uint32_t index = plan_index(child->plan, record);
    if (!child->trees || child->trees[index] < 0)
        return make(child, record);
    int tree = child->trees[index];
    child->trees[index] = -1;
    return tree;
}

static int map_ids(struct child *child, int tree, const struct record *record, bool all) {
    int map = id_map_namespace(record->fields[4].text, record->fields[5].text);
    if (map < 0) {
        errno = -map;
        return child_fail(child, "the map of users and groups");
    }
    struct mount_attr attribute = {.attr_set = MOUNT_ATTR_IDMAP, .userns_fd = (uint64_t)map};
    int error = mount_setattr(tree, "", AT_EMPTY_PATH | (all ? AT_RECURSIVE : 0), &attribute, sizeof attribute)
                    ? child_fail(child, record->fields[1].text)
                    : 0;
    close(map);
    return error;
}

int tree_bind(struct child *child, const struct record *record) {
    const char *source = record->fields[1].text;
    struct mount_flags flags;
    mount_flags_parse(record->fields[3].text, MOUNT_BIND, &flags);
    int tree = open_tree(AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (flags.recursive ? AT_RECURSIVE : 0));
    if (tree < 0)
        return child_fail(child, source);
    int error = record->count > 3 ? map_ids(child, tree, record, flags.map_all) : 0;
    if (!error && (errno = -mount_flags_apply(tree, &flags)))
        error = child_fail(child, source);
    if (error)
        close(tree);
    return error ? error : tree;
}

// The host's own node in place of one that may not be made here.
int tree_node(struct child *child, const struct record *record) {
    const char *path = record->fields[8].text;
    mode_t kind = record->fields[2].text[0] == 'c' ? S_IFCHR : record->fields[2].text[0] == 'b' ? S_IFBLK : S_IFIFO;
    dev_t device = makedev((unsigned)field_number(&record->fields[4]), (unsigned)field_number(&record->fields[5]));
    struct stat status;
    int node = open(path, O_PATH | O_CLOEXEC);
    if (node < 0 || fstat(node, &status))
        return child_fail(child, path);
    errno = ENODEV;
    bool same = (status.st_mode & S_IFMT) == kind && (kind == S_IFIFO || status.st_rdev == device);
    int tree = same ? open_tree(node, "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC) : -1;
    int error = tree < 0 ? child_fail(child, path) : 0;
    close(node);
    return error ? error : tree;
}

DO(bind) {
    const char *target = record->fields[2].text;
    struct stat status;
    int tree = source_tree(child, record);
    if (tree < 0)
        return tree;
    if (fstat(tree, &status))
        return child_fail(child, target);
    int place = resolve_target(child, target, S_ISDIR(status.st_mode), 0);
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
