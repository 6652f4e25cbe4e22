package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.volume.VolumeSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VolumeCommandsTest extends CommandLineTest {
    private void put(String name, String... labels) {
        Map<String, String> map = labels.length == 0 ? Map.of() : Map.of(labels[0], labels[1]);
        services.volumes.create(new VolumeSpec(name, VolumeSpec.LOCAL, map, Map.of()));
    }

    @Test
    void create() {
        assertEquals(
                0,
                run(
                        "volume",
                        "create",
                        "--label",
                        "a=b=c",
                        "--label",
                        "d",
                        "-o",
                        "type=none",
                        "-o",
                        "o=bind,ro",
                        "data"));
        assertEquals("data\n", context.output());
        assertEquals(Map.of("a", "b=c", "d", ""), services.volumes.get("data").labels());
        assertEquals(
                Map.of("type", "none", "o", "bind,ro"),
                services.volumes.get("data").options());
        assertEquals(125, run("volume", "create", "-o", "type", "data2"));
        assertTrue(services.volumes.list().size() == 1);
    }

    @Test
    void listsWhatTheFiltersLet() {
        put("one", "stage", "test");
        put("two");
        services.volumes.users.put("two", List.of("web"));
        assertEquals("one\ntwo\n", listed());
        assertEquals("one\n", listed("--filter", "dangling=true"));
        assertEquals("two\n", listed("-f", "dangling=0"));
        assertEquals("one\n", listed("-f", "label=stage"));
        assertEquals("", listed("-f", "label=stage=prod"));
        assertEquals("two\n", listed("-f", "label!=stage=test"));
        assertEquals("two\n", listed("-f", "name=w", "-f", "driver=local"));
        assertEquals(125, run("volume", "ls", "-f", "colour=red"));
        assertEquals(125, run("volume", "ls", "-f", "dangling=maybe"));
    }

    private String listed(String... more) {
        String[] words = new String[3 + more.length];
        words[0] = "volume";
        words[1] = "ls";
        words[2] = "-q";
        System.arraycopy(more, 0, words, 3, more.length);
        assertEquals(0, run(words));
        return context.output();
    }

    @Test
    void formats() {
        put("one", "stage", "test");
        assertEquals(0, run("volume", "ls"));
        assertEquals("DRIVER   VOLUME NAME\nlocal    one\n", context.output());
        assertEquals(0, run("volume", "ls", "--format", "{{.Name}} {{.Mountpoint}} {{.Labels.stage}}"));
        assertEquals("one /volumes/one/_data test\n", context.output());
        assertEquals(1, run("volume", "inspect", "--format", "{{.Name}}", "one", "none"));
        assertEquals("one\n", context.output());
    }

    @Test
    void removesWhatItCan() {
        put("one");
        put("two");
        services.volumes.users.put("two", List.of("web"));
        assertEquals(1, run("volume", "rm", "two", "one", "none"));
        assertEquals("one\n", context.output());
        assertEquals(0, run("volume", "rm", "-f", "none"));
        assertEquals(1, run("volume", "rm", "-f", "two"), "force does not take it away from a container");
    }

    @Test
    void prune() {
        put("named", "stage", "test");
        put("used", "com.docker.volume.anonymous", "");
        put("unused", "com.docker.volume.anonymous", "");
        services.volumes.users.put("used", List.of("web"));
        assertEquals(125, run("volume", "prune"), "there is nobody to ask");
        assertEquals(125, run("volume", "prune", "-f", "--filter", "name=x"));
        assertEquals(3, services.volumes.all.size());
        assertEquals(0, run("volume", "prune", "-f"));
        assertEquals("Deleted: unused\nTotal reclaimed space: 4.00kB\n", context.output());
        assertEquals(0, run("volume", "prune", "-af", "--filter", "label=other"));
        assertEquals(0, run("volume", "prune", "-af", "--filter", "label=stage=test"));
        assertEquals(List.of("used"), List.copyOf(services.volumes.all.keySet()));
    }
}
