// SPDX-License-Identifier: Apache-2.0
// What a mount may be told beside its place: attributes of the mount itself, in the words of mount(8).
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum mount_of { MOUNT_NEW, MOUNT_BIND, MOUNT_CHANGE };

struct mount_attributes {
    uint64_t set, clear;
};

struct mount_flags {
    struct mount_attributes top, all;  // of the mount, and of it and everything below
    uint64_t propagation;              // MS_SHARED …, or 0: as it comes
    bool propagation_all;
    bool recursive;  // a bind: with what is mounted below
    bool map_all;    // a bind with maps of users and groups: they hold for everything below
    bool copy_up;    // a new file system: filled with what it covers
};

// False: a word that is none, or not one for this.
bool mount_flags_parse(const char *text, enum mount_of what, struct mount_flags *flags);
// MS_SHARED … of `shared` …, and whether it was `rshared` …; 0: no such word.
uint64_t propagation_parse(const char *text, uint64_t length, bool *all);
// 0 or -errno.
int mount_flags_apply(int tree, const struct mount_flags *flags);
