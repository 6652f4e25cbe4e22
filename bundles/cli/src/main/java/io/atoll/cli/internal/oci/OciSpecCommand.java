package io.atoll.cli.internal.oci;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.oci.OciRuntime;
import io.atoll.cli.Command;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Option;

/** {@code atoll oci spec}. */
@Component(
        service = Command.class,
        scope = ServiceScope.PROTOTYPE,
        property = {Command.NAME + "=oci spec", Command.GROUP + "=" + OciCommand.GROUP})
@picocli.CommandLine.Command(
        description = "Write a config.json to begin with.",
        footer = {
            "Examples:",
            "  mkdir -p box/rootfs && atoll oci spec --bundle box",
            "",
            "Exit status: 0; 1 if it failed."
        })
public final class OciSpecCommand extends OciCommand {
    @Option(
            names = {"-b", "--bundle"},
            paramLabel = "DIR",
            description = "Where to write it: by default the current directory.")
    private String bundle = ".";

    @Activate
    public OciSpecCommand(@Reference Services services) {
        super(services);
    }

    @Override
    int run(CommandContext context, OciRuntime runtime) {
        Path file = context.directory().resolve(bundle).resolve("config.json").normalize();
        try {
            Files.write(file, runtime.specification(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return 0;
        } catch (FileAlreadyExistsException e) {
            throw new AtollException(ErrorCode.EXISTS, "%s exists already; remove it first".formatted(file), e);
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot write %s: %s".formatted(file, e), e);
        }
    }
}
