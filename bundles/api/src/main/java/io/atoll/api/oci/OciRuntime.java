package io.atoll.api.oci;

import io.atoll.api.runtime.Launch;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The operations of the OCI runtime specification (runtime-spec 1.2 runtime.md#operations) and those that runc has beside them. Containers
 * live in the directory their caller chose and not with this engine: another one finds them there.
 *
 * <p>Where a {@link Launch} is returned, its plan has yet to be executed by the caller's process. Every method throws an AtollException:
 * NOT_FOUND if there is no such container, CONFLICT if its status does not allow it, INVALID for what makes no sense, UNSUPPORTED for what
 * cannot be done here.
 */
@ProviderType
public interface OciRuntime {
    /**
     * Makes a container of a bundle.
     *
     * @throws io.atoll.api.AtollException EXISTS if there is one of that name; INVALID or UNSUPPORTED, with the place in {@code config.json}
     */
    Launch create(OciId container, OciCreate how);

    /** Lets the program of a created container run. */
    Launch start(OciId container);

    /** Runs a further process in it. */
    Launch exec(OciId container, OciExec what);

    OciContainer state(OciId container);

    /** The containers of a root, by name. */
    List<OciContainer> list(Path root);

    /**
     * Sends a signal.
     *
     * @param all to every process of the container and not only to the first
     */
    void kill(OciId container, int signal, boolean all);

    /**
     * Removes what is left of a container.
     *
     * @param force whether it is killed first if it is not stopped, and whether it is fine if there is none
     * @return what has to be run afterwards: its poststop hooks
     */
    Optional<Launch> delete(OciId container, boolean force) throws InterruptedException;

    /** Has every process of it stand still. */
    void pause(OciId container) throws InterruptedException;

    void resume(OciId container);

    /** The ids of its processes, ascending. */
    List<Long> processes(OciId container);

    /**
     * Changes its limits.
     *
     * @param resources JSON as {@code linux.resources} of a configuration
     */
    void update(OciId container, byte[] resources);

    /** What it has used so far, as runc's {@code events} says it: JSON. */
    byte[] statistics(OciId container);

    /** What this runtime can do (features.md): JSON. */
    byte[] features();

    /** A configuration to begin with: JSON. */
    byte[] specification();
}
