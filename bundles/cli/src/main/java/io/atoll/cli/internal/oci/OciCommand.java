package io.atoll.cli.internal.oci;

import io.atoll.api.AtollException;
import io.atoll.api.oci.OciId;
import io.atoll.api.oci.OciRuntime;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;

/** What the commands of {@code atoll oci} have in common: flags, errors as callers of runtimes expect them, exit status 1. */
abstract class OciCommand implements Command {
    static final String GROUP = "OCI runtime";

    private static final int FAILED = 1;

    private final Services services;

    @Mixin
    private GlobalOptions global = new GlobalOptions();

    OciCommand(Services services) {
        this.services = services;
    }

    @Override
    public final int run(CommandContext context) throws InterruptedException {
        try {
            global.check();
            return run(context, services.ociRuntime());
        } catch (AtollException e) {
            String message = String.valueOf(e.getMessage());
            log(context, message);
            context.err().println("atoll-oci: " + message);
            return failed();
        }
    }

    abstract int run(CommandContext context, OciRuntime runtime) throws InterruptedException;

    int failed() {
        return FAILED;
    }

    /** The container of a name, in the root that was given. */
    final OciId container(CommandContext context, String name) {
        return new OciId(root(context), name);
    }

    final Path root(CommandContext context) {
        return global.root(context, services.engine().run());
    }

    final String version() {
        return services.engine().version();
    }

    private void log(CommandContext context, String message) {
        RuntimeLog log = global.log(context);
        try {
            if (log != null) {
                log.write("error", message);
            }
        } catch (IOException e) {
            context.err().println("atoll-oci: cannot write the log: " + e.getMessage());
        }
    }
}
