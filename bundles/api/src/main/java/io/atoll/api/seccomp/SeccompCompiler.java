package io.atoll.api.seccomp;

import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Compiles OCI seccomp profiles (runtime-spec 1.2 config-linux.md#seccomp, with Docker's {@code includes} and {@code excludes}) to
 * BPF. What was compiled once is kept on disk by content and not compiled again.
 */
@ProviderType
public interface SeccompCompiler {
    /**
     * The default profile's filter.
     *
     * @param capabilities the container's, as {@code CAP_…}: some calls are allowed only with the capability they need
     * @return {@code struct sock_filter[]} in native byte order
     * @throws io.atoll.api.AtollException UNSUPPORTED if the machine lacks what is needed
     */
    byte[] compileDefault(Set<String> capabilities);

    /**
     * A profile's filter.
     *
     * @param profile JSON
     * @throws io.atoll.api.AtollException INVALID with the place in the profile that is wrong
     */
    byte[] compile(byte[] profile, Set<String> capabilities);
}
