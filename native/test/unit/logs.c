// SPDX-License-Identifier: Apache-2.0
#include "test/unit/unit.h"

#include "monitor/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct log in_memory(bool json) {
    struct log log = log_none;
    log.json = json;
    log.fd = memfd_create("log", MFD_CLOEXEC);
    fcntl(log.fd, F_SETFL, O_APPEND);
    return log;
}

// What the log of these pieces of output looks like, without the times.
static const char *logged(const char *const *pieces) {
    static char out[1 << 16];
    char raw[1 << 16];
    size_t used = 0;
    struct log log = in_memory(false);
    for (; *pieces; pieces++)
        log_append(&log, 0, (const uint8_t *)*pieces, strlen(*pieces));
    ssize_t length = pread(log.fd, raw, sizeof raw - 1, 0);
    log_close(&log);
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

// The strings of these pieces of output in Docker's format, without the rest of the records.
static const char *documented(const char *const *pieces) {
    static char out[4096];
    char raw[4096];
    size_t used = 0;
    struct log log = in_memory(true);
    for (; *pieces; pieces++)
        log_append(&log, 1, (const uint8_t *)*pieces, strlen(*pieces));
    log_finish(&log);
    ssize_t length = pread(log.fd, raw, sizeof raw - 1, 0);
    log_close(&log);
    raw[length < 0 ? 0 : length] = 0;
    for (char *line = raw; *line; line = strchr(line, '\n') + 1) {
        char *end = strstr(line, "\",\"stream\":\"stderr\",\"time\":\"");
        if (strncmp(line, "{\"log\":\"", 8) != 0 || !end || strncmp(end + 57, "Z\"}\n", 4) != 0)
            return "no record";
        memcpy(out + used, line + 8, (size_t)(end - line) - 8);
        used += (size_t)(end - line) - 8;
        out[used++] = '|';
    }
    out[used] = 0;
    return out;
}

#define DOCUMENTED(expected, ...)                                                    \
    do {                                                                             \
        const char *got = documented((const char *const[]){__VA_ARGS__, NULL});      \
        check(!strcmp(got, expected), "json log: %s, expected %s", got, expected);   \
    } while (0)

static void documents(void) {
    DOCUMENTED("a\\n|", "a\n");
    DOCUMENTED("a\\n|b|c\\n|", "a\nb", "c\n");
    DOCUMENTED("\\\"\\\\\\u0009\\r\\u001b\\u003c\\u003e\\u0026\\n|", "\"\\\t\r\033<>&\n");
    DOCUMENTED("gr\xc3\xbc\xc3\x9f \xf0\x9f\x90\x9a\\n|", "gr\xc3\xbc\xc3\x9f \xf0\x9f\x90\x9a\n");
    DOCUMENTED("\\u2028\\u2029|", "\xe2\x80\xa8\xe2\x80\xa9");
    DOCUMENTED("a\\ufffdb\\ufffd\\ufffd\\n|", "a\xff" "b\xc0\x80\n");
    DOCUMENTED("\\ufffd\\ufffd\\ufffd\\n|", "\xed\xa0\x80\n");
    // A character that comes in pieces is whole in the log.
    DOCUMENTED("a|\xf0\x9f\x90\x9a|b|", "a\xf0", "\x9f\x90", "\x9a", "b");
    DOCUMENTED("\\ufffda\\n|", "\xc3", "a\n");
    DOCUMENTED("a|\\ufffd\\ufffd|", "a\xf0\x9f");
}

static size_t slurp(const char *directory, const char *name, char *data, size_t size) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? 0 : read(fd, data, size - 1);
    if (fd >= 0)
        close(fd);
    unlink(path);
    data[length < 0 ? 0 : length] = 0;
    return length < 0 ? 0 : (size_t)length;
}

// The files hold the end of what was written, without a gap, and none is larger than it may be.
static void rotation(bool json) {
    enum { SIZE = 1000, LINES = 500 };
    char directory[] = "/tmp/atoll-log-XXXXXX", path[64], text[8192], files[3][4096], line[32];
    const char *const names[] = {"log.2", "log.1", "log"};
    struct log log;
    check(mkdtemp(directory) != NULL, "a directory");
    snprintf(path, sizeof path, "%s/log", directory);
    for (int run = 0; run < 2; run++) {  // the second goes on where the first stopped
        check(log_open(&log, path, json, SIZE, 3), "a log");
        for (int i = 0; i < LINES; i++) {
            int length = snprintf(line, sizeof line, "line %d\n", run * LINES + i);
            log_append(&log, 0, (const uint8_t *)line, (size_t)length);
        }
        log_close(&log);
    }
    check(log_open(&log, path, json, SIZE, 3), "a log");
    for (size_t i = 0, used = 0; i < LINES; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "line %zu\n", 2 * LINES + i);
    log_append(&log, 0, (const uint8_t *)text, strlen(text));  // many at once
    log_close(&log);
    int expected = -1, last = -1;
    bool gap = false;
    for (int i = 0; i < 3; i++) {
        size_t length = slurp(directory, names[i], files[i], sizeof files[i]);
        check(length > SIZE / 2 && length <= SIZE, "%s has %zu bytes", names[i], length);
        for (char *at = files[i]; (at = strstr(at, "line ")); at++) {
            last = atoi(at + 5);
            gap = gap || (expected >= 0 && last != expected);
            expected = last + 1;
        }
    }
    check(!gap, "no line is missing or twice there");
    check(last == 3 * LINES - 1, "the last line is %d", last);
    check(!rmdir(directory), "no other file is left");
}

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
    struct log log = in_memory(false);
    log_append(&log, 0, (const uint8_t *)many, 40000);
    check(lseek(log.fd, 0, SEEK_END) == 20000 * 42, "20,000 lines at once");
    log_close(&log);
    log.fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    log_append(&log, 0, (const uint8_t *)many, 40000);
    check(true, "a full device does no harm");
    log_close(&log);
    log_append(&log, 0, (const uint8_t *)many, 40000);
    check(true, "nor does none");
    documents();
    rotation(false);
    rotation(true);
}
