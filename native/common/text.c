// SPDX-License-Identifier: Apache-2.0
#include "common/text.h"

#include <string.h>

bool text_number(const char *text, size_t length, unsigned base, uint64_t max, uint64_t *value) {
    uint64_t number = 0;
    if (!length)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                                : 99;
        if (digit >= base || number > (max - digit) / base)
            return false;
        number = number * base + digit;
    }
    *value = number;
    return true;
}

bool text_item(const char **rest, const char **item, size_t *length) {
    if (!*rest || !**rest)
        return false;
    const char *end = strchrnul(*rest, ',');
    *item = *rest;
    *length = (size_t)(end - *rest);
    *rest = *end ? end + 1 : end;
    return true;
}

bool text_is(const char *text, size_t length, const char *word) {
    return strlen(word) == length && !memcmp(text, word, length);
}
