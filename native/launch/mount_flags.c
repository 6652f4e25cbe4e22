// SPDX-License-Identifier: Apache-2.0
#include "launch/mount_flags.h"

#include "common/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>

#ifndef MOUNT_ATTR_NOSYMFOLLOW
#define MOUNT_ATTR_NOSYMFOLLOW 0x00200000
#endif

static const struct {
    const char *name;
    uint64_t set, clear;
} attributes[] = {{"ro", MOUNT_ATTR_RDONLY, 0},
                  {"rw", 0, MOUNT_ATTR_RDONLY},
                  {"nosuid", MOUNT_ATTR_NOSUID, 0},
                  {"suid", 0, MOUNT_ATTR_NOSUID},
                  {"nodev", MOUNT_ATTR_NODEV, 0},
                  {"dev", 0, MOUNT_ATTR_NODEV},
                  {"noexec", MOUNT_ATTR_NOEXEC, 0},
                  {"exec", 0, MOUNT_ATTR_NOEXEC},
                  {"nodiratime", MOUNT_ATTR_NODIRATIME, 0},
                  {"diratime", 0, MOUNT_ATTR_NODIRATIME},
                  {"nosymfollow", MOUNT_ATTR_NOSYMFOLLOW, 0},
                  {"symfollow", 0, MOUNT_ATTR_NOSYMFOLLOW},
                  {"noatime", MOUNT_ATTR_NOATIME, MOUNT_ATTR__ATIME},
                  {"relatime", MOUNT_ATTR_RELATIME, MOUNT_ATTR__ATIME},
                  {"strictatime", MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME}};

// A word that contradicts one before it wins.
static bool add(struct mount_attributes *to, const char *word, size_t length) {
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        if (text_is(word, length, attributes[i].name)) {
            to->set = (to->set & ~attributes[i].clear) | attributes[i].set;
            to->clear = (to->clear & ~(attributes[i].clear ? 0 : attributes[i].set)) | attributes[i].clear;
            return true;
        }
    return false;
}

uint64_t propagation_parse(const char *text, uint64_t length, bool *all) {
    static const struct {
        const char *name;
        uint64_t type;
    } types[] = {{"shared", MS_SHARED}, {"slave", MS_SLAVE}, {"private", MS_PRIVATE}, {"unbindable", MS_UNBINDABLE}};
    *all = length && *text == 'r';
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (text_is(text + *all, length - *all, types[i].name))
            return types[i].type;
    return 0;
}

bool mount_flags_parse(const char *text, enum mount_of what, struct mount_flags *flags) {
    const char *item;
    size_t length;
    bool with_all = false;
    *flags = (struct mount_flags){0};
    while (text_item(&text, &item, &length)) {
        bool all;
        uint64_t propagation = propagation_parse(item, length, &all);
        if (propagation) {
            flags->propagation = propagation;
            flags->propagation_all = all;
        } else if (what == MOUNT_BIND && text_is(item, length, "recursive")) {
            flags->recursive = with_all = true;
        } else if (what == MOUNT_BIND && text_is(item, length, "rbind")) {
            flags->recursive = true;
        } else if (what == MOUNT_BIND && text_is(item, length, "ridmap")) {
            flags->map_all = true;
        } else if (what == MOUNT_NEW && text_is(item, length, "copy-up")) {
            flags->copy_up = true;
        } else if (!add(&flags->top, item, length) &&
                   (what == MOUNT_NEW || !length || *item != 'r' || !add(&flags->all, item + 1, length - 1))) {
            return false;
        }
    }
    if (with_all) {
        flags->all.set = (flags->all.set & ~flags->top.clear) | flags->top.set;
        flags->all.clear |= flags->top.clear;
        flags->top = (struct mount_attributes){0};
    }
    return true;
}

static int apply(int tree, const struct mount_attributes *what, uint64_t propagation, unsigned how) {
    struct mount_attr attribute = {.attr_set = what->set, .attr_clr = what->clear, .propagation = propagation};
    if (!what->set && !what->clear && !propagation)
        return 0;
    return mount_setattr(tree, "", AT_EMPTY_PATH | how, &attribute, sizeof attribute) ? -errno : 0;
}

int mount_flags_apply(int tree, const struct mount_flags *flags) {
    static const struct mount_attributes none;
    int error = apply(tree, &flags->all, 0, AT_RECURSIVE);
    if (!error)
        error = apply(tree, &flags->top, 0, 0);
    return error ? error : apply(tree, &none, flags->propagation, flags->propagation_all ? AT_RECURSIVE : 0);
}
