// SPDX-License-Identifier: Apache-2.0
#include "test/unit/unit.h"

#include "common/text.h"

#include <string.h>

static bool number(const char *text, unsigned base, uint64_t max, uint64_t expected) {
    uint64_t value = 77;
    return text_number(text, strlen(text), base, max, &value) && value == expected;
}

static bool refused(const char *text, unsigned base, uint64_t max) {
    uint64_t value = 77;
    return !text_number(text, strlen(text), base, max, &value) && value == 77;
}

void test_text(void) {
    check(number("0", 10, 9, 0) && number("18446744073709551615", 10, UINT64_MAX, UINT64_MAX), "decimal numbers");
    check(number("ffffffffffffffff", 16, UINT64_MAX, UINT64_MAX) && number("FF", 16, 255, 255), "hexadecimal numbers");
    check(number("755", 8, 07777, 0755) && refused("8", 8, 07777) && refused("10000", 8, 07777), "octal numbers");
    check(refused("", 10, 9) && refused("-1", 10, 9) && refused("+1", 10, 9) && refused(" 1", 10, 9) && refused("1 ", 10, 9) &&
              refused("0x1", 16, 99) && refused("a", 10, 99),
          "what is no number");
    check(refused("18446744073709551616", 10, UINT64_MAX) && refused("10000000000000000", 16, UINT64_MAX) &&
              refused("256", 10, 255),
          "numbers that are too large");
    const char *rest = "ro,,nosuid,", *item;
    size_t length;
    check(text_item(&rest, &item, &length) && text_is(item, length, "ro") && text_item(&rest, &item, &length) && !length &&
              text_item(&rest, &item, &length) && text_is(item, length, "nosuid") && !text_item(&rest, &item, &length),
          "lists");
}
