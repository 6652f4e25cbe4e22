package io.atoll.cli.internal.completion;

import io.atoll.api.AtollException;
import io.atoll.api.image.Reference;
import io.atoll.api.runtime.Container;
import io.atoll.api.runtime.Container.Status;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.internal.dispatch.Commands;
import io.atoll.cli.internal.service.Services;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;

/** What a flag's value or an operand may be: its enumeration, or by what its help calls it. */
final class ValueCandidates {
    private static final int MOST = 2000;
    private static final Pattern QUOTED = Pattern.compile("'([a-z0-9][a-z0-9.+-]*)'");
    private static final Pattern INDEX_COMMAND = Pattern.compile("^atoll (image index|manifest) ");
    private static final List<String> PLACES = List.of("docker://", "oci:", "oci-archive:", "docker-archive:");
    private static final List<String> PLATFORMS = List.of(
            "linux/amd64",
            "linux/arm64",
            "linux/arm/v7",
            "linux/arm/v6",
            "linux/386",
            "linux/ppc64le",
            "linux/s390x",
            "linux/riscv64");
    private static final List<String> SIGNALS =
            List.of("HUP", "INT", "QUIT", "KILL", "USR1", "USR2", "TERM", "STOP", "CONT", "WINCH");
    private static final List<String> FILTERS = List.of(
            "reference=", "label=", "label!=", "before=", "since=", "until=", "dangling=true", "dangling=false");

    private final Services services;
    private final Commands commands;
    private final String command;

    /** @param command its name, as {@code atoll stop} */
    ValueCandidates(Services services, Commands commands, String command) {
        this.services = services;
        this.commands = commands;
        this.command = command;
    }

    void add(ArgSpec argument, Candidates found) {
        Iterable<String> enumerated = argument.completionCandidates();
        if (enumerated != null) {
            enumerated.forEach(found::add);
            return;
        }
        String label = argument.paramLabel().replaceAll("\\.\\.\\.$", "");
        switch (label) {
            case "IMAGE", "REPOSITORY[:TAG]" -> images(image -> true, found);
            case "CONTAINER" -> containers(found);
            case "NAME" -> {
                // Of 'inspect' and 'tag'; a new container's name is for its owner to make up.
                if (argument.isPositional() && INDEX_COMMAND.matcher(command).find()) {
                    images(StoredImage::isIndex, found);
                } else if (argument.isPositional()) {
                    containers(found);
                    images(image -> true, found);
                }
            }
            case "SOURCE", "DESTINATION" -> {
                PLACES.forEach(found::add);
                images(image -> true, found);
                found.files();
            }
            case "OS/ARCH[/VARIANT]", "PLATFORM", "PLATFORM|DIGEST" -> PLATFORMS.forEach(found::add);
            case "SIGNAL" -> SIGNALS.forEach(found::add);
            case "FILTER" -> FILTERS.forEach(found::add);
            case "SHELL" -> List.of("bash", "zsh").forEach(found::add);
            case "BOOLEAN" -> List.of("true", "false").forEach(found::add);
            case "COMMAND-NAME" ->
                commands.summaries().keySet().stream()
                        .filter(name -> !name.contains(" "))
                        .forEach(found::add);
            default -> others(argument, label, found);
        }
    }

    /** The values that the help quotes, and other containers where it names those; files where it speaks of files. */
    private void others(ArgSpec argument, String label, Candidates found) {
        boolean files = label.contains("FILE")
                || label.contains("DIR")
                || label.contains("PATH")
                || label.contains("ARG")
                || label.contains("VOLUME");
        if (files) {
            found.files();
            return;
        }
        String help = CommandLineWalk.first(argument);
        if (argument.isOption() && help.contains("container:NAME")) {
            anotherContainer(found);
        }
        Matcher quoted = QUOTED.matcher(help);
        while (argument.isOption() && quoted.find()) {
            found.add(quoted.group(1));
        }
    }

    /** As they are called; without what may be left out where that is what has been typed. */
    private void images(Predicate<StoredImage> useful, Candidates found) {
        try {
            services.images().images().stream()
                    .filter(useful)
                    .limit(MOST)
                    .map(StoredImage::reference)
                    .forEach(reference -> image(reference, found));
        } catch (AtollException e) {
            // Nothing to complete with; the command itself will say why.
        }
    }

    private static void image(Reference reference, Candidates found) {
        String name = reference.toString();
        found.add(name);
        for (String prefix : List.of("docker.io/library/", "docker.io/")) {
            if (name.startsWith(prefix) && !found.start().isEmpty()) {
                found.add(name.substring(prefix.length()));
            }
        }
    }

    private void containers(Candidates found) {
        Predicate<Container> useful = switch (command) {
            case "atoll attach", "atoll exec", "atoll pause" -> container -> container.status() == Status.RUNNING;
            case "atoll stop", "atoll kill", "atoll top", "atoll stats" -> Container::isRunning;
            case "atoll unpause" -> container -> container.status() == Status.PAUSED;
            case "atoll start" -> container -> !container.isRunning();
            default -> container -> true;
        };
        try {
            services.containers().list().stream().filter(useful).limit(MOST).forEach(container -> {
                found.add(container.name(), container.image());
                if (isId(found.start())) {
                    found.add(container.shortId(), container.name());
                }
            });
        } catch (AtollException e) {
            // As above.
        }
    }

    private void anotherContainer(Candidates found) {
        try {
            services.containers().list().stream()
                    .filter(container -> container.status() == Status.RUNNING)
                    .limit(MOST)
                    .forEach(container -> found.add("container:" + container.name(), container.image()));
        } catch (AtollException e) {
            // As above.
        }
    }

    private static boolean isId(@Nullable String text) {
        return text != null && text.matches("[0-9a-f]{2,12}");
    }
}
