package io.atoll.shell.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Reference;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.ContainerRuntime;
import io.atoll.api.runtime.ContainerRuntime.LogEntry;
import io.atoll.api.runtime.ContainerRuntime.LogReader;
import io.atoll.api.runtime.ContainerSpec;
import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.ContainerStats;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code atoll:ps} and its like. {@code start} and {@code stop} also take the symbolic name of a bundle. */
@Component(
        service = ContainerFunctions.class,
        property = {
            "osgi.command.scope=atoll",
            "osgi.command.function=ps",
            "osgi.command.function=run",
            "osgi.command.function=create",
            "osgi.command.function=start",
            "osgi.command.function=stop",
            "osgi.command.function=kill",
            "osgi.command.function=pause",
            "osgi.command.function=unpause",
            "osgi.command.function=stats",
            "osgi.command.function=top",
            "osgi.command.function=rm",
            "osgi.command.function=wait",
            "osgi.command.function=logs",
            "osgi.command.function=inspect"
        })
public final class ContainerFunctions {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final BundlesByName bundles;

    @org.osgi.service.component.annotations.Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ContainerRuntime runtime;

    @Activate
    public ContainerFunctions(BundleContext context) {
        bundles = new BundlesByName(context);
    }

    @Descriptor("the containers")
    public List<Container> ps(
            @Descriptor("also those that do not run")
                    @Parameter(
                            names = {"-a", "--all"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean all) {
        return runtime().list().stream()
                .filter(container -> all || container.isRunning())
                .collect(Collectors.toCollection(ArrayList::new)); // Gogo calls methods: of public classes only
    }

    @Descriptor("runs a command in a new container, detached")
    public Container run(
            @Parameter(names = "--name", absentValue = "") String name,
            @Parameter(names = "--network", absentValue = "none") String network,
            @Parameter(names = "--rm", presentValue = "true", absentValue = "false") boolean remove,
            @Parameter(names = "--storage", absentValue = "") String storage,
            String image,
            String... command) {
        Container created = create(name, network, remove, storage, image, command);
        return runtime().start(created.id());
    }

    @Descriptor("makes a container without starting it")
    public Container create(
            @Parameter(names = "--name", absentValue = "") String name,
            @Parameter(names = "--network", absentValue = "none") String network,
            @Parameter(names = "--rm", presentValue = "true", absentValue = "false") boolean remove,
            @Parameter(names = "--storage", absentValue = "") String storage,
            String image,
            String... command) {
        return runtime()
                .create(ContainerSpec.of(Reference.parse(image))
                        .name(name.isEmpty() ? null : name)
                        .network(network(network))
                        .autoRemove(remove)
                        .storage(storage.isEmpty() ? null : storage)
                        .command(List.of(command))
                        .build());
    }

    @Descriptor("starts a container, or a bundle by its symbolic name")
    public String start(@Descriptor("container or bundle") String name) {
        if (!bundles.start(name)) {
            runtime().start(name);
        }
        return name;
    }

    @Descriptor("stops a container, or a bundle by its symbolic name")
    public String stop(@Descriptor("container or bundle") String name) throws InterruptedException {
        if (!bundles.stop(name)) {
            runtime().stop(name, STOP_TIMEOUT);
        }
        return name;
    }

    @Descriptor("sends a signal (9 if not given)")
    public String kill(
            @Parameter(
                            names = {"-s", "--signal"},
                            absentValue = "9")
                    int signal,
            String name) {
        runtime().kill(name, signal);
        return name;
    }

    @Descriptor("has a container's processes stand still")
    public String pause(String name) {
        runtime().pause(name);
        return name;
    }

    @Descriptor("has them go on")
    public String unpause(String name) {
        runtime().unpause(name);
        return name;
    }

    @Descriptor("what a container has used")
    public ContainerStats stats(String name) {
        return runtime().stats(name);
    }

    @Descriptor("the host's numbers of a container's processes")
    public List<Long> top(String name) {
        return new ArrayList<>(runtime().processes(name)); // Gogo calls methods: of public classes only
    }

    @Descriptor("removes a container")
    public String rm(
            @Parameter(
                            names = {"-f", "--force"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean force,
            String name)
            throws InterruptedException {
        runtime().remove(name, force);
        return name;
    }

    @Descriptor("waits until a container has ended, and returns its exit code")
    public int wait(String name) throws InterruptedException {
        return runtime().await(name);
    }

    @Descriptor("what a container wrote")
    public String logs(String name) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        try (LogReader log = runtime().log(name, false)) {
            for (LogEntry entry = log.next(); entry != null; entry = log.next()) {
                text.append(StandardCharsets.UTF_8.decode(entry.bytes().duplicate()));
            }
        }
        return text.toString();
    }

    @Descriptor("all about a container, as JSON")
    public String inspect(String name) {
        return new String(runtime().inspect(name), StandardCharsets.UTF_8);
    }

    private static Network network(String name) {
        return switch (name) {
            case "none" -> Network.NONE;
            case "host" -> Network.HOST;
            default ->
                throw new AtollException(
                        ErrorCode.UNSUPPORTED,
                        "network '%s' is not supported yet: use 'none' or 'host'".formatted(name));
        };
    }

    private ContainerRuntime runtime() {
        return Missing.orElse(runtime, "io.atoll.runtime");
    }
}
