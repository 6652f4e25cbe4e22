package io.atoll.api.volume;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The volumes there are. A volume is there or not, never in part, whatever is killed when; containers use volumes by name, running or not, and what a container uses is
 * not removed.
 *
 * <p>Methods throw {@link io.atoll.api.AtollException}: NOT_FOUND for an unknown name, INVALID for what can be none, KERNEL where the disk fails.
 */
@ProviderType
public interface Volumes {
    /**
     * Makes a volume, durably. Where there is one of that name it is that one, as it was made: labels and options asked for mean nothing then.
     *
     * @throws io.atoll.api.AtollException INVALID for a name or an option that is none; UNSUPPORTED for another driver, or a type of file system that volumes cannot have
     */
    Volume create(VolumeSpec spec);

    Volume get(String name);

    /** Every volume, by name. One that cannot be read is left out, and told in the engine's log. */
    List<Volume> list();

    /** The names of the containers that use a volume, for each that is used. */
    Map<String, List<String>> users();

    /**
     * Removes a volume and what is in it; of one that is mounted from elsewhere, nothing there.
     *
     * @throws io.atoll.api.AtollException CONFLICT if a container uses it, naming those that do
     */
    void remove(String name);
}
