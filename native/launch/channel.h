// SPDX-License-Identifier: Apache-2.0
// Between the container's first process and its parent, over a SOCK_SEQPACKET pair that exec closes: a failure, or the master of
// the container's terminal, or who joined a container, upwards; the go-ahead downwards. End of file without a failure is success.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct failure {
    uint32_t index;
    int32_t error;
    char operation[32];
    char detail[512];
};

// Where a system call was missing, the detail gets to say what that means.
void failure_explain(struct failure *failure);

enum channel_event { CHANNEL_DONE, CHANNEL_FAILURE, CHANNEL_MASTER, CHANNEL_PID, CHANNEL_HOOK, CHANNEL_LISTENER };

void channel_send_failure(int channel, const struct failure *failure);
// `name`: what whoever gets it is told with it.
bool channel_send_master(int channel, int master, const char *name);
void channel_send_pid(int channel, pid_t pid);
// The number the listener of a filter will have, once the filter is there.
void channel_send_listener(int channel, int number);
// `*value`: the master, the pid, which hook is wanted, or the listener's number.
enum channel_event channel_receive(int channel, struct failure *failure, int *value);
