package io.atoll.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of the training run: this process's own, because an archive only serves the JVM options it was made with. */
final class TrainingCommand {
    private static final List<String> REPLACED = List.of(
            "-XX:AOTCache",
            "-XX:SharedArchiveFile=",
            "-XX:ArchiveClassesAtExit=",
            "-Xshare:",
            "-Datoll.root=",
            "-Datoll.run=",
            "-Datoll.archive=",
            "-Datoll.train=");

    private TrainingCommand() {}

    /** This process's arguments. From /proc, because asking the JVM for them loads all of its management classes. */
    static List<String> own() throws IOException {
        String all = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
        List<String> arguments = new ArrayList<>(List.of(all.split("\0", -1)));
        arguments.removeLast(); // what follows the last NUL
        arguments.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        return arguments;
    }

    /**
     * @param own the arguments of this process, the JVM's path first
     * @param archive what is to be made
     * @param work for its data, nothing of which is kept
     */
    static List<String> from(List<String> own, Path archive, Path work) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/nice"))) {
            command.addAll(List.of("/usr/bin/nice", "-n", "19"));
        }
        command.add(own.getFirst());
        command.add(
                (Runtime.version().feature() >= 25 ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive);
        command.add("-Datoll.train=true");
        command.add("-Datoll.root=" + work.resolve("root"));
        command.add("-Datoll.run=" + work.resolve("run"));
        own.stream().skip(1).filter(TrainingCommand::isKept).forEach(command::add);
        return command;
    }

    private static boolean isKept(String argument) {
        return REPLACED.stream().noneMatch(argument::startsWith);
    }
}
