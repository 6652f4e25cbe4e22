package io.atoll.api.runtime;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.Locale;

/**
 * Whether a container that has ended is started again. It waits 100 ms, and twice as long each time, at most a minute; once it has run for
 * 10 s it begins anew. What the user stopped or killed stays so.
 *
 * @param retries for {@link Mode#ON_FAILURE}, how often at most; 0: without limit
 */
public record RestartPolicy(Mode mode, int retries) {
    /** Never. */
    public static final RestartPolicy NO = new RestartPolicy(Mode.NO, 0);

    /** @throws AtollException INVALID if retries are negative, or given for another mode than ON_FAILURE */
    public RestartPolicy {
        if (retries < 0) {
            throw invalid(mode + ":" + retries, "the number of retries cannot be negative");
        }
        if (retries > 0 && mode != Mode.ON_FAILURE) {
            throw invalid(mode + ":" + retries, "a number of retries is for on-failure only");
        }
    }

    /** When. */
    public enum Mode {
        NO,
        /** However it ended, and after the machine was started even if the user had stopped it. */
        ALWAYS,
        /** However it ended. */
        UNLESS_STOPPED,
        /** If its exit code was not 0. */
        ON_FAILURE;

        /** As Docker writes it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Reads {@code no}, {@code always}, {@code unless-stopped} or {@code on-failure[:N]}.
     *
     * @throws AtollException INVALID if it is something else
     */
    public static RestartPolicy parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        for (Mode mode : Mode.values()) {
            if (mode.toString().equals(name)) {
                return new RestartPolicy(mode, colon < 0 ? 0 : retries(text, text.substring(colon + 1)));
            }
        }
        throw invalid(text, "expected no, always, unless-stopped or on-failure[:N]");
    }

    private static int retries(String text, String number) {
        if (!number.matches("\\d{1,9}")) {
            throw invalid(text, "'%s' is not a number of retries".formatted(number));
        }
        return Integer.parseInt(number);
    }

    private static AtollException invalid(String text, String why) {
        return new AtollException(ErrorCode.INVALID, "invalid restart policy '%s': %s".formatted(text, why));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return retries > 0 ? mode + ":" + retries : mode.toString();
    }
}
