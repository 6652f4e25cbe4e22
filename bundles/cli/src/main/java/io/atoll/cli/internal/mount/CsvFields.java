package io.atoll.cli.internal.mount;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** One line of comma-separated values (RFC 4180), as Docker's {@code --mount} is: a field with a comma stands in double quotes, in which two of them are one. */
final class CsvFields {
    private CsvFields() {}

    static List<String> of(String line) {
        List<String> fields = new ArrayList<>();
        int at = 0;
        do {
            StringBuilder field = new StringBuilder();
            at = at < line.length() && line.charAt(at) == '"' ? quoted(line, at, field) : plain(line, at, field);
            fields.add(field.toString());
        } while (at++ < line.length());
        return fields;
    }

    /** @return where the field ends: at a comma, or the end of the line */
    private static int plain(String line, int start, StringBuilder field) {
        int comma = line.indexOf(',', start);
        int end = comma < 0 ? line.length() : comma;
        if (line.substring(start, end).contains("\"")) {
            throw invalid(line, "a quote stands before and behind a whole field, as in \"src=/a,b\"");
        }
        field.append(line, start, end);
        return end;
    }

    private static int quoted(String line, int start, StringBuilder field) {
        for (int i = start + 1; i < line.length(); i++) {
            if (line.charAt(i) != '"') {
                field.append(line.charAt(i));
            } else if (i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (i + 1 == line.length() || line.charAt(i + 1) == ',') {
                return i + 1;
            } else {
                throw invalid(line, "there is something behind a closing quote");
            }
        }
        throw invalid(line, "a quote is not closed");
    }

    private static AtollException invalid(String line, String why) {
        return new AtollException(ErrorCode.INVALID, "invalid mount '%s': %s".formatted(line, why));
    }
}
