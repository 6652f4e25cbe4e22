package io.atoll.runtime.internal.security;

import io.atoll.api.runtime.Security;
import io.atoll.api.seccomp.SeccompCompiler;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** System call filters. */
public final class Filters {
    private Filters() {}

    /**
     * What a process with these capabilities gets.
     *
     * @return {@code struct sock_filter[]}, empty for no filter
     * @throws io.atoll.api.AtollException INVALID if the profile is none
     */
    public static byte[] of(Security security, Set<String> capabilities, SeccompCompiler compiler) {
        if (security.isUnfiltered()) {
            return new byte[0];
        }
        String profile = security.seccomp();
        return profile == null
                ? compiler.compileDefault(capabilities)
                : compiler.compile(profile.getBytes(StandardCharsets.UTF_8), capabilities);
    }
}
