package io.atoll.seccomp.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.json.Json;
import io.atoll.seccomp.internal.Profile.Comparison;
import io.atoll.seccomp.internal.Profile.Condition;
import io.atoll.seccomp.internal.Profile.Rule;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the runtime-spec's seccomp object with Docker's additions; what is wrong is reported with its place. */
final class ProfileReader {
    private static final List<String> OPERATORS = List.of(
            "SCMP_CMP_NE",
            "SCMP_CMP_LT",
            "SCMP_CMP_LE",
            "SCMP_CMP_EQ",
            "SCMP_CMP_GE",
            "SCMP_CMP_GT",
            "SCMP_CMP_MASKED_EQ");
    private static final int MAX_RULES = 10_000;

    private final Machine machine;

    ProfileReader(Machine machine) {
        this.machine = machine;
    }

    Profile read(byte[] bytes) {
        JsonNode root;
        try {
            root = Json.parse(bytes, "seccomp profile");
        } catch (AtollException e) {
            throw new AtollException(ErrorCode.INVALID, String.valueOf(e.getMessage()), e);
        }
        if (root.hasNonNull("listenerPath")) {
            throw unsupported("listenerPath", "a listener cannot be notified");
        }
        List<Rule> rules = new ArrayList<>();
        JsonNode list = array(root, "syscalls", "");
        if (list.size() > MAX_RULES) {
            throw invalid("syscalls", "there are more than " + MAX_RULES);
        }
        for (JsonNode node : list) {
            rules.add(rule(node, "syscalls[%d]".formatted(rules.size())));
        }
        return new Profile(
                action(root, "defaultAction", "defaultErrnoRet", ""), architectures(root), List.copyOf(rules));
    }

    private List<String> architectures(JsonNode root) {
        List<String> listed = strings(root, "architectures", "");
        JsonNode map = array(root, "archMap", "");
        if (!listed.isEmpty() && !map.isEmpty()) {
            throw invalid("archMap", "there is 'architectures' as well: use one of them");
        }
        String own = Architectures.profileName(machine.architecture());
        for (JsonNode entry : map) {
            if (entry.path("architecture").asText("").equals(own)) {
                return strings(entry, "subArchitectures", "archMap");
            }
        }
        return listed;
    }

    private Rule rule(JsonNode node, String place) {
        List<String> names = strings(node, "names", place);
        if (node.hasNonNull("name")) {
            if (!names.isEmpty()) {
                throw invalid(place, "there are 'name' and 'names': use one of them");
            }
            names = List.of(node.path("name").asText());
        }
        if (names.isEmpty()) {
            throw invalid(place, "it names no system call");
        }
        List<Comparison> comparisons = new ArrayList<>();
        for (JsonNode arg : array(node, "args", place)) {
            comparisons.add(comparison(arg, "%s.args[%d]".formatted(place, comparisons.size())));
        }
        return new Rule(
                names,
                action(node, "action", "errnoRet", place),
                List.copyOf(comparisons),
                condition(node.path("includes"), place + ".includes"),
                condition(node.path("excludes"), place + ".excludes"));
    }

    private static Comparison comparison(JsonNode node, String place) {
        BigInteger index = number(node, "index", place);
        if (index.bitLength() > 31 || index.intValue() > 5) {
            throw invalid(place + ".index", "a call has arguments 0 to 5");
        }
        String name = node.path("op").asText("");
        int operator = OPERATORS.indexOf(name) + 1;
        if (operator == 0) {
            throw invalid(place + ".op", "'%s' is not one of %s".formatted(name, OPERATORS));
        }
        return new Comparison(
                index.intValue(),
                operator,
                number(node, "value", place).longValue(),
                number(node, "valueTwo", place).longValue());
    }

    private static @Nullable Condition condition(JsonNode node, String place) {
        if (!node.isObject()) {
            return null;
        }
        String version = node.path("minKernel").asText("");
        try {
            return new Condition(
                    strings(node, "caps", place),
                    strings(node, "arches", place),
                    version.isEmpty() ? null : KernelVersion.ofRelease(version));
        } catch (IllegalArgumentException e) {
            throw invalid(place + ".minKernel", String.valueOf(e.getMessage()));
        }
    }

    private static Action action(JsonNode node, String member, String errno, String place) {
        String where = place.isEmpty() ? member : place + "." + member;
        String name = node.path(member).asText("");
        if (name.equals("SCMP_ACT_NOTIFY")) {
            throw unsupported(where, "a listener cannot be notified");
        }
        BigInteger data = node.hasNonNull(errno) ? number(node, errno, place) : BigInteger.valueOf(Action.EPERM);
        if (data.bitLength() > 12) {
            throw invalid(where, "'%s' is not an error number: expected 0 to 4095".formatted(data));
        }
        return Action.of(name, data.intValue()).orElseThrow(() -> invalid(where, "'%s' is no action".formatted(name)));
    }

    /** An absent number is 0; all are unsigned and have 64 bits. */
    private static BigInteger number(JsonNode node, String member, String place) {
        JsonNode number = node.path(member);
        if (number.isMissingNode() || number.isNull()) {
            return BigInteger.ZERO;
        }
        BigInteger value = number.isIntegralNumber() ? number.bigIntegerValue() : BigInteger.ONE.negate();
        if (value.signum() < 0 || value.bitLength() > 64) {
            throw invalid(place + "." + member, "expected a number from 0 to 2^64-1");
        }
        return value;
    }

    private static List<String> strings(JsonNode node, String member, String place) {
        List<String> list = new ArrayList<>();
        for (JsonNode text : array(node, member, place)) {
            if (!text.isTextual()) {
                throw invalid(place + "." + member, "expected strings");
            }
            list.add(text.textValue());
        }
        return List.copyOf(list);
    }

    private static JsonNode array(JsonNode node, String member, String place) {
        JsonNode array = node.path(member);
        if (!array.isArray() && !array.isMissingNode() && !array.isNull()) {
            throw invalid(place.isEmpty() ? member : place + "." + member, "expected an array");
        }
        return array;
    }

    private static AtollException invalid(String place, String why) {
        return new AtollException(ErrorCode.INVALID, "invalid seccomp profile: %s: %s".formatted(place, why));
    }

    private static AtollException unsupported(String place, String why) {
        return new AtollException(ErrorCode.UNSUPPORTED, "unsupported seccomp profile: %s: %s".formatted(place, why));
    }
}
