// SPDX-License-Identifier: Apache-2.0
// The last step of a plan that only mounts: nothing of the container is executed, and the mounts stay until nobody reads what the launching process prints
// any more. So they end with whoever asked for them, however that ends.
#include "launch/child.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

bool check_hold(struct plan *plan, const struct record *record) {
    (void)record;
    return plan->mode == MODE_FOREGROUND && !plan->terminal && !plan->capture && !plan->discard && !plan->init;
}

DO(hold) {
    (void)record;
    int error = child_meet_parent(child);
    if (error)
        return error;
    // The parent waits for the channel's end.
    close_range(3, ~0U, 0);
    struct pollfd output = {.fd = 1};
    for (;;)
        if (poll(&output, 1, -1) > 0 ? output.revents & (POLLERR | POLLHUP | POLLNVAL) : errno != EINTR)
            _exit(0);
}
