// SPDX-License-Identifier: Apache-2.0
#include "client/request.h"

#include "common/fail.h"
#include "common/frame.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

void request_build(struct bytes *out, int count, char **arguments) {
    char here[PATH_MAX], terminals[4] = "000", number[24];
    struct winsize size = {0}, seen;
    // The system call: the library's function climbs the tree by itself when the directory is out of reach.
    long length = syscall(SYS_getcwd, here, sizeof here);
    if (length <= 0 || here[0] != '/')
        strcpy(here, "/");  // it was removed or cannot be seen: nothing relative can be meant
    for (int fd = 2; fd >= 0; fd--)
        if (ioctl(fd, TIOCGWINSZ, &seen) == 0) {
            terminals[fd] = '1';
            size = seen;
        }
    mode_t mask = umask(022);
    umask(mask);

    uint8_t head[FRAME_HEAD] = {0};
    bool ok = bytes_append(out, head, sizeof head) && bytes_append_text_field(out, PROTOCOL_VERSION) &&
              bytes_append_text_field(out, here) && bytes_append_text_field(out, terminals);
    snprintf(number, sizeof number, "%u", size.ws_col);
    ok = ok && bytes_append_text_field(out, number);
    snprintf(number, sizeof number, "%u", size.ws_row);
    ok = ok && bytes_append_text_field(out, number);
    snprintf(number, sizeof number, "%03o", (unsigned)mask);
    ok = ok && bytes_append_text_field(out, number);
    snprintf(number, sizeof number, "%d", count);
    ok = ok && bytes_append_text_field(out, number);
    for (int i = 0; ok && i < count; i++)
        ok = bytes_append_text_field(out, arguments[i]);
    for (char **item = environ; ok && item && *item; item++)
        ok = bytes_append_text_field(out, *item);
    if (!ok)
        die("out of memory");
    if (out->length - FRAME_HEAD > FRAME_MAX)
        die("the arguments and the environment are larger than 4 MiB together");
    put_u32(out->data, (uint32_t)(out->length - FRAME_HEAD));
    out->data[4] = 'Q';
}
