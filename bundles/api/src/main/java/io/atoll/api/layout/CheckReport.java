package io.atoll.api.layout;

import java.nio.file.Path;
import java.util.List;

/**
 * What a check found.
 *
 * @param objects how many manifests, indexes, configurations and layers were verified, each once
 * @param findings empty if all is well
 */
public record CheckReport(int objects, List<Finding> findings) {
    public CheckReport {
        findings = List.copyOf(findings);
    }

    /** Whether nothing that is needed is broken or missing: orphans and leftovers do no harm. */
    public boolean isClean() {
        return findings.stream().noneMatch(finding -> finding.kind().isHarmful() && !finding.repaired());
    }

    /** What can be wrong. */
    public enum Kind {
        /** A blob's content is not what its name or descriptor says. */
        DAMAGED(true),
        /** A blob something refers to is not there. */
        MISSING(true),
        /** A document is not what the specification says. */
        INVALID(true),
        /** Another platform's manifest that an index lists and this layout never had: a copy of one platform alone. */
        ELSEWHERE(false),
        /** A blob nothing leads to. */
        ORPHAN(false),
        /** A file that does not belong, such as one a killed process was writing. */
        LEFTOVER(false);

        private final boolean harmful;

        Kind(boolean harmful) {
            this.harmful = harmful;
        }

        public boolean isHarmful() {
            return harmful;
        }
    }

    /**
     * One thing found.
     *
     * @param path the file
     * @param message what is wrong with it, for people
     * @param neededBy names of images it belongs to, sorted; empty for orphans and leftovers
     * @param repaired whether it was put right
     */
    public record Finding(Kind kind, Path path, String message, List<String> neededBy, boolean repaired) {
        public Finding {
            neededBy = List.copyOf(neededBy);
        }
    }
}
