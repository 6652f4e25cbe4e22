package io.atoll.runtime.internal.oci;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.seccomp.SeccompCompiler;
import io.atoll.json.Json;
import io.atoll.runtime.internal.security.Capabilities;
import io.atoll.runtime.plan.LaunchPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code process} of a configuration, or of {@code exec} (config.md#process).
 *
 * @param process the object
 * @param seccomp the container's profile
 */
record ProcessPlan(Value process, Value seccomp) {
    private static final long MAX_ID = 0xffff_fffeL;
    private static final List<String> SETS = List.of("bounding", "effective", "permitted", "inheritable", "ambient");
    static final Map<String, String> FILTER_FLAGS = Map.of(
            "SECCOMP_FILTER_FLAG_TSYNC", "tsync",
            "SECCOMP_FILTER_FLAG_LOG", "log",
            "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "spec-allow");

    /** @throws AtollException INVALID or UNSUPPORTED if there is something wrong with it */
    void check() {
        command();
        if (!cwd().startsWith("/")) {
            throw process.at("cwd").invalid("it has to be absolute");
        }
        process.at("env").texts();
    }

    List<String> command() {
        List<String> command = process.at("args").texts();
        if (command.isEmpty() || command.getFirst().isEmpty()) {
            throw process.at("args").invalid("there is no program to run");
        }
        return command;
    }

    String cwd() {
        return process.at("cwd").requiredText();
    }

    boolean terminal() {
        return process.at("terminal").flag();
    }

    boolean noNewPrivileges() {
        return process.at("noNewPrivileges").flag();
    }

    /** Limits, identity and rights. */
    void addRights(LaunchPlan.Builder plan) {
        for (Value limit : process.at("rlimits").items()) {
            String type = limit.at("type").requiredText();
            if (!type.startsWith("RLIMIT_")) {
                throw limit.at("type").invalid("'%s' is not a resource limit".formatted(type));
            }
            plan.add(
                    "rlimit",
                    type.substring(7).toLowerCase(Locale.ROOT),
                    amount(limit.at("soft")),
                    amount(limit.at("hard")));
        }
        Value user = process.at("user");
        plan.add("umask", "%03o".formatted(user.at("umask").number(0022, 0, 0777)));
        List<String> ids = new ArrayList<>();
        ids.add(Long.toString(user.at("uid").number(0, 0, MAX_ID)));
        ids.add(Long.toString(user.at("gid").number(0, 0, MAX_ID)));
        user.at("additionalGids").items().forEach(gid -> ids.add(Long.toString(gid.number(0, 0, MAX_ID))));
        plan.add("user", ids);
        plan.add("capabilities", capabilities());
        if (noNewPrivileges()) {
            plan.add("no-new-privileges");
        }
    }

    private static String amount(Value value) {
        if (!value.json().isIntegralNumber()
                || value.json().bigIntegerValue().signum() < 0
                || value.json().bigIntegerValue().bitLength() > 64) {
            throw value.invalid("it has to be a number from 0 to 18446744073709551615, which is no limit");
        }
        return value.json().bigIntegerValue().bitCount() == 64
                ? "unlimited"
                : value.json().bigIntegerValue().toString();
    }

    private List<String> capabilities() {
        long[] masks = new long[SETS.size()];
        for (int i = 0; i < masks.length; i++) {
            for (String name : process.at("capabilities").at(SETS.get(i)).texts()) {
                masks[i] |= Capabilities.bit(name);
            }
        }
        masks[4] &= masks[2] & masks[3]; // The kernel takes no other for ambient.
        List<String> fields = new ArrayList<>();
        for (long mask : masks) {
            fields.add(Long.toHexString(mask));
        }
        return fields;
    }

    /** Capabilities that cannot be granted: a warning, as the specification says. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String set : SETS) {
            for (String name : process.at("capabilities").at(set).texts()) {
                if (Capabilities.bit(name) == 0 && seen.add(name)) {
                    warnings.add("ignoring the capability '%s', which is not known here".formatted(name));
                }
            }
        }
        return warnings;
    }

    Set<String> boundingSet() {
        Set<String> names =
                new HashSet<>(process.at("capabilities").at("bounding").texts());
        names.removeIf(name -> Capabilities.bit(name) == 0);
        return names;
    }

    /** Labels of security modules; what the kernel does not have fails. */
    void addLabels(LaunchPlan.Builder plan) {
        String profile = process.at("apparmorProfile").text("");
        if (!profile.isEmpty()) {
            plan.add("apparmor", profile);
        }
        String label = process.at("selinuxLabel").text("");
        if (!label.isEmpty()) {
            plan.add("selinux", label);
        }
    }

    /** Where no new privileges can be had anybody may set a filter; else it has to come before the rights are given up. */
    boolean filtersLate() {
        return noNewPrivileges();
    }

    void addFilter(LaunchPlan.Builder plan, SeccompCompiler compiler) {
        byte[] filter = filter(compiler);
        if (filter != null) {
            List<String> flags =
                    seccomp.at("flags").texts().stream().map(this::flag).toList();
            plan.addBinary("seccomp", String.join(",", flags), filter);
        }
    }

    private byte @Nullable [] filter(SeccompCompiler compiler) {
        return seccomp.isPresent() ? compiler.compile(Json.pretty(seccomp.json()), boundingSet()) : null;
    }

    private String flag(String name) {
        String flag = FILTER_FLAGS.get(name);
        if (flag == null) {
            throw seccomp.at("flags").unsupported("'%s' is not there yet".formatted(name));
        }
        return flag;
    }

    /** @param activated descriptors of socket activation, which the program finds by these (sd_listen_fds(3)) */
    List<String> environment(int activated) {
        List<String> environment = new ArrayList<>(process.at("env").texts());
        if (activated > 0) {
            environment.add("LISTEN_FDS=" + activated);
            environment.add("LISTEN_PID=1");
        }
        if (environment.stream().noneMatch(variable -> variable.startsWith("HOME="))) {
            environment.add("HOME=" + (process.at("user").at("uid").number(0, 0, MAX_ID) == 0 ? "/root" : "/"));
        }
        return environment;
    }

    static AtollException conflict(String message) {
        return new AtollException(ErrorCode.CONFLICT, message);
    }
}
