package io.atoll.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads JSON from outside within bounds, and writes it canonically. */
public final class Json {
    /** The largest document accepted, in bytes. */
    public static final int MAX_BYTES = 4 << 20;

    /** The largest document any caller may accept, in bytes. */
    private static final int MAX_LIMIT = 64 << 20;

    private static final int MAX_DEPTH = 100;
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(MAX_LIMIT)
                            .maxStringLength(MAX_BYTES)
                            .maxNumberLength(100)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    // UTF-8 alone, as RFC 8259 has it: what others take for garbage must not be a manifest here.
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .setNodeFactory(new FiniteNumbers());

    private static final ObjectReader ONE = MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final DefaultPrettyPrinter PRETTY = new DefaultPrettyPrinter(PrettyPrinter.DEFAULT_SEPARATORS
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"));

    private Json() {}

    /**
     * Parses a document.
     *
     * @param what is named in the error, for example {@code manifest sha256:…}
     * @throws AtollException CORRUPT if it is no JSON in UTF-8, too large, too deep, names a member twice, or has a number too large for a double
     */
    public static JsonNode parse(byte[] bytes, String what) {
        return parse(bytes, what, MAX_BYTES);
    }

    /**
     * Parses a document that may be larger than others, such as the index of thousands of images.
     *
     * @param limit in bytes, at most 64 MiB
     * @throws AtollException CORRUPT as for {@link #parse(byte[], String)}
     */
    public static JsonNode parse(byte[] bytes, String what, int limit) {
        if (bytes.length > limit) {
            throw corrupt(what, "it is larger than %d bytes".formatted(limit), null);
        }
        try (JsonParser parser = MAPPER.createParser(bytes)) {
            JsonNode node = MAPPER.readTree(parser);
            if (node == null || node.isMissingNode()) {
                throw corrupt(what, "it is empty", null);
            }
            if (parser.nextToken() != null) {
                throw corrupt(what, "something follows its end", null);
            }
            return node;
        } catch (JacksonException e) {
            throw corrupt(what, e.getOriginalMessage(), e);
        } catch (ArithmeticException e) {
            throw corrupt(what, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw corrupt(what, String.valueOf(e.getMessage()), e);
        }
    }

    static JsonParser parser(byte[] bytes) throws IOException {
        return MAPPER.createParser(bytes);
    }

    /** The value whose first token the parser is at, and only that. */
    static JsonNode next(JsonParser parser) throws IOException {
        return ONE.readTree(parser);
    }

    /** A new empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * RFC 8785 canonical JSON.
     *
     * @throws IllegalArgumentException if it has no such form that is read as the same: an integer that is no double, or a string with half of a
     *     surrogate pair
     */
    public static byte[] canonical(JsonNode node) {
        return CanonicalJson.write(node);
    }

    /** Indented JSON for people, as Docker and Podman lay it out: an element a line, {@code []} for none; ends with a newline. */
    public static byte[] pretty(JsonNode node) {
        try {
            byte[] text = MAPPER.writer(PRETTY).writeValueAsBytes(node);
            byte[] line = Arrays.copyOf(text, text.length + 1);
            line[text.length] = '\n';
            return line;
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
    }

    static AtollException corrupt(String what, String why, @Nullable Throwable cause) {
        return new AtollException(ErrorCode.CORRUPT, "cannot read %s: %s".formatted(what, why), cause);
    }

    /** A number beyond double's would become infinite, for which JSON has no word: it could not be written again. */
    private static final class FiniteNumbers extends JsonNodeFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public NumericNode numberNode(double value) {
            if (!Double.isFinite(value)) {
                throw new ArithmeticException("a number is too large");
            }
            return super.numberNode(value);
        }
    }
}
