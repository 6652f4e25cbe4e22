package io.atoll.runtime.internal.oci;

import io.atoll.runtime.plan.LaunchPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code mounts} of a configuration, in their order (config.md#mounts). */
final class MountPlan {
    private final LaunchPlan.Builder plan;
    private final Bundle bundle;
    private final Namespaces namespaces;
    private final ControlGroups groups;

    MountPlan(LaunchPlan.Builder plan, Bundle bundle, Namespaces namespaces, ControlGroups groups) {
        this.plan = plan;
        this.bundle = bundle;
        this.namespaces = namespaces;
        this.groups = groups;
    }

    /** Whether {@code /dev} is another's, who has put into it what they want. */
    static boolean bindsDevices(Value config) {
        return config.at("mounts").items().stream()
                .anyMatch(mount ->
                        clean(mount).equals("/dev") && MountOptions.of(mount).bind());
    }

    void add() {
        for (Value mount : bundle.config().at("mounts").items()) {
            String target = clean(mount);
            String type = mount.at("type").text("");
            MountOptions options = MountOptions.of(mount);
            if (options.remount()) {
                plan.add("remount", target, options.flagList(), options.dataList());
            } else if (options.bind()) {
                bind(mount, target, options);
            } else if (type.equals("cgroup") || type.equals("cgroup2")) {
                groups(target, options);
            } else if (type.isEmpty()) {
                throw mount.at("type").invalid("it is missing, and no option says that it is a bind");
            } else if (options.mapped()) {
                throw mount.at("options").unsupported("only a bind can map users");
            } else {
                String source = mount.at("source").text(type);
                plan.add("mount", type, source, target, options.flagList(), options.dataList());
            }
        }
    }

    /** Older configurations have destinations that are not absolute: they mean the root. */
    private static String clean(Value mount) {
        return Path.of("/")
                .resolve(mount.at("destination").requiredText())
                .normalize()
                .toString();
    }

    private void bind(Value mount, String target, MountOptions options) {
        if (!options.data().isEmpty()) {
            throw mount.at("options")
                    .unsupported(
                            "a bind has no option '%s'".formatted(options.data().getFirst()));
        }
        Path source =
                bundle.directory().resolve(mount.at("source").requiredText()).normalize();
        List<String> fields = new ArrayList<>(List.of(source.toString(), target, options.flagList()));
        if (options.mapped()) {
            Value linux = bundle.config().at("linux");
            boolean own = mount.at("uidMappings").isPresent();
            Value users = own ? mount.at("uidMappings") : linux.at("uidMappings");
            Value groups = own ? mount.at("gidMappings") : linux.at("gidMappings");
            if (users.items().isEmpty() || groups.items().isEmpty()) {
                throw mount.invalid("a mapped mount needs uidMappings and gidMappings");
            }
            fields.add(Namespaces.ranges(users));
            fields.add(Namespaces.ranges(groups));
        }
        plan.add("bind", fields);
    }

    /** The container's own part of the hierarchies. */
    private void groups(String target, MountOptions options) {
        boolean own = namespaces.isNew("cgroup");
        List<ControlGroups.Mounted> hierarchies = groups.mounted();
        boolean unified = hierarchies.size() == 1 && hierarchies.getFirst().unified();
        if (unified) {
            hierarchy(hierarchies.getFirst(), target, options.flagList(), own);
            return;
        }
        List<String> flags = new ArrayList<>(options.flags());
        boolean readOnly = flags.remove("ro");
        plan.add("mount", "tmpfs", "cgroup", target, String.join(",", flags), "mode=755");
        for (ControlGroups.Mounted hierarchy : hierarchies) {
            String below = target + "/" + hierarchy.name();
            plan.add("mkdir", below, "755", "0", "0");
            hierarchy(hierarchy, below, options.flagList(), own);
            for (String controller : hierarchy.controllers()) {
                if (!controller.equals(hierarchy.name()) && !controller.contains("=")) {
                    plan.add("symlink", hierarchy.name(), target + "/" + controller);
                }
            }
        }
        if (readOnly) {
            plan.add("readonly", target);
        }
    }

    private void hierarchy(ControlGroups.Mounted hierarchy, String target, String flags, boolean own) {
        if (own) {
            plan.add("mount", hierarchy.unified() ? "cgroup2" : "cgroup", "cgroup", target, flags, hierarchy.options());
        } else {
            Path group = groups.directory(hierarchy);
            if (group != null) {
                plan.add("bind", group.toString(), target, flags);
            }
        }
    }
}
