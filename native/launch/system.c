// SPDX-License-Identifier: Apache-2.0
// What the other namespaces hold: the host name and the loopback link.
#include "launch/child.h"

#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

DO(hostname) {
    const struct field *name = &record->fields[1];
    return sethostname(name->text, name->length) ? child_fail(child, name->text) : 0;
}

DO(domainname) {
    const struct field *name = &record->fields[1];
    return setdomainname(name->text, name->length) ? child_fail(child, name->text) : 0;
}

DO(loopback) {
    (void)record;
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request))
        return child_fail(child, "lo");
    close(fd);
    return 0;
}
