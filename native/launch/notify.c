// SPDX-License-Identifier: Apache-2.0
#include "launch/notify.h"

#include "common/bytes.h"
#include "common/io.h"
#include "common/unix_socket.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

int notify_connect(const struct plan *plan) {
    return unix_connect(plan->seccomp_notify->fields[1].text);
}

// The number is free until the filter is there. What is said on the channel meanwhile is why it will not be.
static int fetch(int pidfd, int listener, int channel) {
    for (;;) {
        struct pollfd said = {.fd = channel, .events = POLLIN};
        int fd = pidfd_getfd(pidfd, listener, 0);
        if (fd >= 0 || (errno != EBADF && errno != ESRCH))
            return fd;
        if (errno == ESRCH || poll(&said, 1, 1) > 0) {
            errno = EBADF;
            return -1;
        }
    }
}

// The pieces of the state, with the process's number between them.
static bool state(const struct record *record, pid_t pid, struct bytes *text) {
    char number[16];
    int length = snprintf(number, sizeof number, "%d", pid);
    bool ok = true;
    for (uint32_t i = 2; ok && i <= record->count; i++)
        ok = (i == 2 || bytes_append(text, number, (size_t)length)) &&
             bytes_append(text, record->fields[i].text, record->fields[i].length);
    return ok;
}

static bool hand_over(int connection, const struct bytes *text, int listener) {
    struct iovec content = {text->data, text->length};
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
    memcpy(CMSG_DATA(header), &listener, sizeof listener);
    ssize_t n;
    do
        n = sendmsg(connection, &message, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n > 0 && io_write_all(connection, (const char *)text->data + n, text->length - (size_t)n);
}

bool notify_deliver(const struct plan *plan, int connection, int pidfd, pid_t pid, int listener, int channel) {
    struct bytes text = {0};
    int fd = fetch(pidfd, listener, channel);
    if (fd < 0)
        return false;
    bool ok = state(plan->seccomp_notify, pid, &text) && hand_over(connection, &text, fd);
    int error = errno;
    bytes_free(&text);
    close(fd);
    errno = error;
    return ok;
}
