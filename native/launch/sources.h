// SPDX-License-Identifier: Apache-2.0
// What of the host a container gets: trees of mounts without a place, made where the host's paths can be reached and their
// propagation is still what it was. Mostly that is where they are wanted. It is earlier for a bind that goes on sharing with the
// host, and in another process for a container with a user namespace, whose root may not even look at the host's directories.
#pragma once

#include "launch/child.h"

// Makes those that must be made before `propagation`; or all. 0, or -errno with `*failed` told.
int sources_prepare(struct child *child, bool all, const struct record **failed);
// The record's tree, made before or now. A descriptor or -errno.
int source_tree(struct child *child, const struct record *record);

// Each makes one.
int tree_bind(struct child *child, const struct record *record);
int tree_node(struct child *child, const struct record *record);
int tree_root(struct child *child, const struct record *record);
int tree_overlay(struct child *child, const struct record *record);

// idmap.c: a user namespace that nobody lives in, with maps of the form CONTAINER:HOST:SIZE,…. A descriptor or -errno.
int id_map_namespace(const char *users, const char *groups);
