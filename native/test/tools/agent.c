// SPDX-License-Identifier: Apache-2.0
// agent SOCKET NUMBER ERRNO: what a seccomp filter asks. Takes one listener, prints what came with it, and answers until nobody is left
// to ask: ERRNO to the system call NUMBER, everything else goes on.
#include <errno.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int count, char **arguments) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (count != 4)
        return 2;
    snprintf(address.sun_path, sizeof address.sun_path, "%s", arguments[1]);
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(server, (struct sockaddr *)&address, sizeof address) || listen(server, 1))
        return 2;
    int connection = accept(server, NULL, NULL);
    char text[4096];
    struct iovec content = {text, sizeof text};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    struct msghdr message = {.msg_iov = &content, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    ssize_t n = recvmsg(connection, &message, 0);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (n <= 0 || !header)
        return 3;
    int listener;
    memcpy(&listener, CMSG_DATA(header), sizeof listener);
    printf("%.*s\n", (int)n, text);
    fflush(stdout);
    for (;;) {
        struct pollfd ready = {.fd = listener, .events = POLLIN};
        struct seccomp_notif question = {0};
        struct seccomp_notif_resp answer = {0};
        poll(&ready, 1, -1);
        if (!(ready.revents & POLLIN))
            return 0;
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &question))
            continue;
        answer.id = question.id;
        if (question.data.nr == atoi(arguments[2]))
            answer.error = -atoi(arguments[3]);
        else
            answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
    }
}
