package io.atoll.store.internal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Descriptor;
import io.atoll.api.layout.ImageLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DurabilityTest extends LayoutTest {
    private final LoggingDisk disk = new LoggingDisk();
    private final FileImageLayouts watched = new FileImageLayouts(syscalls, disk);

    @Test
    @DisplayName("W33 files and the directories that name them are synced, up to the one that was there")
    void everythingIsSynced() {
        Path made = temporary.resolve("p/q/layout");
        layout.close();
        layout = watched.ensure(made);
        for (Path parent : List.of(temporary, temporary.resolve("p"), temporary.resolve("p/q"), made)) {
            assertTrue(disk.log.contains("syncdir " + parent), parent + " in " + disk.log);
        }
        image("x");
        assertTrue(disk.log.contains("syncdir " + made.resolve("blobs")));
        int renames = 0;
        for (int i = 0; i < disk.log.size(); i++) {
            String[] step = disk.log.get(i).split(" ");
            if (step[0].equals("rename")) {
                renames++;
                assertTrue(disk.log.subList(0, i).contains("sync " + step[1]), step[1]);
                assertEquals("syncdir " + Path.of(step[2]).getParent(), disk.log.get(i + 1));
            }
        }
        assertEquals(5, renames, "the marker, layer, configuration, manifest, index");
        // The image's name comes after all it needs.
        assertTrue(disk.log.get(disk.log.size() - 2).endsWith("index.json"));
    }

    @Test
    @DisplayName("W33 whatever fails, whenever: the old index or the new one, and everything works again")
    void everyFailureLeavesTheLayoutWhole() throws Exception {
        Descriptor old = image("old");
        for (boolean dead : new boolean[] {false, true}) {
            boolean done = false;
            for (int steps = 0; !done; steps++) {
                layout.close();
                String tag = "new-" + dead + "-" + steps;
                disk.left = Integer.MAX_VALUE;
                layout = watched.open(directory);
                disk.left = steps;
                disk.isDead = dead;
                try {
                    image(tag);
                    done = disk.left >= 0;
                } catch (AtollException e) {
                    assertEquals(ErrorCode.KERNEL, e.code());
                }
                layout.close();
                disk.left = Integer.MAX_VALUE;
                layout = layouts.open(directory);
                boolean isThere = layout.tags().contains(tag);
                assertTrue(!done || isThere);
                assertEquals(old, layout.find("old").orElseThrow());
                if (isThere) {
                    layout.resolve(tag, AMD64);
                }
                image("after");
                assertTrue(layout.check().isClean(), layout.check().toString());
            }
        }
        layout.collectGarbage();
        assertTrue(layout.check().findings().isEmpty(), layout.check().toString());
    }

    @Test
    void anIndexIsReadAgainOnlyIfItChanged() throws Exception {
        image("x");
        try (ImageLayout other = layouts.open(directory)) {
            assertEquals(List.of("x"), other.tags());
            for (int i = 0; i < 20; i++) {
                String tag = "t" + i;
                layout.insert(layout.find("x").orElseThrow(), tag, null);
                assertTrue(other.find(tag).isPresent());
                other.untag(tag);
                assertFalse(layout.find(tag).isPresent());
            }
            // In place and of the same size: what programs do that know no better.
            for (int i = 0; i < 20; i++) {
                assertTrue(layout.find("x").isPresent());
                String text = Files.readString(indexFile());
                Files.writeString(indexFile(), text.replace("name\":\"x\"", "name\":\"y\""));
                assertTrue(layout.find("y").isPresent());
                assertFalse(layout.find("x").isPresent());
                Files.writeString(indexFile(), text);
            }
        }
    }
}
