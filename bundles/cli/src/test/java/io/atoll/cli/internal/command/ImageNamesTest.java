package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.runtime.Container.Status;
import io.atoll.api.store.StoredImage;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Giving names, taking them away, removing images. */
class ImageNamesTest extends CommandLineTest {
    private List<String> names() {
        return services.images.all.stream()
                .map(image -> image.reference().toString())
                .sorted()
                .toList();
    }

    @Test
    @DisplayName("Short names of the registries' configuration mean the same for every command")
    void aliases() {
        services.registry.aliases.put("app", "r.example/team/app");
        services.images.put("r.example/team/app:latest", "ab12");
        prints("r.example/team/app:latest → copy:latest\n", "tag", "app", "copy");
        prints("r.example/team/app:latest\n", "image", "ls", "-q", "--filter", "reference=app");
        assertEquals(0, run("image", "inspect", "app"));
        assertEquals(0, run("history", "app"));
        prints("Removed image: r.example/team/app:latest\n", "rmi", "app");
        assertEquals(List.of("copy:latest"), names());
    }

    @Test
    @DisplayName("S1.42, S1.43, S1.58: the source is resolved locally first, the target gets :latest and no registry")
    void tag() {
        services.images.put("docker.io/library/alpine:latest", "ab12");
        services.images.put("local:latest", "cd34");
        prints("local:latest → copy:latest\n", "image", "tag", "local", "copy");
        prints("docker.io/library/alpine:latest → r.example/a:1\n", "tag", "alpine", "r.example/a:1");
        prints("copy:latest → a:1\ncopy:latest → b:2\n", "tag", "copy", "a:1", "b:2");
        assertEquals(
                List.of(
                        "a:1",
                        "b:2",
                        "copy:latest",
                        "docker.io/library/alpine:latest",
                        "local:latest",
                        "r.example/a:1"),
                names());
        fails(125, "atoll: image 'nope' not found locally\n", "tag", "nope", "x");
        fails(125, "invalid image reference 'UP'", "tag", "a:1", "c", "UP");
        assertTrue(names().stream().noneMatch(name -> name.equals("c:latest")), "nothing before all are right");
        fails(125, "its digest is sha256:cd34", "tag", "a:1", "x@" + FakeImages.digest("1"));
    }

    @Test
    @DisplayName("S1.44: a target that exists is replaced")
    void tagReplaces() {
        services.images.put("a:1", "ab12");
        services.images.put("b:1", "cd34");
        prints("a:1 → b:1\n", "tag", "a:1", "b:1");
        assertEquals(List.of("a:1", "b:1"), names());
        assertEquals(
                1,
                services.images.all.stream()
                        .map(StoredImage::descriptor)
                        .distinct()
                        .count());
    }

    @Test
    @DisplayName("S1.34, S1.35: what is missing of an image is named")
    void tagOfAnIncompleteImage() {
        services.images.put("a:1", "ab12", MediaTypes.OCI_LAYER_GZIP);
        services.images.missing.add(FakeImages.digest("a0"));
        fails(
                125,
                "atoll: blob not found for layer sha256:a00000000000 — re-pull or rebuild the image to populate the blob cache\n",
                "tag",
                "a:1",
                "b");
        services.images.missing.add(FakeImages.digest("c"));
        fails(
                125,
                "atoll: OCI config not found for 'a:1' — re-pull or rebuild the image to populate the blob cache\n",
                "tag",
                "a:1",
                "b");
        assertEquals(List.of("a:1"), names());
    }

    @Test
    void untagKeepsTheImage() {
        services.images.put("r.example/a:1", "ab12");
        run("tag", "r.example/a:1", "b:1");
        prints("Untagged: b:1\n", "image", "untag", "b:1");
        String kept = "r.example/a@" + FakeImages.digest("ab12");
        prints("Untagged: r.example/a:1\nStill there as: %s\n".formatted(kept), "untag", "r.example/a:1");
        assertEquals(List.of(kept), names());
        fails(1, "has no name but its digest; remove it with 'atoll image rm'", "untag", kept);
        fails(1, "'ab12' is no name but the beginning of a digest", "untag", "ab12");
        fails(1, "image 'nope' not found locally", "untag", "nope");
        prints("Removed image: %s\n".formatted(kept), "rmi", "ab12");
    }

    @Test
    void danglingImagesArePruned() {
        services.images.put("a:1", "ab12");
        services.images.put("b:1", "cd34");
        run("untag", "a:1");
        fails(125, "1 images would be removed", "image", "prune");
        prints("""
                Would untag: a@%s
                Total reclaimable space: 0B
                """.formatted(FakeImages.digest("ab12")), "image", "prune", "--dry-run");
        run("image", "prune", "-f");
        assertEquals(List.of("b:1"), names());
    }

    @Test
    @DisplayName("S1.26, S1.27: the local form is removed before the full one, and only what is not found leads on")
    void removeTakesTheLocalFormFirst() {
        services.images.put("app:latest", "ab12");
        services.images.put("docker.io/library/app:latest", "cd34");
        prints("Removed image: app:latest\n", "rmi", "app");
        prints("Removed image: docker.io/library/app:latest\n", "rmi", "app");
    }

    @Test
    @DisplayName("S1.28: what the store says of a refusal is said as it is, and the others have their turn")
    void removeWithoutPermission() {
        services.images.put("app:latest", "ab12");
        services.images.removal = new AtollException(ErrorCode.KERNEL, "cannot write the index\nhint: chown");
        fails(
                1,
                "atoll: cannot write the index\nhint: chown\natoll: image 'no:1' not found locally\n",
                "rmi",
                "app",
                "no:1");
    }

    @Test
    void whatAContainerUsesNeedsForce() {
        services.containers.put("web", Status.EXITED);
        services.images.put("used:1", "0");
        fails(1, "the image 'used:1' is used by container web; remove the container first", "rmi", "used:1");
        run("tag", "used:1", "other:1");
        prints("Removed image: used:1\n", "rmi", "used:1"); // it still has a name
        fails(1, "is used by container web", "rmi", "--all");
        prints("Removed image: other:1\n", "rmi", "-f", "other:1");
        prints("No such image: other:1\n", "rmi", "-f", "other:1");
    }

    @Test
    void aDigestOfSeveralNamesNeedsForce() {
        services.images.put("a:1", "ab12");
        run("tag", "a:1", "b:1");
        fails(1, "the image 'ab12' has several names: a:1, b:1; remove them by name", "rmi", "ab12");
        prints("Removed image: a:1\nRemoved image: b:1\n", "rmi", "-f", "ab12");
    }

    @Test
    void removeAll() {
        services.images.put("a:1", "ab12");
        services.images.put("b:1", "cd34");
        fails(125, "--all means every image", "rmi", "-a", "a:1");
        fails(125, "needs IMAGE, or --all", "rmi");
        prints("Removed image: a:1\nRemoved image: b:1\n", "rmi", "-a");
        prints("", "rmi", "-a");
    }
}
