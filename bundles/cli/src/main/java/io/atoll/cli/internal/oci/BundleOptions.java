package io.atoll.cli.internal.oci;

import io.atoll.api.oci.OciCreate;
import io.atoll.cli.CommandContext;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Of {@code create} and {@code run}. */
@SuppressWarnings("UnusedVariable") // what is accepted is accepted because callers say it
final class BundleOptions {
    @Option(
            names = {"-b", "--bundle"},
            paramLabel = "DIR",
            description = "The bundle: a directory with config.json. By default the current one.")
    private String bundle = ".";

    @Option(names = "--no-pivot", description = "Accepted; the root is always exchanged, on a ramdisk too.")
    private boolean noPivot;

    @Option(names = "--no-new-keyring", description = "Leave the container the caller's session keyring.")
    private boolean noNewKeyring;

    @Mixin
    private ConsoleOptions console = new ConsoleOptions();

    OciCreate resolve(CommandContext context, boolean start, boolean detach) {
        return new OciCreate(
                context.directory().resolve(bundle).normalize(),
                start,
                !noNewKeyring,
                0,
                console.resolve(context, detach));
    }
}
