package io.atoll.api.oci;

import java.nio.file.Path;

/**
 * How a container is made.
 *
 * @param bundle the directory of {@code config.json}
 * @param start whether its program runs at once
 * @param newKeyring whether it gets a session keyring of its own
 * @param owner the number of the user it is made for
 */
public record OciCreate(Path bundle, boolean start, boolean newKeyring, int owner, OciConsole console) {}
