// SPDX-License-Identifier: Apache-2.0
#include "launch/channel.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void failure_explain(struct failure *failure) {
    static const char meaning[] = " (a system call is missing: Linux 5.12 or newer is needed)";
    if (failure->error != ENOSYS)
        return;
    size_t length = strnlen(failure->detail, sizeof failure->detail - sizeof meaning);
    memcpy(failure->detail + length, meaning, sizeof meaning);
}

void channel_send_failure(int channel, const struct failure *failure) {
    // write(2): a seccomp filter that allows exec and not even this is beyond help.
    while (write(channel, failure, offsetof(struct failure, detail) + strlen(failure->detail) + 1) < 0 && errno == EINTR)
        ;
}

bool channel_send_master(int channel, int master, const char *name) {
    struct iovec content = {(void *)(uintptr_t)name, strlen(name)};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control = {0};
    struct msghdr message = {
        .msg_iov = &content, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &master, sizeof master);
    return sendmsg(channel, &message, MSG_NOSIGNAL) == (ssize_t)content.iov_len;
}

void channel_send_pid(int channel, pid_t pid) {
    send(channel, &pid, sizeof pid, MSG_NOSIGNAL);
}

void channel_send_listener(int channel, int number) {
    const int said[2] = {number, number};
    send(channel, said, sizeof said, MSG_NOSIGNAL);
}

enum channel_event channel_receive(int channel, struct failure *failure, int *value) {
    struct iovec content = {failure, sizeof *failure};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    struct msghdr message = {
        .msg_iov = &content, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    memset(failure, 0, sizeof *failure);
    ssize_t n;
    // A child that ended without having read the go-ahead makes the kernel say ECONNRESET, once, before what the child said.
    do
        n = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
    while (n < 0 && (errno == EINTR || errno == ECONNRESET));
    if (n == 0)
        return CHANNEL_DONE;
    if (n < 0) {
        *failure = (struct failure){.error = errno, .operation = "launch", .detail = "what the container's first process said"};
        return CHANNEL_FAILURE;
    }
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof(int))) {
        memcpy(value, CMSG_DATA(header), sizeof *value);
        return CHANNEL_MASTER;
    }
    if (n == sizeof(pid_t)) {
        memcpy(value, failure, sizeof *value);
        return CHANNEL_PID;
    }
    if (n == 2 * sizeof(int)) {
        memcpy(value, failure, sizeof *value);
        return CHANNEL_LISTENER;
    }
    failure->operation[sizeof failure->operation - 1] = 0;
    failure->detail[sizeof failure->detail - 1] = 0;
    if (!failure->error && !strcmp(failure->operation, "hook")) {
        *value = (int)failure->index;
        return CHANNEL_HOOK;
    }
    return CHANNEL_FAILURE;
}
