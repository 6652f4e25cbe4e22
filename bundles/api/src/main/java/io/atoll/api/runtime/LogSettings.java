package io.atoll.api.runtime;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;

/**
 * What becomes of a container's output.
 *
 * @param maxSize a file that would grow beyond it, in bytes, is put aside and a new one begun; 0: never
 * @param maxFiles how many files there are at most, the one being written among them; at least 1
 */
public record LogSettings(Driver driver, long maxSize, int maxFiles) {
    /** One file in the CRI format, without a bound. */
    public static final LogSettings DEFAULT = new LogSettings(Driver.K8S_FILE, 0, 1);

    private static final int MOST_FILES = 1000;

    /** @throws AtollException INVALID if a number is out of its range */
    public LogSettings {
        if (maxSize < 0) {
            throw new AtollException(ErrorCode.INVALID, "invalid log option max-size: it cannot be negative");
        }
        if (maxFiles < 1 || maxFiles > MOST_FILES) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid log option max-file=%d: expected 1 to %d".formatted(maxFiles, MOST_FILES));
        }
    }

    /** In which format it is kept. */
    public enum Driver {
        /** The CRI format: {@code TIME STREAM F|P BYTES}. */
        K8S_FILE("k8s-file"),
        /** Docker's: an object a line, with {@code log}, {@code stream} and {@code time}. */
        JSON_FILE("json-file"),
        /** It is not kept. */
        NONE("none");

        private final String text;

        Driver(String text) {
            this.text = text;
        }

        /** @throws AtollException UNSUPPORTED if there is no such driver */
        public static Driver parse(String text) {
            for (Driver driver : values()) {
                if (driver.text.equals(text)) {
                    return driver;
                }
            }
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "log driver '%s' is not supported: use 'k8s-file', 'json-file' or 'none'".formatted(text));
        }

        /** As Docker and Podman name it. */
        @Override
        public String toString() {
            return text;
        }
    }
}
