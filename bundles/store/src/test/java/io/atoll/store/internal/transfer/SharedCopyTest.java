package io.atoll.store.internal.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.image.Reference;
import io.atoll.api.store.StoredImage;
import io.atoll.api.transfer.ImageSource;
import io.atoll.api.transfer.ImageTarget;
import io.atoll.api.transfer.ImageTransport;
import io.atoll.api.transfer.TransferListener;
import io.atoll.store.internal.OpenStore;
import io.atoll.store.internal.disk.LocalDisk;
import io.atoll.store.internal.layout.FileImageLayouts;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import io.atoll.testing.TarBuilder;
import io.atoll.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Copies between places on a file system that shares blocks. */
class SharedCopyTest extends TransferTest {
    private static final int SIZE = 4 << 20;

    private Path mount = Path.of("/nonexistent");

    @SuppressWarnings("NullAway.Init") // before each test
    private OpenStore here;

    @SuppressWarnings("NullAway.Init") // before each test
    private StoredImage image;

    private final ImageTransport layouts = new LayoutTransport(new FileImageLayouts(syscalls));

    @BeforeEach
    void btrfs() throws IOException {
        Requires.root();
        Requires.program("mkfs.btrfs");
        Requires.program("filefrag");
        mount = Files.createDirectory(temporary.resolve("mount"));
        Shell.script(
                "truncate -s 160M \"$1\"; mkfs.btrfs -q \"$1\"; mount -o loop \"$1\" \"$2\"",
                temporary.resolve("image"),
                mount);
        here = OpenStore.at(mount.resolve("store"), syscalls, new LocalDisk());
        byte[] content = new byte[SIZE];
        new Random(1).nextBytes(content);
        image = TestImages.image(
                here.store(),
                "app:1",
                List.of(new TarBuilder().file("f", content).build()));
    }

    @AfterEach
    void unmount() {
        here.close();
        Shell.run("umount", "-l", mount.toString());
    }

    private Path blob(String place) {
        Descriptor layer = image.manifest().layers().getFirst();
        return mount.resolve(place)
                .resolve("blobs/sha256")
                .resolve(layer.digest().hex());
    }

    private void copy(ImageSource from, ImageTarget to) {
        try (from;
                to) {
            var unused = new TransportImageCopier().copy(from, to, null, TransferListener.NONE);
        }
    }

    private void toLayout() {
        copy(
                new StoreTransport(here.store()).source("app:1", context),
                layouts.target(mount.resolve("layout") + ":app", context));
    }

    /** How many of these files have blocks that others have too. */
    private long shared(Path... files) {
        String[] all = new String[files.length];
        for (int i = 0; i < files.length; i++) {
            all[i] = files[i].toString();
        }
        String told = Shell.script(
                "sync -f \"$1\"; for file; do if filefrag -v \"$file\" | grep -q shared; then echo x; fi; done | wc -l",
                (Object[]) all);
        return Long.parseLong(told.strip());
    }

    @Test
    @DisplayName(
            "S4.17 W40 from the store to a layout and on to another store blobs share blocks, and are files of their own")
    void sharesBlocks() throws IOException {
        toLayout();
        assertEquals(2, shared(blob("store/images"), blob("layout")));
        assertFalse(Files.isSameFile(blob("store/images"), blob("layout")), "somebody else may write into it");
        assertEquals(1, Files.getAttribute(blob("layout"), "unix:nlink"));
        try (OpenStore other = OpenStore.at(mount.resolve("other"), syscalls, new LocalDisk())) {
            copy(
                    layouts.source(mount.resolve("layout") + ":app", context),
                    new StoreTransport(other.store()).target("app:2", context));
            assertEquals(
                    image.root().digest(),
                    other.store()
                            .find(Reference.parse("app:2"))
                            .orElseThrow()
                            .root()
                            .digest());
            assertEquals(3, shared(blob("store/images"), blob("layout"), blob("other/images")));
            assertEquals(List.of(), other.store().check().findings());
        }
        // What its owner does with the layout is no concern of the store's.
        Files.writeString(blob("layout"), "changed");
        assertTrue(here.store().check().isClean());
    }

    @Test
    @DisplayName("W40 damage does not spread, whether blocks are shared or not")
    void damageDoesNotSpread() throws IOException {
        byte[] bytes = Files.readAllBytes(blob("store/images"));
        bytes[SIZE / 2] ^= 1;
        Files.write(blob("store/images"), bytes);
        assertFails(ErrorCode.CORRUPT, "it is damaged there", this::toLayout);
        assertFalse(Files.exists(blob("layout")));
        try (var left = Files.list(mount.resolve("layout"))) {
            assertEquals(
                    List.of(),
                    left.filter(path -> path.toString().contains(".atoll-")).toList());
        }
    }

    @Test
    @DisplayName("between file systems blobs are copied")
    void copiesElsewhere() {
        copy(
                new StoreTransport(here.store()).source("app:1", context),
                new StoreTransport(store).target("app:1", context));
        assertEquals(List.of(), store.check().findings());
        assertEquals(
                image.root().digest(),
                store.find(Reference.parse("app:1")).orElseThrow().root().digest());
    }
}
