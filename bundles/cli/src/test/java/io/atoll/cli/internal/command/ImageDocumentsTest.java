package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.atoll.api.image.Healthcheck;
import io.atoll.api.image.History;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.MediaTypes;
import io.atoll.api.image.Platform;
import io.atoll.api.runtime.Container.Status;
import io.atoll.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code image inspect}, {@code image history}, and templates of the other commands. */
class ImageDocumentsTest extends CommandLineTest {
    @BeforeEach
    void image() {
        ImageConfig config = ImageConfig.builder(new Platform("linux", "arm64", "v8"))
                .created("2026-01-02T03:04:05Z")
                .author("me")
                .env(List.of("A=1", "B=2"))
                .cmd(List.of("sh", "-c", "date"))
                .labels(Map.of("k", "v"))
                .healthcheck(new Healthcheck(
                        List.of("CMD-SHELL", "true"),
                        Duration.ofSeconds(5),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        2))
                .diffIds(List.of(FakeImages.digest("d0"), FakeImages.digest("d1")))
                .history(List.of(
                        new History("2026-01-01T00:00:00Z", "ADD rootfs.tar /", "", "", false),
                        History.emptyLayer("ENV A=1"),
                        new History(
                                "2026-01-02T00:00:00Z",
                                "RUN make \t everything and a lot more than fits here",
                                "",
                                "done",
                                false)))
                .build();
        services.images.put("docker.io/library/app:1", "ab12", config, MediaTypes.OCI_LAYER, MediaTypes.OCI_LAYER);
    }

    private JsonNode json() {
        return Json.parse(context.output().getBytes(StandardCharsets.UTF_8), "output");
    }

    @Test
    void inspectHasDockersShape() {
        run("tag", "app:1", "other:2");
        assertEquals(0, run("image", "inspect", "app:1"));
        JsonNode image = json().path(0);
        assertEquals(FakeImages.digest("ab12").toString(), image.path("Id").asText());
        assertEquals(
                "[\"docker.io/library/app:1\",\"other:2\"]",
                image.path("RepoTags").toString());
        assertEquals(
                "docker.io/library/app@" + FakeImages.digest("ab12"),
                image.path("RepoDigests").path(0).asText());
        assertEquals("arm64", image.path("Architecture").asText());
        assertEquals("v8", image.path("Variant").asText());
        assertEquals("linux", image.path("Os").asText());
        assertEquals(
                "[\"sh\",\"-c\",\"date\"]", image.path("Config").path("Cmd").toString());
        assertEquals(
                5_000_000_000L,
                image.path("Config").path("Healthcheck").path("Interval").asLong());
        assertEquals(2, image.path("RootFS").path("Layers").size());
        assertEquals(2800, image.path("Size").asLong());
        assertEquals("v", image.path("Labels").path("k").asText());
        prints(
                "linux/arm64 A=1,B=2\n",
                "image",
                "inspect",
                "-f",
                "{{.Os}}/{{.Architecture}} {{join .Config.Env \",\"}}",
                "app:1");
        fails(1, "atoll: image 'nope' not found locally\n", "image", "inspect", "nope", "app:1");
        assertEquals(1, json().size());
    }

    @Test
    void inspectOfEither() {
        services.containers.put("app", Status.RUNNING);
        prints("app\n", "inspect", "--format", "{{.Name}}", "app");
        prints("arm64\n", "inspect", "--type", "image", "--format", "{{.Architecture}}", "app:1");
        fails(1, "no such container: app:1", "inspect", "--type", "container", "app:1");
        fails(1, "image 'web' not found locally", "inspect", "--type", "image", "web");
        fails(125, "'--type'", "inspect", "--type", "volume", "app");
        fails(125, "invalid template, at character 1", "inspect", "--format", "{{.Name", "app");
    }

    @Test
    void history() {
        prints(
                """
                ab1200000000|2026-01-02T00:00:00Z|RUN make everything and a lot more than fits…|1000|done
                <missing>|N/A|ENV A=1|0|
                <missing>|2026-01-01T00:00:00Z|ADD rootfs.tar /|1000|
                """,
                "history",
                "--human=false",
                "--format",
                "{{.ID}}|{{.CreatedAt}}|{{.CreatedBy}}|{{.Size}}|{{.Comment}}",
                "app:1");
        prints("ab1200000000\n<missing>\n<missing>\n", "image", "history", "-q", "app:1");
        assertEquals(0, run("history", "-H", "app:1"));
        assertTrue(context.output().contains("1.00kB"), context.output());
        assertEquals(0, run("history", "--no-trunc", "app:1"));
        assertTrue(context.output().contains("more than fits here"), context.output());
        assertEquals(0, run("history", "--format", "json", "app:1"));
        assertEquals(3, json().size());
        assertEquals(
                FakeImages.digest("a1").toString(), json().path(0).path("layer").asText());
        fails(125, "image 'nope' not found locally", "history", "nope");
    }

    @Test
    void historyThatDoesNotFit() {
        ImageConfig one = ImageConfig.builder(Platform.host())
                .history(List.of(History.EMPTY, History.EMPTY, History.EMPTY))
                .build();
        services.images.put("more:1", "cc", one, MediaTypes.OCI_LAYER);
        prints("0B\n0B\n1.00kB\n", "history", "--format", "{{.Size}}", "more:1");
        services.images.put("less:1", "dd", ImageConfig.builder(Platform.host()).build(), MediaTypes.OCI_LAYER);
        prints(
                "1.00kB (the image does not say how this was made)\n",
                "history",
                "--format",
                "{{.Size}} {{.Comment}}",
                "less:1");
    }

    @Test
    @DisplayName("every listing takes a template")
    void templatesElsewhere() {
        services.containers.put("web", Status.RUNNING);
        prints("web running\n", "ps", "--format", "{{.Names}} {{.State}}");
        prints("CONTAINER ID   NAMES\na0a0a0a0a0a0   web\n", "ps", "--format", "table {{.ID}}\\t{{.Names}}");
        prints("/root-folder\n", "info", "--format", "{{.Root}}");
        prints("1.2.3\n", "version", "--format", "{{.Engine}}");
        prints("Images 1\nContainers 1\nEngine -\n", "system", "df", "--format", "{{.Type}} {{.TotalCount}}");
        fails(125, "unknown format 'xml': expected 'table' or 'json'", "version", "--format", "xml");
    }
}
