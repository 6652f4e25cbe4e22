package io.atoll.cli.internal.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.api.transfer.ImageSet;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is seen of a transfer at a terminal (W39), and what stays: S1.3, S1.10, S1.12, S1.19, S1.31, S1.36. */
class LiveViewTest {
    private final TestImage image = new TestImage(5);
    private final Items items = new Items();
    private long now = 1;
    private TerminalUser user = new TerminalUser(80, 24);
    private LiveView view = new LiveView(items, user, user.out(), () -> now);
    private PullProgress pull = pull(items, view);

    private void terminal(int columns, int rows) {
        user = new TerminalUser(columns, rows);
        view = new LiveView(items, user, user.out(), () -> now);
        pull = pull(items, view);
    }

    private PullProgress pull(Items of, View on) {
        return new PullProgress(new Progress.Shown(of, on, () -> now, user.err()));
    }

    private void shell(String text) {
        user.emulator.write(text);
    }

    /** Of five layers one is there, one done, one unpacked, one on its way for five seconds, one waiting. */
    private void halfway(PullProgress progress) {
        progress.message("Pulling r.example/app:1...");
        progress.manifest(image.descriptor, image.manifest());
        progress.layer(1, image.layer(1), true);
        progress.layer(3, image.layer(3), false);
        progress.layer(2, image.layer(2), false);
        progress.received(image.layer(2), 20_000_000);
        progress.complete(image.layer(2));
        progress.received(image.layer(3), 30_000_000);
        progress.layer(4, image.layer(4), false);
        for (int i = 1; i <= 20; i++) {
            now += Duration.ofMillis(250).toNanos();
            progress.received(image.layer(4), i * 500_000L);
            view.tick();
        }
    }

    private void screenIs(String... expected) {
        assertEquals(
                String.join("\n", expected),
                String.join("\n", user.emulator.screen()).stripTrailing());
    }

    private static final String[] AT_80 = {
        "$ atoll pull r.example/app:1",
        "Pulling r.example/app:1...",
        "  Manifest: sha256:abc000000000 (5 layers)",
        "  001000000000  cached       10.0MB",
        "  002000000000  done         20.0MB",
        "  003000000000  extracting   30.0MB",
        "  004000000000  downloading  [==>        ]  10.0MB of 40.0MB  2.00MB/s      15s",
        "  005000000000  waiting      50.0MB",
        "  60.0MB of  140MB   42%  2.00MB/s  40s left  2 of 5 done",
    };

    @Test
    void at80Columns() {
        shell("$ atoll pull r.example/app:1\n");
        halfway(pull);
        screenIs(AT_80);
        assertFalse(user.emulator.isCursorShown());
    }

    @Test
    void at40Columns() {
        terminal(40, 24);
        halfway(pull);
        screenIs(
                "Pulling r.example/app:1...",
                "  Manifest: sha256:abc000000000 (5 layer",
                "s)",
                "  001000000000  cached       10.0MB",
                "  002000000000  done         20.0MB",
                "  003000000000  extracting   30.0MB",
                "  004000000000  10.0MB of 40.0MB   25%",
                "  005000000000  waiting      50.0MB",
                "  60.0MB of  140MB   42%  2 of 5 done");
    }

    @Test
    void at200Columns() {
        terminal(200, 24);
        halfway(pull);
        List<String> screen = user.emulator.screen();
        assertEquals(
                "  004000000000  downloading  [=========>                              ]  10.0MB of 40.0MB  2.00MB/s      15s",
                screen.get(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 13, 20, 33, 47, 60, 79, 81, 132, 500})
    void noLineIsEverWiderThanTheTerminal(int columns) {
        terminal(columns, 24);
        halfway(pull);
        for (Row row : Layout.rows(items, user.terminal().size())) {
            assertTrue(row.text().length() <= Math.max(1, columns - 1), row.text());
        }
    }

    /** What has scrolled by is what a pipe gets, whether it went well or not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatStaysIsWhatAPipeGets(boolean well) {
        ByteArrayOutputStream pipe = new ByteArrayOutputStream();
        PullProgress plain = pull(new Items(), new PlainView(new PrintStream(pipe, true, StandardCharsets.UTF_8)));
        Consumer<PullProgress> rest = progress -> {
            if (well) {
                progress.layer(5, image.layer(5), false);
                progress.done("Done: " + progress.summary());
            }
            progress.close();
        };
        halfway(plain);
        rest.accept(plain);
        halfway(pull);
        rest.accept(pull);
        String expected = pipe.toString(StandardCharsets.UTF_8);
        assertEquals(expected.stripTrailing(), user.emulator.contents());
        assertEquals(well, expected.endsWith("""
                  Manifest: sha256:abc000000000 (5 layers)
                  Layer 1/5: 001000000000 (cached)
                  Layer 2/5: 002000000000 (downloading...)
                  Layer 3/5: 003000000000 (downloading...)
                  Layer 4/5: 004000000000 (downloading...)
                  Layer 5/5: 005000000000 (downloading...)
                Done: 4 layers downloaded, 1 cached
                """), expected);
        assertTrue(user.emulator.isSane());
        assertEquals("", user.reset);
        view.tick();
        pull.received(image.layer(4), 1);
        pull.message("late");
        assertEquals(expected.stripTrailing(), user.emulator.contents(), "nothing is shown after the end");
    }

    @Test
    void onlyWhatChangedIsWrittenInOneFrame() {
        halfway(pull);
        user.written = "";
        view.tick();
        assertEquals("", user.written, "nothing has changed");
        now += Duration.ofMillis(500).toNanos();
        pull.received(image.layer(4), 11_000_000);
        view.tick();
        assertTrue(user.written.startsWith("\u001b7\u001b[?2026h"), user.written);
        assertTrue(user.written.endsWith("\u001b[?2026l"), user.written);
        assertTrue(user.written.contains("004000000000") && user.written.contains("of 5 done"), user.written);
        for (String other : List.of("001000000000", "002000000000", "003000000000", "005000000000", "\u001b[J")) {
            assertFalse(user.written.contains(other), user.written);
        }
    }

    /** The rate of what stands still falls, and then nobody says when it will be done. */
    @Test
    void whatStandsStillIsSeenToStandStill() {
        halfway(pull);
        for (int i = 0; i < 600; i++) {
            now += Duration.ofMillis(100).toNanos();
            view.tick();
        }
        assertTrue(
                user.emulator.screen().get(5).endsWith("10.0MB of 40.0MB      0B/s"),
                user.emulator.screen().get(5));
    }

    @Test
    void atTheBottomOfTheScreenItScrolls() {
        terminal(80, 10);
        shell("line\n".repeat(20));
        halfway(pull);
        List<String> screen = user.emulator.screen();
        assertEquals("line", screen.get(1));
        assertEquals(AT_80[1], screen.get(2));
        assertEquals(AT_80[8], screen.get(9));
        pull.close();
        String contents = user.emulator.contents();
        assertTrue(contents.startsWith("line\n".repeat(20) + AT_80[1] + "\n" + AT_80[2] + "\n  Layer 1/5"), contents);
        assertFalse(contents.contains("done"), contents);
    }

    @ParameterizedTest
    @CsvSource({
        "40,24,true",
        "40,24,false",
        "200,24,true",
        "200,24,false",
        "30,8,true",
        "30,8,false",
        "80,5,true",
        "80,5,false"
    })
    void afterAResizeNothingAboveIsTouched(int columns, int rows, boolean reflow) {
        shell("$ true\n");
        halfway(pull);
        user.resize(columns, rows, reflow);
        view.tick();
        now += Duration.ofMillis(500).toNanos();
        pull.received(image.layer(4), 11_000_000);
        view.tick();
        List<Row> rowsNow = Layout.rows(items, user.terminal().size());
        List<String> lines = user.emulator.contents().lines().toList();
        assertEquals(
                rowsNow.stream().map(row -> row.text().stripTrailing()).toList(),
                lines.subList(lines.size() - rowsNow.size(), lines.size()));
        String above = String.join("", lines.subList(0, lines.size() - rowsNow.size()));
        String whole = "$ truePulling r.example/app:1...  Manifest: sha256:abc000000000 (5 layers)";
        assertEquals(reflow || columns > 42 ? whole : whole.substring(0, 32 + columns), above);
        pull.close();
        assertTrue(user.emulator.isSane());
        assertFalse(user.emulator.contents().contains("MB"), user.emulator.contents());
    }

    /** Stopped with Ctrl-Z, a shell, and back: frames that were on their way draw over nothing but their own. */
    @Test
    void stoppedAndContinued() {
        terminal(80, 12);
        halfway(pull);
        String before = user.emulator.contents().lines().limit(2).reduce("", (a, b) -> a + b + "\n");
        shell(user.reset);
        assertTrue(user.emulator.isSane());
        shell("[1]+  Stopped\n$ fg\natoll pull\n");
        now += Duration.ofMillis(500).toNanos();
        pull.received(image.layer(4), 11_000_000);
        view.tick();
        user.isBack(80, 12);
        view.tick();
        List<String> lines = user.emulator.contents().lines().toList();
        assertEquals(before + "[1]+  Stopped\n$ fg\natoll pull", String.join("\n", lines.subList(0, 5)));
        assertEquals(11, lines.size(), user.emulator.contents());
        assertEquals(AT_80[3], lines.get(5));
    }

    /** The terminal itself shows ^C where the cursor is. */
    @Test
    void ctrlCLeavesNothing() {
        halfway(pull);
        shell("^C");
        Thread.currentThread().interrupt();
        pull.close();
        assertTrue(Thread.interrupted());
        assertFalse(user.emulator.contents().contains("^C"), user.emulator.contents());
        assertTrue(user.emulator.contents().endsWith("  Layer 4/5: 004000000000 (downloading...)"));
        assertTrue(user.emulator.isSane());
        assertEquals("atoll: interrupted\n", user.errors());
    }

    @Test
    void moreLayersThanRows() {
        terminal(80, 10);
        TestImage large = new TestImage(200);
        pull.manifest(large.descriptor, large.manifest());
        for (int i = 1; i <= 100; i++) {
            pull.layer(i, large.layer(i), i > 60);
        }
        for (int i = 1; i <= 57; i++) {
            pull.complete(large.layer(i));
        }
        pull.received(large.layer(58), 1_000);
        view.tick();
        screenIs(
                "  Manifest: sha256:abc000000000 (200 layers)",
                "  03a000000000  downloading  [           ]  1.00kB of  580MB",
                "  03b000000000  downloading  [           ]      0B of  590MB",
                "  03c000000000  downloading  [           ]      0B of  600MB",
                "  065000000000  waiting      1.01GB",
                "  066000000000  waiting      1.02GB",
                "  067000000000  waiting      1.03GB",
                "  068000000000  waiting      1.04GB",
                "  and 193 more: 96 waiting, 57 done, 40 cached",
                "  16.5GB of  169GB    9%  97 of 200 done");
        pull.close();
        String contents = user.emulator.contents();
        assertEquals(101, contents.lines().count());
        assertTrue(contents.endsWith("  Layer 100/200: 064000000000 (cached)"), contents);
    }

    @Test
    void aTerminalOfOneRow() {
        terminal(80, 1);
        halfway(pull);
        screenIs("  60.0MB of  140MB   42%  2.00MB/s  40s left  2 of 5 done");
        pull.close();
        assertTrue(user.emulator.isSane());
    }

    /** S1.31, S1.36: the same for a copy. */
    @Test
    void aCopy() {
        TransferProgress push = new TransferProgress(new Progress.Shown(items, view, () -> now, user.err()));
        push.message("Pushing app:1 → r.example/app:1...");
        push.planned(image.set());
        push.blob(new ImageSet.Blob(image.config, ImageSet.Kind.CONFIG), false);
        push.blob(new ImageSet.Blob(image.layer(2), ImageSet.Kind.LAYER), true);
        push.blob(new ImageSet.Blob(image.layer(1), ImageSet.Kind.LAYER), false);
        push.copied(image.layer(1), 5_000_000);
        view.tick();
        screenIs(
                "Pushing app:1 → r.example/app:1...",
                "  c0f000000000  copying      [           ]      0B of 1.50kB",
                "  001000000000  copying      [=====>     ]  5.00MB of 10.0MB",
                "  002000000000  cached       20.0MB",
                "  003000000000  waiting      30.0MB",
                "  004000000000  waiting      40.0MB",
                "  005000000000  waiting      50.0MB",
                "  5.00MB of  130MB    3%  1 of 6 done");
        push.complete(image.config);
        push.complete(image.layer(1));
        push.done("Pushed r.example/app:1");
        screenIs(
                "Pushing app:1 → r.example/app:1...",
                "  Layer 001000000000: 10000000 bytes",
                "  Layer 002000000000: 20000000 bytes",
                "Pushed r.example/app:1");
    }

    @Test
    void coloursOnlyWhereTheyAreWanted() {
        halfway(pull);
        assertTrue(user.emulator.styles() > 0);
        user = new TerminalUser(80, 24);
        user.environment.put("NO_COLOR", "1");
        view = new LiveView(items, user, user.out(), () -> now);
        view.tick();
        assertEquals(0, user.emulator.styles());
        assertEquals(AT_80[3], user.emulator.screen().getFirst());
    }

    @Test
    void aTerminalThatCannot() {
        for (String kind : List.of("dumb", "")) {
            user.environment.put("TERM", kind);
            assertFalse(LiveView.canBeShown(user));
        }
        user.environment.remove("TERM");
        assertFalse(LiveView.canBeShown(user));
        user.environment.put("TERM", "linux");
        assertTrue(LiveView.canBeShown(user));
    }
}
