package io.atoll.api.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image: {@code [registry/]repository[:tag][@digest]} (distribution-spec 1.1 "Pulling manifests").
 *
 * <p>The first component is a registry if it holds a dot or a colon, is {@code localhost} or is a bracketed IPv6 address;
 * otherwise the name has no registry and {@link #withDefaultRegistry} gives it one.
 *
 * @param registry host and optional port, or null where none was given
 * @param repository the repository within the registry, for example {@code library/alpine}
 * @param tag the tag, or null
 * @param digest the digest, or null
 */
public record Reference(
        @Nullable String registry,
        String repository,
        @Nullable String tag,
        @Nullable Digest digest) {
    private static final String UNNAMED = "unnamed";
    private static final Pattern HOST =
            Pattern.compile("(?:\\[[0-9a-fA-F:.]+]|[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::[0-9]{1,5})?");
    private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*");
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    /** @throws AtollException INVALID if a part does not follow the grammar */
    public Reference {
        String shown = text(registry, repository, tag, digest);
        if (registry != null && !HOST.matcher(registry).matches()) {
            throw invalid(shown, "'" + registry + "' is not a host name");
        }
        if (repository.isEmpty() || repository.length() > 255) {
            throw invalid(shown, "a repository name has 1 to 255 characters");
        }
        for (String component : repository.split("/", -1)) {
            if (!COMPONENT.matcher(component).matches()) {
                throw invalid(shown, lowerCaseHint(component));
            }
        }
        if (tag != null && !TAG.matcher(tag).matches()) {
            throw invalid(shown, "'" + tag + "' is not a tag: use letters, digits, '.', '_' and '-', at most 128");
        }
    }

    /**
     * Parses a name as people write it. Nothing is added: see {@link #withDefaultTag} and {@link #withDefaultRegistry}.
     *
     * @throws AtollException INVALID with what is wrong with it
     */
    public static Reference parse(String text) {
        String rest = text;
        Digest digest = null;
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Digest.parse(rest.substring(at + 1));
            rest = rest.substring(0, at);
        }
        String registry = null;
        int slash = rest.indexOf('/');
        if (slash > 0 && isRegistry(rest.substring(0, slash))) {
            registry = rest.substring(0, slash);
            rest = rest.substring(slash + 1);
        }
        String tag = null;
        int colon = rest.lastIndexOf(':');
        if (colon >= 0 && rest.indexOf('/', colon) < 0) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
        }
        return new Reference(registry, rest, tag, digest);
    }

    /** What an image without a name is called, so that it can be listed, found and removed: {@code unnamed@<digest>}. */
    public static Reference unnamed(Digest digest) {
        return new Reference(null, UNNAMED, null, digest);
    }

    /** Whether this is no name, but what stands for one: see {@link #unnamed}. */
    public boolean isUnnamed() {
        return registry == null && tag == null && digest != null && repository.equals(UNNAMED);
    }

    /** This with the tag {@code latest} if it has neither tag nor digest. */
    public Reference withDefaultTag() {
        return tag == null && digest == null ? new Reference(registry, repository, "latest", null) : this;
    }

    /**
     * This in its full form: with the default tag and, where it names no registry, with the default one.
     *
     * @param prefix a registry and optional path, for example {@code docker.io/library}; the path is used for
     *     repositories of one component only
     */
    public Reference withDefaultRegistry(String prefix) {
        Reference tagged = withDefaultTag();
        if (registry != null) {
            return tagged;
        }
        int slash = prefix.indexOf('/');
        String host = slash < 0 ? prefix : prefix.substring(0, slash);
        String path = slash < 0 || repository.indexOf('/') >= 0 ? "" : prefix.substring(slash + 1) + "/";
        return new Reference(host, path + repository, tagged.tag, digest);
    }

    /** {@code registry/repository} without tag and digest. */
    public String name() {
        return registry == null ? repository : registry + "/" + repository;
    }

    @Override
    public String toString() {
        return text(registry, repository, tag, digest);
    }

    private static boolean isRegistry(String first) {
        Matcher host = HOST.matcher(first);
        return host.matches()
                && (first.indexOf('.') >= 0
                        || first.indexOf(':') >= 0
                        || first.equals("localhost")
                        || first.startsWith("["));
    }

    private static String lowerCaseHint(String component) {
        return component.chars().anyMatch(Character::isUpperCase)
                ? "repository names are lower case"
                : "'" + component + "' is not a repository name component";
    }

    private static String text(
            @Nullable String registry, String repository, @Nullable String tag, @Nullable Digest digest) {
        return (registry == null ? "" : registry + "/")
                + repository
                + (tag == null ? "" : ":" + tag)
                + (digest == null ? "" : "@" + digest);
    }

    private static AtollException invalid(String text, String why) {
        return new AtollException(ErrorCode.INVALID, "invalid image reference '%s': %s".formatted(text, why));
    }
}
