// SPDX-License-Identifier: Apache-2.0
#include "monitor/log.h"

#include <string.h>

static char *digits(char *at, unsigned long number, int width) {
    for (int i = width - 1; i >= 0; i--, number /= 10)
        at[i] = (char)('0' + number % 10);
    return at + width;
}

// Days since the epoch to a date, without the C library's time zones.
static void civil(int64_t days, unsigned *year, unsigned *month, unsigned *day) {
    days += 719468;  // the era begins on 0000-03-01
    unsigned era = (unsigned)(days / 146097), of_era = (unsigned)(days % 146097);
    unsigned y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    unsigned of_year = of_era - (365 * y + y / 4 - y / 100);
    unsigned m = (5 * of_year + 2) / 153;
    *day = of_year - (153 * m + 2) / 5 + 1;
    *month = m < 10 ? m + 3 : m - 9;
    *year = y + era * 400 + (*month <= 2);
}

void log_prefix(char prefix[LOG_PREFIX + 1], const struct timespec *time, const char *stream, char tag) {
    unsigned year, month, day;
    int64_t seconds = time->tv_sec > 0 ? time->tv_sec : 0;
    unsigned of_day = (unsigned)(seconds % 86400);
    civil(seconds / 86400, &year, &month, &day);
    char *at = digits(prefix, year, 4);
    *at++ = '-';
    at = digits(at, month, 2);
    *at++ = '-';
    at = digits(at, day, 2);
    *at++ = 'T';
    at = digits(at, of_day / 3600, 2);
    *at++ = ':';
    at = digits(at, of_day / 60 % 60, 2);
    *at++ = ':';
    at = digits(at, of_day % 60, 2);
    *at++ = '.';
    at = digits(at, (unsigned long)time->tv_nsec, 9);
    *at++ = 'Z';
    *at++ = ' ';
    memcpy(at, stream, 6);
    at += 6;
    *at++ = ' ';
    *at++ = tag;
    *at++ = ' ';
    *at = 0;
}
