package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds a user in the container's own {@code /etc/passwd} and {@code /etc/group}, as Docker does: {@code user[:group]}, names or
 * numbers; a number needs no entry.
 *
 * <p>The files are the image's and hostile: they are looked for in each layer without following a link, and read within bounds.
 */
final class UserResolver {
    private static final int MAX_FILE = 4 << 20;
    private static final int CACHED = 1000;

    /** Results for images, whose layers never change; not for containers that wrote files of their own. */
    private final Map<Key, User> known = new ConcurrentHashMap<>();

    private record Key(List<Path> layers, String user, List<String> groups) {}

    /**
     * Resolves a user.
     *
     * @param user as asked for; empty is root
     * @param added further groups
     * @param written the container's own changes, looked at first
     * @param layers top first
     * @throws AtollException INVALID if a name has no entry
     */
    User resolve(String user, List<String> added, Path written, List<Path> layers) {
        if (find(written, "passwd").isPresent() || find(written, "group").isPresent()) {
            List<Path> all = new ArrayList<>(layers.size() + 1);
            all.add(written);
            all.addAll(layers);
            return lookUp(user, added, all);
        }
        if (known.size() > CACHED) {
            known.clear();
        }
        return known.computeIfAbsent(new Key(layers, user, added), key -> lookUp(user, added, layers));
    }

    /**
     * The same in files that somebody else finds.
     *
     * @param files a file's lines by its name, as {@code etc/passwd}; none where there is none
     */
    static User resolve(String user, List<String> added, Function<String, List<String>> files) {
        int colon = user.indexOf(':');
        String login = colon < 0 ? user : user.substring(0, colon);
        String group = colon < 0 ? "" : user.substring(colon + 1);
        List<String[]> passwd = entries(files.apply("etc/passwd"), 7);
        String[] entry = passwdEntry(passwd, login.isEmpty() ? "0" : login);
        int uid = entry != null ? number(entry[2], "uid") : number(login, "user");
        int gid = entry != null ? number(entry[3], "gid") : 0;
        String home = entry != null && entry[5].startsWith("/") ? entry[5] : "/";
        List<String[]> groups = entries(files.apply("etc/group"), 4);
        int primary = group.isEmpty() ? gid : groupId(groups, group);
        List<Integer> further = new ArrayList<>();
        if (group.isEmpty() && entry != null) {
            further.addAll(memberships(groups, entry[0], gid));
        }
        for (String name : added) {
            int id = groupId(groups, name);
            if (id != primary && !further.contains(id)) {
                further.add(id);
            }
        }
        return new User(uid, primary, further, home);
    }

    private static User lookUp(String user, List<String> added, List<Path> layers) {
        return resolve(user, added, file -> lines(layers, file.substring("etc/".length())));
    }

    private static String @Nullable [] passwdEntry(List<String[]> passwd, String user) {
        Optional<String[]> byName = first(passwd, fields -> fields[0].equals(user));
        if (byName.isPresent()) {
            return byName.get();
        }
        if (isNumber(user)) {
            return first(passwd, fields -> fields[2].equals(user)).orElse(null);
        }
        throw new AtollException(
                ErrorCode.INVALID,
                "unable to find user '%s': the container's /etc/passwd has no such name; use a number or another name"
                        .formatted(user));
    }

    private static int groupId(List<String[]> groups, String group) {
        Optional<String[]> byName = first(groups, fields -> fields[0].equals(group));
        if (byName.isPresent()) {
            return number(byName.get()[2], "gid");
        }
        if (isNumber(group)) {
            return number(group, "group");
        }
        throw new AtollException(
                ErrorCode.INVALID,
                "unable to find group '%s': the container's /etc/group has no such name; use a number or another name"
                        .formatted(group));
    }

    private static List<Integer> memberships(List<String[]> groups, String user, int primary) {
        List<Integer> ids = new ArrayList<>();
        for (String[] fields : groups) {
            if (List.of(fields[3].split(",")).contains(user) && isNumber(fields[2])) {
                int id = number(fields[2], "gid");
                if (id != primary && !ids.contains(id)) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    private static Optional<String[]> first(List<String[]> entries, Predicate<String[]> condition) {
        return entries.stream().filter(condition).findFirst();
    }

    private static List<String> lines(List<Path> layers, String file) {
        for (Path layer : layers) {
            Optional<Path> found = find(layer, file);
            if (found.isPresent()) {
                return read(found.get());
            }
        }
        return List.of();
    }

    /** The file in one layer, if there is one; a whiteout or a link in its place is no file. */
    private static Optional<Path> find(Path layer, String file) {
        Path etc = layer.resolve("etc");
        Path path = etc.resolve(file);
        return Files.isDirectory(etc, LinkOption.NOFOLLOW_LINKS) && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(path)
                : Optional.empty();
    }

    private static List<String> read(Path file) {
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(MAX_FILE), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<String[]> entries(List<String> lines, int fields) {
        return lines.stream()
                .map(line -> line.split(":", -1))
                .filter(parts -> parts.length >= fields)
                .toList();
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static int number(String text, String what) {
        if (text.isEmpty()) {
            return 0;
        }
        long value = isNumber(text) ? Long.parseLong(text) : -1;
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new AtollException(
                    ErrorCode.INVALID, "'%s' is not a %s: expected a number up to 2147483647".formatted(text, what));
        }
        return (int) value;
    }
}
