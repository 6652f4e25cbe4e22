package io.atoll.testing;

import io.atoll.api.storage.RootFs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Mounts a root file system as the launcher does, in a mount namespace of its own, and runs scripts in it. */
public final class RootFsView {
    private final Path scratch;

    /** @param scratch an existing directory for mount points */
    public RootFsView(Path scratch) {
        this.scratch = scratch;
    }

    /** Runs a script with the root file system as current directory; what it prints. Needs root. */
    public String inside(RootFs rootFs, String script) {
        try {
            Path mountPoint = Files.createDirectories(scratch.resolve("mnt"));
            List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-euc"));
            command.add(mount(rootFs) + "\ncd \"$1\"\n" + script);
            command.addAll(List.of("sh", mountPoint.toString()));
            return Shell.run(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String mount(RootFs rootFs) throws IOException {
        return switch (rootFs) {
            case RootFs.Directory directory -> "mount --bind '" + directory.path() + "' \"$1\"";
            case RootFs.Overlay overlay -> overlay(overlay);
        };
    }

    /** mount(8) hands options over on one page: many layers need names of a few characters. */
    private String overlay(RootFs.Overlay overlay) throws IOException {
        Path names = Files.createTempDirectory(scratch, "lowers");
        List<String> lowers = new ArrayList<>();
        for (Path lower : overlay.lowers()) {
            String name = Integer.toString(lowers.size(), Character.MAX_RADIX);
            Files.createSymbolicLink(names.resolve(name), lower);
            lowers.add(name);
        }
        List<String> options = new ArrayList<>(overlay.options());
        options.add("lowerdir=" + String.join(":", lowers));
        options.add("upperdir=" + overlay.upper());
        options.add("workdir=" + overlay.work());
        return "cd '" + names + "'\nmount -t overlay -o '" + String.join(",", options) + "' overlay \"$1\"";
    }
}
