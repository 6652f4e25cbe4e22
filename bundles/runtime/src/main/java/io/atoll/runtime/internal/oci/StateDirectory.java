package io.atoll.runtime.internal.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.oci.OciContainer;
import io.atoll.api.oci.OciContainer.Status;
import io.atoll.api.oci.OciId;
import io.atoll.json.Json;
import io.atoll.posix.Trees;
import io.atoll.runtime.internal.cgroup.ControlGroup;
import io.atoll.runtime.internal.cgroup.Freezer;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a container, below the root its caller chose; nothing of it is anywhere else.
 *
 * <pre>
 * ROOT/ID/state.json   what it was made of and where; written once, before anything else is made
 *         config.json  its configuration as it was read: the bundle may change
 *         pid          its first process, by the launcher
 *         resources.json  its limits, if they were changed
 *         start.sock   where that process waits, until it is started
 * </pre>
 */
final class StateDirectory {
    private static final String STATE = "state.json";
    private static final String RESOURCES = "resources.json";
    private static final String NAME = "[A-Za-z0-9_+.-]{1,200}";

    private final OciId container;
    private final Path proc;

    StateDirectory(OciId container, Path proc) {
        if (!container.id().matches(NAME)
                || container.id().equals(".")
                || container.id().equals("..")) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid container id '%s': at most 200 letters, digits and characters of _+-."
                            .formatted(container.id()));
        }
        this.container = container;
        this.proc = proc;
    }

    /** A container with where its groups and its configuration are. */
    record Kept(OciContainer container, ControlGroup groups, String namespaces) {}

    Path directory() {
        return container.root().resolve(container.id());
    }

    Path gate() {
        return directory().resolve("start.sock");
    }

    boolean exists() {
        return Files.exists(directory().resolve(STATE));
    }

    /** Takes the name. What it becomes is written before anything of it is made elsewhere. */
    void create(Kept kept, byte[] config) {
        try {
            Files.createDirectories(
                    container.root(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectory(
                    directory(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            throw new AtollException(
                    ErrorCode.EXISTS,
                    "a container with the id '%s' exists already in %s; delete it first, or use another id"
                            .formatted(container.id(), container.root()),
                    e);
        } catch (IOException e) {
            throw failed("make", directory(), e);
        }
        try {
            write(Bundle.CONFIG, config);
            write(STATE, Json.pretty(json(kept)));
        } catch (AtollException e) {
            remove();
            throw e;
        }
    }

    private static ObjectNode json(Kept kept) {
        OciContainer made = kept.container();
        ObjectNode node = Json.object()
                .put("ociVersion", made.ociVersion())
                .put("id", made.id())
                .put("bundle", made.bundle().toString())
                .put("rootfs", made.rootfs().toString())
                .put("created", made.created().toString())
                .put("owner", made.owner())
                .put("namespaces", kept.namespaces());
        ObjectNode annotations = node.putObject("annotations");
        made.annotations().forEach(annotations::put);
        kept.groups().directories().stream().map(Path::toString).forEach(node.putArray("cgroups")::add);
        return node;
    }

    Kept read() {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(directory().resolve(STATE));
        } catch (NoSuchFileException e) {
            throw new AtollException(
                    ErrorCode.NOT_FOUND,
                    "container '%s' does not exist in %s".formatted(container.id(), container.root()),
                    e);
        } catch (IOException e) {
            throw failed("read", directory(), e);
        }
        JsonNode node = Json.parse(bytes, directory().resolve(STATE).toString());
        Map<String, String> annotations = new LinkedHashMap<>();
        node.path("annotations")
                .properties()
                .forEach(entry ->
                        annotations.put(entry.getKey(), entry.getValue().asText()));
        List<Path> directories = new ArrayList<>();
        node.path("cgroups").forEach(group -> directories.add(Path.of(group.asText())));
        ControlGroup groups = new ControlGroup(directories);
        Optional<FirstProcess> process = process();
        OciContainer found = new OciContainer(
                node.path("ociVersion").asText(),
                container.id(),
                status(process, groups),
                process.filter(one -> one.isAlive(proc)).map(FirstProcess::pid).orElse(0L),
                Path.of(node.path("bundle").asText("/")),
                Path.of(node.path("rootfs").asText("/")),
                Instant.parse(node.path("created").asText("1970-01-01T00:00:00Z")),
                node.path("owner").asInt(),
                annotations);
        return new Kept(found, groups, node.path("namespaces").asText());
    }

    /** As it was when the container was made. */
    Value config() {
        return Bundle.parse(Bundle.readFile(directory().resolve(Bundle.CONFIG)), Bundle.CONFIG);
    }

    /** Its limits as they are now. */
    Value resources() {
        Path changed = directory().resolve(RESOURCES);
        return Files.exists(changed)
                ? Bundle.parse(Bundle.readFile(changed), RESOURCES)
                : config().at("linux").at("resources");
    }

    void writeResources(Value resources) {
        write(RESOURCES, Json.pretty(resources.json()));
    }

    private void write(String name, byte[] content) {
        try {
            Path fresh = directory().resolve(name + ".new");
            Files.write(fresh, content);
            Files.move(fresh, directory().resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed("write", directory().resolve(name), e);
        }
    }

    /** Its first process, which may have ended. */
    Optional<FirstProcess> process() {
        return FirstProcess.read(directory().resolve("pid"));
    }

    private Status status(Optional<FirstProcess> process, ControlGroup groups) {
        if (process.isEmpty()) {
            return Status.CREATING;
        }
        if (!process.get().isAlive(proc)) {
            return Status.STOPPED;
        }
        if (Freezer.isFrozen(groups)) {
            return Status.PAUSED;
        }
        // A starter that was killed at the wrong moment leaves the socket: what runs tells.
        return Files.exists(gate()) && process.get().isLauncher(proc) ? Status.CREATED : Status.RUNNING;
    }

    void remove() {
        try {
            long unused = Trees.remove(directory());
        } catch (IOException e) {
            throw failed("remove", directory(), e);
        }
    }

    private static AtollException failed(String what, Path path, IOException cause) {
        return new AtollException(ErrorCode.KERNEL, "cannot %s %s: %s".formatted(what, path, cause), cause);
    }
}
