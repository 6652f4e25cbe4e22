package io.atoll.store.internal.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.atoll.api.layer.LayerBlob;
import io.atoll.api.layer.LayerFormat;
import io.atoll.api.layer.LayerPacker.Source;
import io.atoll.testing.Requires;
import io.atoll.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Other programs read what is packed here, and find the same in it. */
class PackPeersTest extends PackTest {
    private Path layout = Path.of("/nonexistent");
    private Path tree = Path.of("/nonexistent");

    @BeforeEach
    void everything() {
        Requires.root();
        layout = temporary.resolve("layout");
        tree = tree(Everything.SCRIPT);
        Everything.attributes(this, tree);
    }

    private LayerBlob image(LayerFormat format) throws IOException {
        TestLayout made = new TestLayout(syscalls, layout);
        LayerBlob layer = made.pack(tree, Source.TREE, format);
        made.image("t", List.of(layer));
        return layer;
    }

    @Test
    void umociUnpacksTheSame() throws IOException {
        Requires.program("umoci");
        image(new LayerFormat.Gzip());
        Path bundle = temporary.resolve("bundle");
        Shell.run("umoci", "unpack", "--image", layout + ":t", bundle.toString());
        assertEquals(snapshot(tree), snapshot(bundle.resolve("rootfs")));
    }

    @Test
    void umociSeesNoDifferenceInWhatIsUnpackedHere() throws IOException {
        Requires.program("umoci");
        LayerBlob layer = image(new LayerFormat.Gzip());
        Path bundle = temporary.resolve("bundle");
        Shell.run("umoci", "unpack", "--image", layout + ":t", bundle.toString());
        Path rootfs = bundle.resolve("rootfs");
        Path ours = extract(
                Files.newInputStream(
                        new TestLayout(syscalls, layout).path(layer.descriptor().digest())),
                layer.diffId());
        Shell.script("rm -rf $1; mv $2 $1", rootfs, ours);
        System.err.println(
                Shell.run("umoci", "--log=debug", "repack", "--image", layout + ":again", bundle.toString()));
        System.err.println(Shell.script("cat $1/index.json; umoci stat --image $1:again --json", layout));
    }
}
