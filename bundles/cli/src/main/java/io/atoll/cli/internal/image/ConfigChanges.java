package io.atoll.cli.internal.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Healthcheck;
import io.atoll.api.image.ImageConfig;
import io.atoll.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code --change}: instructions of a Dockerfile that change an image's configuration. */
public final class ConfigChanges {
    public static final String HELP =
            "CMD, ENTRYPOINT, ENV, EXPOSE, HEALTHCHECK, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME, WORKDIR";

    private ConfigChanges() {}

    /** @throws AtollException INVALID if one cannot be understood */
    public static ImageConfig apply(ImageConfig start, List<String> changes) {
        ImageConfig config = start;
        for (String change : changes) {
            config = apply(config, change.strip());
        }
        return config;
    }

    private static ImageConfig apply(ImageConfig config, String change) {
        int blank = 0;
        while (blank < change.length() && !Character.isWhitespace(change.charAt(blank))) {
            blank++;
        }
        String rest = change.substring(blank).strip();
        if (rest.isEmpty()) {
            throw invalid(change, "expected an instruction and its arguments: " + HELP);
        }
        ImageConfig.Builder its = config.toBuilder();
        return switch (change.substring(0, blank).toUpperCase(Locale.ROOT)) {
            case "CMD" -> its.cmd(command(change, rest)).build();
            case "ENTRYPOINT" -> its.entrypoint(command(change, rest)).build();
            case "ENV" -> its.env(env(config.env(), pairs(change, rest))).build();
            case "EXPOSE" ->
                its.exposedPorts(added(config.exposedPorts(), ports(change, rest)))
                        .build();
            case "HEALTHCHECK" -> its.healthcheck(healthcheck(change, rest)).build();
            case "LABEL" -> {
                Map<String, String> labels = new LinkedHashMap<>(config.labels());
                labels.putAll(pairs(change, rest));
                yield its.labels(labels).build();
            }
            case "ONBUILD" ->
                its.onBuild(added(config.onBuild(), List.of(rest))).build();
            case "STOPSIGNAL" -> its.stopSignal(one(change, rest)).build();
            case "USER" -> its.user(one(change, rest)).build();
            case "VOLUME" ->
                its.volumes(added(config.volumes(), rest.startsWith("[") ? array(change, rest) : words(change, rest)))
                        .build();
            case "WORKDIR" ->
                its.workingDir(directory(config.workingDir(), rest)).build();
            default -> throw invalid(change, "expected one of " + HELP);
        };
    }

    /** JSON, or a line for the shell. */
    private static List<String> command(String change, String rest) {
        return rest.startsWith("[") ? array(change, rest) : List.of("/bin/sh", "-c", rest);
    }

    private static List<String> array(String change, String rest) {
        List<String> words = new ArrayList<>();
        try {
            for (JsonNode word : Json.parse(rest.getBytes(StandardCharsets.UTF_8), "the array")) {
                if (!word.isTextual()) {
                    throw invalid(change, "the array may hold nothing but strings");
                }
                words.add(word.textValue());
            }
        } catch (AtollException e) {
            throw e.code() == ErrorCode.CORRUPT ? invalid(change, String.valueOf(e.getMessage())) : e;
        }
        return words;
    }

    private static List<String> env(List<String> before, Map<String, String> changes) {
        List<String> env = new ArrayList<>(before);
        changes.forEach((name, value) -> {
            env.removeIf(entry -> entry.startsWith(name + "="));
            env.add(name + "=" + value);
        });
        return env;
    }

    /** {@code a=b "c=d e"}, or the old form {@code a b}. */
    private static Map<String, String> pairs(String change, String rest) {
        List<String> words = words(change, rest);
        Map<String, String> pairs = new LinkedHashMap<>();
        if (words.size() > 1 && !words.getFirst().contains("=")) {
            pairs.put(
                    words.getFirst(),
                    rest.substring(rest.indexOf(words.getFirst())
                                    + words.getFirst().length())
                            .strip());
            return pairs;
        }
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw invalid(change, "expected NAME=VALUE, not '%s'".formatted(word));
            }
            pairs.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return pairs;
    }

    private static List<String> ports(String change, String rest) {
        List<String> ports = new ArrayList<>();
        for (String word : words(change, rest)) {
            if (!word.matches("\\d{1,5}(-\\d{1,5})?(/(tcp|udp|sctp))?")) {
                throw invalid(
                        change, "'%s' is not a port: expected for example 80, 53/udp or 8000-8010".formatted(word));
            }
            ports.add(word.contains("/") ? word : word + "/tcp");
        }
        return ports;
    }

    private static Healthcheck healthcheck(String change, String rest) {
        Map<String, String> flags = new LinkedHashMap<>();
        String left = rest;
        while (left.startsWith("--")) {
            String flag = left.split("\\s", 2)[0];
            int equals = flag.indexOf('=');
            if (equals < 0) {
                throw invalid(change, "expected %s=VALUE".formatted(flag));
            }
            flags.put(flag.substring(2, equals), flag.substring(equals + 1));
            left = left.substring(flag.length()).strip();
        }
        return Healthchecks.parse(change, flags, left, command -> command(change, command));
    }

    private static String one(String change, String rest) {
        List<String> words = words(change, rest);
        if (words.size() != 1) {
            throw invalid(change, "expected one argument");
        }
        return words.getFirst();
    }

    private static String directory(String before, String rest) {
        String path = rest.startsWith("/") ? rest : (before.isEmpty() ? "" : before) + "/" + rest;
        return java.nio.file.Path.of(path).normalize().toString();
    }

    private static List<String> added(List<String> before, List<String> more) {
        List<String> all = new ArrayList<>(before);
        more.stream().filter(value -> !all.contains(value)).forEach(all::add);
        return all;
    }

    /** Quotes and backslashes as in a Dockerfile. */
    private static List<String> words(String change, String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                continue;
            }
            word = word == null ? new StringBuilder() : word;
            if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw invalid(change, "a quotation has no end");
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }

    static AtollException invalid(String change, String why) {
        return new AtollException(ErrorCode.INVALID, "invalid change '%s': %s".formatted(change, why));
    }
}
