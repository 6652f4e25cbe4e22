package io.atoll.cli.internal.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Healthcheck;
import io.atoll.api.image.ImageConfig;
import io.atoll.api.image.Platform;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigChangesTest {
    private static ImageConfig changed(String... changes) {
        return ConfigChanges.apply(
                ImageConfig.builder(Platform.host()).env(List.of("A=0")).build(), List.of(changes));
    }

    @Test
    void instructions() {
        ImageConfig config = changed(
                "CMD [\"/bin/sh\", \"-l\"]",
                "entrypoint exec true",
                "ENV A=1 \"B=two words\" C=a\\ b",
                "ENV OLD the old form",
                "EXPOSE 80 53/udp 8000-8010",
                "LABEL k=v",
                "LABEL a=\"b c\"",
                "USER 33:34",
                "VOLUME /data /more",
                "VOLUME [\"/third\"]",
                "WORKDIR /srv",
                "WORKDIR app",
                "STOPSIGNAL SIGINT",
                "ONBUILD RUN true");
        assertEquals(List.of("/bin/sh", "-l"), config.cmd());
        assertEquals(List.of("/bin/sh", "-c", "exec true"), config.entrypoint());
        assertEquals(List.of("A=1", "B=two words", "C=a b", "OLD=the old form"), config.env());
        assertEquals(List.of("80/tcp", "53/udp", "8000-8010/tcp"), config.exposedPorts());
        assertEquals(Map.of("k", "v", "a", "b c"), config.labels());
        assertEquals("33:34", config.user());
        assertEquals(List.of("/data", "/more", "/third"), config.volumes());
        assertEquals("/srv/app", config.workingDir());
        assertEquals("SIGINT", config.stopSignal());
        assertEquals(List.of("RUN true"), config.onBuild());
    }

    @Test
    void healthchecks() {
        Healthcheck check = Objects.requireNonNull(
                changed("HEALTHCHECK --interval=1m30s --timeout=500ms --retries=4 CMD curl -f http://localhost/")
                        .healthcheck());
        assertEquals(List.of("CMD-SHELL", "curl -f http://localhost/"), check.test());
        assertEquals(Duration.ofSeconds(90), check.interval());
        assertEquals(Duration.ofMillis(500), check.timeout());
        assertEquals(4, check.retries());
        assertEquals(
                List.of("CMD", "true"),
                Objects.requireNonNull(changed("HEALTHCHECK CMD [\"true\"]").healthcheck())
                        .test());
        assertEquals(
                List.of("NONE"),
                Objects.requireNonNull(changed("HEALTHCHECK NONE").healthcheck())
                        .test());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "CMD",
                "RUN make",
                "CMD [1]",
                "CMD [\"a\"",
                "ENV =x",
                "LABEL a=b c",
                "EXPOSE http",
                "USER a b",
                "LABEL a=\"b",
                "HEALTHCHECK true",
                "HEALTHCHECK --often=1s CMD true",
                "HEALTHCHECK --retries=x CMD true",
                "HEALTHCHECK --interval=soon CMD true"
            })
    void whatCannotBeUnderstoodIsRefused(String change) {
        AtollException e = assertThrows(AtollException.class, () -> changed(change));
        assertEquals(ErrorCode.INVALID, e.code());
        assertTrue(String.valueOf(e.getMessage()).startsWith("invalid change '" + change + "': "), e.getMessage());
    }
}
