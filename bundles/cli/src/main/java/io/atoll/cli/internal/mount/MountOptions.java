package io.atoll.cli.internal.mount;

import io.atoll.api.AtollException;
import io.atoll.api.runtime.Mount;
import io.atoll.api.runtime.VolumesFrom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that mount something into a container. */
public final class MountOptions {
    @Option(
            names = {"-v", "--volume"},
            paramLabel = "[SOURCE:]TARGET[:OPTION,...]",
            description =
                    "Mount a volume by its name, a new one without, or a host path: /PATH, or ./PATH below the working"
                            + " directory. Options: ro, nocopy, z, Z.")
    private List<String> volumes = List.of();

    @Option(
            names = "--mount",
            paramLabel = "KEY=VALUE,...",
            description =
                    "Mount a volume, or with type=bind a host path, type=tmpfs memory, type=image an image; src=, dst=,"
                            + " readonly, and more by type: see the user guide.")
    private List<String> mounts = List.of();

    @Option(
            names = "--tmpfs",
            paramLabel = "TARGET[:OPTION,...]",
            description = "Mount memory there. Options: size=64m, mode=1777, uid=, gid=, ro, exec.")
    private List<String> tmpfs = List.of();

    @Option(
            names = "--volumes-from",
            paramLabel = "CONTAINER[:ro]",
            description = "Mount what that container has mounted.")
    private List<String> from = List.of();

    /**
     * @param directory the client's: a source that begins with a dot is relative to it
     * @throws AtollException INVALID, naming the flag's value
     */
    public List<Mount> mounts(Path directory) {
        List<Mount> all = new ArrayList<>();
        volumes.forEach(text -> all.add(VolumeFlag.parse(text, directory)));
        mounts.forEach(text -> all.add(MountFlag.parse(text, directory)));
        tmpfs.forEach(text -> all.add(TmpfsFlag.parse(text)));
        return all;
    }

    public List<VolumesFrom> volumesFrom() {
        return from.stream().map(VolumesFromFlag::parse).toList();
    }
}
