package io.atoll.runtime.internal.oci;

import java.io.IOException;
import java.io.InputStream;

/** What {@code spec} writes: a configuration to begin with. */
final class SpecificationTemplate {
    private SpecificationTemplate() {}

    static byte[] json() {
        try (InputStream in = SpecificationTemplate.class.getResourceAsStream("config.json")) {
            if (in == null) {
                throw new IllegalStateException("config.json is missing in this bundle");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
