// SPDX-License-Identifier: Apache-2.0
// unix PATH: what is on 0 goes to the socket, what comes back to 1.
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int count, char **arguments) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char buffer[4096];
    ssize_t n;
    if (count != 2 || strlen(arguments[1]) >= sizeof address.sun_path)
        return 2;
    strcpy(address.sun_path, arguments[1]);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address))
        return 1;
    while ((n = read(0, buffer, sizeof buffer)) > 0)
        if (send(fd, buffer, (size_t)n, MSG_NOSIGNAL) < 0)
            break;
    shutdown(fd, SHUT_WR);
    while ((n = read(fd, buffer, sizeof buffer)) > 0)
        if (write(1, buffer, (size_t)n) < 0)
            break;
    return 0;
}
