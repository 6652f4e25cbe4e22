package io.atoll.api.oci;

import java.nio.file.Path;

/**
 * Which container: callers keep theirs apart by the directory of the state.
 *
 * @param root an absolute directory, {@code --root}
 * @param id letters, digits and {@code _ + - .}
 */
public record OciId(Path root, String id) {}
