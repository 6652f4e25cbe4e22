package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Security;
import io.atoll.cli.CommandContext;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that say what a container may do. */
public final class SecurityOptions {
    @Option(
            names = "--cap-add",
            paramLabel = "CAPABILITY",
            split = ",",
            description = "Give it a capability, for example NET_ADMIN, or ALL.")
    private List<String> added = List.of();

    @Option(
            names = "--cap-drop",
            paramLabel = "CAPABILITY",
            split = ",",
            description = "Take a capability from it, or ALL but those given with --cap-add.")
    private List<String> dropped = List.of();

    @Option(
            names = "--privileged",
            description =
                    "Give it every capability and every device, and mask and filter nothing: as good as root here.")
    private boolean privileged;

    @Option(
            names = "--security-opt",
            paramLabel = "OPTION",
            description = "seccomp=FILE or seccomp=unconfined; 'no-new-privileges', which is the default, or"
                    + " no-new-privileges=false; apparmor=PROFILE; mask=PATH:PATH; unmask=PATH:PATH or unmask=ALL, the same"
                    + " as systempaths=unconfined.")
    private List<String> options = List.of();

    @Option(
            names = "--group-add",
            paramLabel = "GROUP",
            description = "Put its user into another group, by name or number.")
    private List<String> groups = List.of();

    /**
     * What was asked for.
     *
     * @throws AtollException INVALID if an option is none, NOT_FOUND if there is no such profile, UNSUPPORTED for SELinux
     */
    Security security(CommandContext context) {
        Boolean noNewPrivileges = null;
        String seccomp = null;
        String appArmor = null;
        List<String> masked = new ArrayList<>();
        List<String> unmasked = new ArrayList<>();
        for (String option : options) {
            // Docker once wrote a colon.
            String[] parts = option.split("[=:]", 2);
            String value = parts.length < 2 ? "" : parts[1];
            if (value.isEmpty() && !option.equals("no-new-privileges")) {
                throw invalid(option);
            }
            switch (parts[0]) {
                case "no-new-privileges" -> noNewPrivileges = value.isEmpty() || isTrue(option, value);
                case "seccomp" ->
                    seccomp = switch (value) {
                        case Security.UNCONFINED -> value;
                        case "builtin" -> null;
                        default -> TextFiles.read("seccomp profile", value, context.directory());
                    };
                case "apparmor" -> appArmor = value;
                case "mask" -> masked.addAll(List.of(value.split(":")));
                case "unmask" -> unmasked.addAll(List.of(value.split(":")));
                case "systempaths" -> {
                    if (!value.equals(Security.UNCONFINED)) {
                        throw invalid(option);
                    }
                    unmasked.add(Security.ALL);
                }
                case "label" -> checkLabel(value);
                default -> throw invalid(option);
            }
        }
        return new Security(privileged, added, dropped, noNewPrivileges, seccomp, appArmor, masked, unmasked, groups);
    }

    private static boolean isTrue(String option, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(option);
        };
    }

    private static void checkLabel(String value) {
        if (!value.equals("disable")) {
            throw new AtollException(
                    ErrorCode.UNSUPPORTED,
                    "cannot use --security-opt label=%s: Atoll sets no SELinux labels; leave it out, or write label=disable"
                            .formatted(value));
        }
    }

    private static AtollException invalid(String option) {
        return new AtollException(
                ErrorCode.INVALID,
                ("invalid --security-opt '%s': expected seccomp=FILE|unconfined, no-new-privileges[=true|false],"
                                + " apparmor=PROFILE, mask=PATH, unmask=PATH|ALL, systempaths=unconfined or label=disable")
                        .formatted(option));
    }
}
