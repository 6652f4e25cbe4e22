package io.atoll.runtime.internal.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The options of a mount (config-linux.md, "Linux mount options").
 *
 * @param flags as the plan names them
 * @param data the file system's own
 */
record MountOptions(List<String> flags, List<String> data, boolean bind, boolean remount, boolean mapped) {
    /** The plan's, of the same names; the last of two that contradict each other counts there too. */
    private static final Set<String> FLAGS = Set.of(
            "ro",
            "rw",
            "nosuid",
            "suid",
            "nodev",
            "dev",
            "noexec",
            "exec",
            "nosymfollow",
            "symfollow",
            "nodiratime",
            "diratime",
            "noatime",
            "relatime",
            "strictatime",
            "rro",
            "rrw",
            "rnosuid",
            "rsuid",
            "rnodev",
            "rdev",
            "rnoexec",
            "rexec",
            "rnosymfollow",
            "rsymfollow",
            "rnodiratime",
            "rdiratime",
            "rnoatime",
            "rrelatime",
            "rstrictatime",
            "shared",
            "rshared",
            "slave",
            "rslave",
            "private",
            "rprivate",
            "unbindable",
            "runbindable");

    /** How it is anyway. */
    private static final Set<String> AS_IT_IS = Set.of(
            "defaults", "async", "atime", "nomand", "nolazytime", "loud", "noiversion", "norelatime", "nostrictatime");

    private static final Set<String> OTHERS = Set.of("bind", "rbind", "remount", "tmpcopyup", "idmap", "ridmap");

    /** Of the file system, and the plan takes them among its options. */
    private static final Set<String> OF_FILE_SYSTEMS = Set.of("sync", "dirsync", "lazytime", "mand");

    static MountOptions of(Value mount) {
        List<String> flags = new ArrayList<>();
        List<String> data = new ArrayList<>();
        List<String> options = mount.at("options").texts();
        for (String option : options) {
            if (FLAGS.contains(option) || option.equals("rbind") || option.equals("ridmap")) {
                flags.add(option);
            } else if (option.equals("tmpcopyup")) {
                flags.add("copy-up");
            } else if (!OTHERS.contains(option) && !AS_IT_IS.contains(option) && !option.isEmpty()) {
                data.add(option);
            }
        }
        boolean bind =
                mount.at("type").text("").equals("bind") || options.contains("bind") || options.contains("rbind");
        boolean mapped = options.contains("idmap")
                || options.contains("ridmap")
                || mount.at("uidMappings").isPresent();
        return new MountOptions(flags, data, bind, options.contains("remount"), mapped);
    }

    /** What is understood here; others are the file system's. */
    static List<String> known() {
        Set<String> names = new TreeSet<>(FLAGS);
        names.addAll(AS_IT_IS);
        names.addAll(OTHERS);
        names.addAll(OF_FILE_SYSTEMS);
        return List.copyOf(names);
    }

    String flagList() {
        return String.join(",", flags);
    }

    String dataList() {
        return String.join(",", data);
    }
}
