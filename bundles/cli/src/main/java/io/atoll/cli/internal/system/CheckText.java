package io.atoll.cli.internal.system;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.layout.CheckReport;
import io.atoll.api.layout.CheckReport.Finding;
import io.atoll.cli.CommandContext;
import io.atoll.json.Json;
import java.util.Locale;

/** What a check found, as people and programs are told. */
public final class CheckText {
    private CheckText() {}

    /** A line for each finding. */
    public static void print(CommandContext context, CheckReport report) {
        for (Finding finding : report.findings()) {
            String needed =
                    finding.neededBy().isEmpty() ? "" : " (needed by " + String.join(", ", finding.neededBy()) + ")";
            context.out()
                    .println("%s: %s: %s%s%s"
                            .formatted(
                                    kind(finding),
                                    finding.path(),
                                    finding.message(),
                                    needed,
                                    finding.repaired() ? ": repaired" : ""));
        }
    }

    /**
     * The last line.
     *
     * @param repaired whether it was tried
     * @param command that repairs
     */
    public static String summary(CheckReport report, boolean repaired, String command) {
        long harmful = report.findings().stream()
                .filter(finding -> finding.kind().isHarmful() && !finding.repaired())
                .count();
        String objects = "%d objects checked: ".formatted(report.objects());
        if (harmful == 0) {
            return objects + "all is well";
        }
        String hint =
                repaired ? "remove the images, or pull them again" : "'%s' repairs what it can".formatted(command);
        return objects + "%d broken; %s".formatted(harmful, hint);
    }

    public static ObjectNode json(CheckReport report) {
        ObjectNode node = Json.object();
        node.put("objects", report.objects());
        node.put("clean", report.isClean());
        ArrayNode findings = node.putArray("findings");
        for (Finding finding : report.findings()) {
            ObjectNode its = findings.addObject();
            its.put("kind", kind(finding));
            its.put("path", finding.path().toString());
            its.put("message", finding.message());
            ArrayNode needed = its.putArray("needed_by");
            finding.neededBy().forEach(needed::add);
            its.put("harmful", finding.kind().isHarmful());
            its.put("repaired", finding.repaired());
        }
        return node;
    }

    private static String kind(Finding finding) {
        return finding.kind().name().toLowerCase(Locale.ROOT);
    }
}
