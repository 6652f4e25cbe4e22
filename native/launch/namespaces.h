// SPDX-License-Identifier: Apache-2.0
// The kinds of namespaces, and the process between the launching one and a container's first where clone(2) alone does not do: it
// enters namespaces that are there (`share`, `namespace-path`), sets a new time namespace's clocks, and makes the first process as
// a sibling (CLONE_PARENT), so that the launching process itself stays where it is and is the container's parent all the same.
#pragma once

#include "launch/child.h"

enum { NAMESPACE_KINDS = 8 };
struct namespace_kind {
    const char *name, *file;  // in a plan, and in /proc/PID/ns
    unsigned flag;
};
extern const struct namespace_kind namespace_kinds[NAMESPACE_KINDS];

// Whether the container's first process is made that way.
bool between_needed(const struct plan *plan);
// ... by a sealed copy of this program (join.h), because processes are there that could see it.
bool between_is_seen(const struct plan *plan);
// The process between, just forked, or its sealed copy.
_Noreturn void between_run(const struct plan *plan, const struct child_ends *ends);
