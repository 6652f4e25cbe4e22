package io.atoll.api.registry;

import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;
import org.osgi.annotation.versioning.ProviderType;

/** Files of the web, which nobody vouches for: what {@code image import URL} reads. A service of the registry client. */
@ProviderType
public interface Downloads {
    /**
     * Begins to download, as nobody.
     *
     * @param url {@code http} or {@code https}; a few redirects are followed, from HTTPS to HTTPS only
     * @param environment of the user who asks, as {@link RegistryAccess#environment}: proxies and certificates
     * @throws io.atoll.api.AtollException INVALID if it is no such address, or redirects to what is none; NOT_FOUND if there is nothing; UNAUTHORIZED or DENIED if not everybody may
     *     have it; UNAVAILABLE if the host cannot be reached, does not answer in time, or fails
     */
    Download open(String url, Map<String, String> environment);

    /**
     * What comes.
     *
     * @param content fails with an {@link java.io.IOException} if the connection is cut, or nothing comes for too long; its end is the file's. Closing it ends the download
     * @param size in bytes, if the host says
     */
    record Download(InputStream content, OptionalLong size) implements AutoCloseable {
        @Override
        public void close() throws java.io.IOException {
            content.close();
        }
    }
}
