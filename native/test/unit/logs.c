// SPDX-License-Identifier: Apache-2.0
#include "test/unit/unit.h"

#include "monitor/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// What the log of these pieces of output looks like, without the times.
static const char *logged(const char *const *pieces) {
    static char out[1 << 16];
    char raw[1 << 16];
    size_t used = 0;
    int fd = memfd_create("log", MFD_CLOEXEC);
    fcntl(fd, F_SETFL, O_APPEND);
    for (; *pieces; pieces++)
        log_append(fd, "stdout", (const uint8_t *)*pieces, strlen(*pieces));
    ssize_t length = pread(fd, raw, sizeof raw - 1, 0);
    close(fd);
    raw[length < 0 ? 0 : length] = 0;
    for (char *line = raw; *line;) {
        char *end = strchrnul(line, '\n');
        size_t size = (size_t)(end - line) - 31;
        memcpy(out + used, line + 31, size);
        used += size;
        out[used++] = '|';
        line = *end ? end + 1 : end;
    }
    out[used] = 0;
    return out;
}

#define LOGGED(expected, ...) \
    check(!strcmp(logged((const char *const[]){__VA_ARGS__, NULL}), expected), "log: %s", expected)

void test_logs(void) {
    char prefix[LOG_PREFIX + 1];
    log_prefix(prefix, &(struct timespec){.tv_sec = 1709210096, .tv_nsec = 7}, "stderr", 'F');
    check(!strcmp(prefix, "2024-02-29T12:34:56.000000007Z stderr F "), "a leap day: %s", prefix);
    log_prefix(prefix, &(struct timespec){.tv_sec = 4102444799, .tv_nsec = 999999999}, "stdout", 'P');
    check(!strcmp(prefix, "2099-12-31T23:59:59.999999999Z stdout P "), "the last second of 2099: %s", prefix);
    log_prefix(prefix, &(struct timespec){0}, "stdout", 'F');
    check(!strcmp(prefix, "1970-01-01T00:00:00.000000000Z stdout F "), "the epoch: %s", prefix);
    bool same = true;
    for (time_t day = 0; day < 60000; day += 17) {
        time_t second = day * 86400 + day % 86400;
        char expected[32];
        struct tm broken;
        strftime(expected, sizeof expected, "%FT%T", gmtime_r(&second, &broken));
        log_prefix(prefix, &(struct timespec){.tv_sec = second}, "stdout", 'F');
        same = same && !memcmp(prefix, expected, 19);
    }
    check(same, "dates agree with the C library's");

    LOGGED("stdout F a|", "a\n");
    LOGGED("stdout P a|", "a");
    LOGGED("stdout F |stdout F |", "\n\n");
    LOGGED("stdout F a|stdout P b|stdout F c|", "a\nb", "c\n");
    LOGGED("stdout P a|stdout F |", "a", "\n");

    char many[40001];
    for (int i = 0; i < 20000; i++)
        memcpy(many + 2 * i, "x\n", 3);
    int fd = memfd_create("log", MFD_CLOEXEC);
    fcntl(fd, F_SETFL, O_APPEND);
    log_append(fd, "stdout", (const uint8_t *)many, 40000);
    check(lseek(fd, 0, SEEK_END) == 20000 * 42, "20,000 lines at once");
    close(fd);
    fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    log_append(fd, "stdout", (const uint8_t *)many, 40000);
    check(true, "a full device does no harm");
    close(fd);
    log_append(-1, "stdout", (const uint8_t *)many, 40000);
    check(true, "nor does none");
}
