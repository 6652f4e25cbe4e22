package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.cli.CommandContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The flags that attach labels and annotations. What {@code -l} says comes after what a file says. */
public final class LabelOptions {
    @Option(
            names = {"-l", "--label"},
            paramLabel = "NAME[=VALUE]",
            description = "Attach a label.")
    private List<String> labels = List.of();

    @Option(
            names = "--label-file",
            paramLabel = "FILE",
            description = "Attach those in a file: a line each; empty lines and lines that begin with # do not count.")
    private List<String> files = List.of();

    @Option(
            names = "--annotation",
            paramLabel = "NAME=VALUE",
            description = "Attach an annotation, for programs that look at it.")
    private List<String> annotations = List.of();

    /** @throws AtollException INVALID if one has no name or a file is not text; NOT_FOUND if there is no such file */
    Map<String, String> labels(CommandContext context) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String file : files) {
            TextFiles.read("label file", file, context.directory())
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                    .forEach(line -> put("label", line, map));
        }
        labels.forEach(label -> put("label", label, map));
        return map;
    }

    Map<String, String> annotations() {
        Map<String, String> map = new LinkedHashMap<>();
        annotations.forEach(annotation -> put("annotation", annotation, map));
        return map;
    }

    private static void put(String what, String text, Map<String, String> map) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        if (name.isEmpty()) {
            throw new AtollException(ErrorCode.INVALID, "invalid %s '%s': it has no name".formatted(what, text));
        }
        map.put(name, equals < 0 ? "" : text.substring(equals + 1));
    }
}
