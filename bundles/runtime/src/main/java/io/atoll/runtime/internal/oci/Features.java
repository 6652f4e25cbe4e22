package io.atoll.runtime.internal.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.json.Json;
import java.util.List;

/** What this runtime can do (features.md, features-linux.md). */
final class Features {
    private Features() {}

    static byte[] json() {
        ObjectNode root = Json.object().put("ociVersionMin", "1.0.0").put("ociVersionMax", "1.2.0");
        add(
                root,
                "hooks",
                List.of("prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"));
        add(root, "mountOptions", MountOptions.known());
        ObjectNode linux = root.putObject("linux");
        add(linux, "namespaces", Namespaces.KNOWN);
        add(linux, "capabilities", io.atoll.runtime.internal.security.Capabilities.names());
        ObjectNode cgroup = linux.putObject("cgroup");
        cgroup.put("v1", true)
                .put("v2", true)
                .put("systemd", false)
                .put("systemdUser", false)
                .put("rdma", false);
        ObjectNode seccomp = linux.putObject("seccomp");
        seccomp.put("enabled", true);
        add(
                seccomp,
                "operators",
                List.of(
                        "SCMP_CMP_EQ",
                        "SCMP_CMP_GE",
                        "SCMP_CMP_GT",
                        "SCMP_CMP_LE",
                        "SCMP_CMP_LT",
                        "SCMP_CMP_MASKED_EQ",
                        "SCMP_CMP_NE"));
        add(
                seccomp,
                "supportedFlags",
                ProcessPlan.FILTER_FLAGS.keySet().stream().sorted().toList());
        linux.putObject("apparmor").put("enabled", false);
        linux.putObject("selinux").put("enabled", false);
        linux.putObject("intelRdt").put("enabled", false);
        linux.putObject("mountExtensions").putObject("idmap").put("enabled", false);
        return Json.pretty(root);
    }

    private static void add(ObjectNode node, String name, List<String> values) {
        values.forEach(node.putArray(name)::add);
    }
}
