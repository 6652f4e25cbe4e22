// SPDX-License-Identifier: Apache-2.0
#include "common/title.h"

#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static char *area;
static size_t size;

void title_begin(int count, char **arguments) {
    if (!count)
        return;
    area = arguments[0];
    char *end = arguments[count - 1] + strlen(arguments[count - 1]) + 1;
    // The environment lies behind the arguments; the kernel shows a title that runs into it.
    for (char **item = environ; item && *item; item++)
        if (*item == end)
            end = *item + strlen(*item) + 1;
    size = (size_t)(end - area);
}

void title_set(const char *title) {
    prctl(PR_SET_NAME, title, 0, 0, 0);
    if (!size)
        return;
    size_t length = strlen(title);
    if (length > size - 1)
        length = size - 1;
    memset(area, 0, size);
    memcpy(area, title, length);
}
