package io.atoll.runtime.internal.security;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.Security;
import io.atoll.api.seccomp.SeccompCompiler;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Whether rights that were asked for can be given on this machine. */
public final class SecurityChecks {
    private static final int MAX_GROUPS = 1000;

    private final Path appArmorEnabled;
    private final Supplier<SeccompCompiler> seccomp;

    /** @param appArmorEnabled {@code /sys/module/apparmor/parameters/enabled} */
    public SecurityChecks(Path appArmorEnabled, Supplier<SeccompCompiler> seccomp) {
        this.appArmorEnabled = appArmorEnabled;
        this.seccomp = seccomp;
    }

    /**
     * The same with normal names and paths.
     *
     * @throws AtollException INVALID if a capability, a profile or a path is none; UNSUPPORTED if the kernel has no such protection
     */
    public Security checked(Security asked) {
        if (asked.equals(Security.DEFAULT)) {
            return asked;
        }
        Security security = new Security(
                asked.privileged(),
                capabilities(asked.addedCapabilities()),
                capabilities(asked.droppedCapabilities()),
                asked.noNewPrivileges(),
                asked.seccomp(),
                asked.appArmor(),
                asked.masked().stream().map(SecurityChecks::path).toList(),
                asked.unmasked().stream().map(SecurityChecks::unmasked).toList(),
                asked.groups());
        if (security.groups().size() > MAX_GROUPS) {
            throw new AtollException(
                    ErrorCode.INVALID, "a process cannot be in more than %d groups here".formatted(MAX_GROUPS));
        }
        AppArmor.check(security, appArmorEnabled);
        byte[] unused = Filters.of(security, Capabilities.of(security), seccomp.get());
        return security;
    }

    private static List<String> capabilities(List<String> names) {
        return names.stream().map(Capabilities::normal).distinct().toList();
    }

    private static String unmasked(String text) {
        if (text.equalsIgnoreCase(Security.ALL)) {
            return Security.ALL;
        }
        return text.endsWith("/*") ? path(text.substring(0, text.length() - 2)) + "/*" : path(text);
    }

    private static String path(String text) {
        try {
            Path path = Path.of(text).normalize();
            if (path.isAbsolute() && path.getNameCount() > 0) {
                return path.toString();
            }
        } catch (InvalidPathException e) {
            // Said below.
        }
        throw new AtollException(
                ErrorCode.INVALID,
                "cannot mask or unmask '%s': expected an absolute path inside the container".formatted(text));
    }
}
