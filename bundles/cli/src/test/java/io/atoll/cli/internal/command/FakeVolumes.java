package io.atoll.cli.internal.command;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.volume.Volume;
import io.atoll.api.volume.VolumeSpec;
import io.atoll.api.volume.Volumes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Volumes in memory. */
final class FakeVolumes implements Volumes {
    final Map<String, Volume> all = new TreeMap<>();
    final Map<String, List<String>> users = new HashMap<>();

    @Override
    public Volume create(VolumeSpec spec) {
        String name = spec.name() == null ? "f00d" : spec.name();
        Map<String, String> labels = new HashMap<>(spec.labels());
        if (spec.name() == null) {
            labels.put(Volume.ANONYMOUS, "");
        }
        return all.computeIfAbsent(
                name,
                key -> new Volume(
                        name,
                        spec.driver(),
                        Path.of("/volumes", name, "_data"),
                        Instant.parse("2026-01-02T03:04:05Z"),
                        labels,
                        spec.options()));
    }

    @Override
    public Volume get(String name) {
        if (!all.containsKey(name)) {
            throw new AtollException(ErrorCode.NOT_FOUND, "no such volume: " + name);
        }
        return all.get(name);
    }

    @Override
    public List<Volume> list() {
        return List.copyOf(all.values());
    }

    @Override
    public Map<String, List<String>> users() {
        return users;
    }

    @Override
    public void remove(String name) {
        get(name);
        if (users.containsKey(name)) {
            throw new AtollException(ErrorCode.CONFLICT, "cannot remove volume " + name);
        }
        all.remove(name);
    }
}
