package io.atoll.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An object one member of which is a large array, such as the index of thousands of images: each element in its canonical form, but no tree of it all.
 *
 * @param array the name of that member
 * @param members the others
 * @param problem why this has no canonical form and cannot be written, or null
 */
public record CanonicalDocument(
        String array,
        SortedMap<String, CanonicalText> members,
        List<CanonicalText> elements,
        @Nullable String problem) {
    public CanonicalDocument {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        elements = List.copyOf(elements);
    }

    /**
     * Reads a document.
     *
     * @param bytes kept: canonical ones are not copied
     * @param what is named in the error
     * @throws io.atoll.api.AtollException CORRUPT if it is no JSON, too deep, names a member twice, or has no such array
     */
    public static CanonicalDocument read(byte[] bytes, String array, String what) {
        CanonicalDocument fast = scan(bytes, array);
        return fast != null ? fast : parse(bytes, array, what);
    }

    /** @return null if it is not canonical, or cannot be seen to be */
    private static @Nullable CanonicalDocument scan(byte[] bytes, String array) {
        CanonicalScanner scanner = new CanonicalScanner(bytes, 0);
        SortedMap<String, CanonicalText> members = new TreeMap<>();
        List<CanonicalText> elements = null;
        if (!scanner.accept('{')) {
            return null;
        }
        String before = "";
        do {
            int start = scanner.position();
            if (!scanner.name()) {
                return null;
            }
            String name = new String(bytes, start + 1, scanner.position() - start - 2, StandardCharsets.US_ASCII);
            if (name.compareTo(before) <= 0 || !scanner.accept(':')) {
                return null;
            }
            before = name;
            if (name.equals(array)) {
                elements = new ArrayList<>();
                if (!elements(scanner, bytes, elements)) {
                    return null;
                }
            } else {
                int value = scanner.position();
                if (!scanner.value()) {
                    return null;
                }
                members.put(name, new CanonicalText(bytes, value, scanner.position()));
            }
        } while (scanner.accept(','));
        return scanner.accept('}') && scanner.atEnd() && elements != null
                ? new CanonicalDocument(array, members, elements, null)
                : null;
    }

    private static boolean elements(CanonicalScanner scanner, byte[] bytes, List<CanonicalText> elements) {
        if (!scanner.accept('[')) {
            return false;
        }
        if (scanner.accept(']')) {
            return true;
        }
        do {
            int start = scanner.position();
            if (!scanner.value()) {
                return false;
            }
            elements.add(new CanonicalText(bytes, start, scanner.position()));
        } while (scanner.accept(','));
        return scanner.accept(']');
    }

    private static CanonicalDocument parse(byte[] bytes, String array, String what) {
        try (JsonParser parser = Json.parser(bytes)) {
            return new Reader(parser, array, what).read();
        } catch (JacksonException e) {
            throw Json.corrupt(what, e.getOriginalMessage(), e);
        } catch (ArithmeticException e) {
            throw Json.corrupt(what, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw Json.corrupt(what, String.valueOf(e.getMessage()), e);
        }
    }

    /** Writes it in its canonical form. */
    public void writeTo(OutputStream out) throws IOException {
        SortedMap<String, CanonicalText> all = new TreeMap<>(members);
        // Only its place among the names counts.
        all.put(array, CanonicalText.of(Json.object()));
        String separator = "{";
        for (Map.Entry<String, CanonicalText> member : all.entrySet()) {
            out.write(separator.getBytes(StandardCharsets.US_ASCII));
            StringBuilder name = new StringBuilder();
            CanonicalJson.string(name, member.getKey());
            out.write(name.append(':').toString().getBytes(StandardCharsets.UTF_8));
            if (member.getKey().equals(array)) {
                writeElements(out);
            } else {
                member.getValue().writeTo(out);
            }
            separator = ",";
        }
        out.write('}');
    }

    private void writeElements(OutputStream out) throws IOException {
        out.write('[');
        boolean first = true;
        for (CanonicalText element : elements) {
            if (!first) {
                out.write(',');
            }
            element.writeTo(out);
            first = false;
        }
        out.write(']');
    }

    /** Of what is not canonical: one element at a time is a tree. */
    private static final class Reader {
        private final JsonParser parser;
        private final String array;
        private final String what;
        private final SortedMap<String, CanonicalText> members = new TreeMap<>();
        private @Nullable List<CanonicalText> elements;
        private @Nullable String problem;

        Reader(JsonParser parser, String array, String what) {
            this.parser = parser;
            this.array = array;
            this.what = what;
        }

        CanonicalDocument read() throws IOException {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw Json.corrupt(what, "it is empty", null);
            }
            if (first != JsonToken.START_OBJECT) {
                throw missing();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                member(parser.currentName());
            }
            if (parser.nextToken() != null) {
                throw Json.corrupt(what, "something follows its end", null);
            }
            if (elements == null) {
                throw missing();
            }
            return new CanonicalDocument(array, members, elements, problem);
        }

        private io.atoll.api.AtollException missing() {
            return Json.corrupt(what, "missing '%s' array".formatted(array), null);
        }

        private void member(String name) throws IOException {
            JsonToken value = parser.nextToken();
            if (!name.equals(array)) {
                members.put(name, text());
                return;
            }
            if (value == JsonToken.VALUE_NULL) {
                // Go's empty list: what 'umoci init' writes.
                elements = List.of();
                return;
            }
            if (value != JsonToken.START_ARRAY) {
                throw missing();
            }
            List<CanonicalText> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(text());
            }
            elements = list;
        }

        private CanonicalText text() throws IOException {
            JsonNode node = Json.next(parser);
            try {
                return CanonicalText.of(node);
            } catch (IllegalArgumentException e) {
                problem = Objects.toString(e.getMessage());
                // To be read, never written.
                byte[] bytes = node.toString().getBytes(StandardCharsets.UTF_8);
                return new CanonicalText(bytes, 0, bytes.length);
            }
        }
    }
}
