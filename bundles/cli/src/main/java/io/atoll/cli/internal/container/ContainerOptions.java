package io.atoll.cli.internal.container;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Platform;
import io.atoll.api.image.Reference;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.ContainerSpec;
import io.atoll.api.runtime.ContainerSpec.Network;
import io.atoll.api.runtime.Devices;
import io.atoll.api.runtime.Dns;
import io.atoll.api.runtime.Lifecycle;
import io.atoll.api.runtime.Mount;
import io.atoll.api.runtime.Namespaces;
import io.atoll.api.runtime.Namespaces.Source;
import io.atoll.api.runtime.ProcessLimits;
import io.atoll.api.runtime.Resources;
import io.atoll.api.runtime.Security;
import io.atoll.api.runtime.VolumesFrom;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.image.Pulling;
import io.atoll.cli.internal.mount.MountOptions;
import io.atoll.cli.internal.progress.ProgressOptions;
import io.atoll.cli.internal.service.Services;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a new container is to be like: the flags of {@code run} and {@code create}. */
public final class ContainerOptions {
    @Option(names = "--rm", description = "Remove the container when it ends.")
    boolean remove;

    @Option(
            names = {"-i", "--interactive"},
            description = "Keep standard input open.")
    boolean interactive;

    @Option(
            names = {"-t", "--tty"},
            description = "Give it a terminal.")
    boolean terminal;

    @Option(names = "--name", paramLabel = "NAME", description = "Its name; one is made up otherwise.")
    private @Nullable String name;

    @Mixin
    private Variables env = new Variables();

    @Mixin
    private MountOptions mountOptions = new MountOptions();

    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "DIR",
            description = "Working directory inside.")
    private @Nullable String workingDir;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER[:GROUP]",
            description = "User, by name or number.")
    private @Nullable String user;

    @Option(
            names = "--entrypoint",
            paramLabel = "PROGRAM",
            description = "Replace the image's; '' for none; or a JSON array: '[\"sh\", \"-c\"]'.")
    private @Nullable String entrypoint;

    @Option(
            names = {"-h", "--hostname"},
            paramLabel = "NAME",
            description = "Host name inside.")
    private @Nullable String hostname;

    @Option(names = "--read-only", description = "Make its root file system read-only.")
    private boolean readOnly;

    @Option(
            names = {"--network", "--net"},
            paramLabel = "NETWORK",
            description =
                    "'none' (default): a loopback interface only; 'host': the host's; container:NAME: another container's.")
    private String network = "none";

    @Mixin
    private ResourceOptions limits = new ResourceOptions();

    @Mixin
    private LifecycleOptions lifecycle = new LifecycleOptions();

    @Option(names = "--init", description = "Run a small init as its first process, that reaps and passes signals on.")
    private boolean init;

    @Option(names = "--storage", paramLabel = "DRIVER", description = "Storage driver; see 'atoll info'.")
    private @Nullable String storage;

    @Mixin
    private LabelOptions labels = new LabelOptions();

    @Mixin
    private SecurityOptions security = new SecurityOptions();

    @Mixin
    private NamespaceOptions namespaces = new NamespaceOptions();

    @Mixin
    private DeviceOptions devices = new DeviceOptions();

    @Mixin
    private ProcessOptions process = new ProcessOptions();

    @Mixin
    private DnsOptions dns = new DnsOptions();

    @Option(
            names = "--cidfile",
            paramLabel = "FILE",
            description = "Write its id to this file, which must not be there yet.")
    private @Nullable String idFile;

    @Option(names = "--stop-signal", paramLabel = "SIGNAL", description = "What 'atoll stop' sends first.")
    private @Nullable String stopSignal;

    @Option(
            names = "--stop-timeout",
            paramLabel = "SECONDS",
            description = "How long 'atoll stop' waits before SIGKILL; -1 for ever. 10 by default.")
    private @Nullable Integer stopTimeout;

    @Option(
            names = "--pull",
            paramLabel = "WHEN",
            description = "Ask the registry 'always', when 'missing' (default), for a 'newer' image, or 'never'.")
    private String pull = "missing";

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH[/VARIANT]",
            description = "Use the image for this platform instead of this machine's, for example linux/arm64.")
    private @Nullable String platform;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing of a pull.")
    private boolean quiet;

    @Mixin
    private ProgressOptions progress = new ProgressOptions();

    @Parameters(index = "0", paramLabel = "IMAGE", description = "The image.")
    private String image = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "[COMMAND [ARGUMENT...]]",
            hideParamSyntax = true,
            description =
                    "What to run instead of the image's command. Everything after IMAGE belongs to the container.")
    private List<String> command = List.of();

    /** Checks the flags and finds the image, pulling it if need be. */
    public ContainerSpec specification(CommandContext context, Services services) {
        Source other = NamespaceOptions.another(network);
        Network chosen = other != null ? Network.NONE : network();
        Namespaces shared = namespaces.namespaces(other != null ? other : new Source.Own());
        Security rights = security.security(context);
        ProcessLimits limited = process.processLimits();
        Map<String, String> labelled = labels.labels(context);
        List<String> program = Entrypoints.parse(entrypoint);
        if (quiet) {
            progress.quieten();
        }
        Pulling pulling = Pulling.parse(pull);
        Platform wanted = platform == null ? null : Platform.parse(platform);
        progress.check();
        List<String> variables = env.resolve(context);
        Resources resources = limits.resources();
        Devices given = devices.devices();
        Dns names = dns.dns();
        Lifecycle life = lifecycle.lifecycle();
        List<Mount> mounts = mountOptions.mounts(context.directory());
        List<VolumesFrom> volumesFrom = mountOptions.volumesFrom();
        // Last, because it may take long: what is wrong with the flags is said at once.
        Reference found =
                pulling.image(context, services, progress, image, wanted).reference();
        return ContainerSpec.of(found)
                .platform(wanted)
                .name(name)
                .command(command)
                .entrypoint(program)
                .env(variables)
                .mounts(mounts)
                .volumesFrom(volumesFrom)
                .workingDir(workingDir)
                .user(user)
                .hostname(hostname)
                .readOnly(readOnly)
                .network(chosen)
                .terminal(terminal)
                .interactive(interactive)
                .autoRemove(remove)
                .init(init)
                .storage(storage)
                .stopSignal(stopSignal)
                .stopTimeout(stopTimeout)
                .resources(resources)
                .lifecycle(life)
                .security(rights)
                .namespaces(shared)
                .devices(given)
                .processLimits(limited)
                .dns(names)
                .annotations(labels.annotations())
                .labels(labelled)
                .build();
    }

    private Network network() {
        return switch (network) {
            case "none" -> Network.NONE;
            case "host" -> Network.HOST;
            default ->
                throw new AtollException(
                        ErrorCode.UNSUPPORTED,
                        "network '%s' is not supported yet: use 'none', 'host' or 'container:NAME'".formatted(network));
        };
    }

    /** Makes the container. */
    Container create(ContainerSpec specification, CommandContext context, Services services) {
        try (IdFile file = IdFile.make(idFile, context.directory())) {
            Container container = services.containers().create(specification);
            file.write(container.id());
            return container;
        }
    }
}
