package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.cli.internal.container.AttachCommand;
import io.atoll.cli.internal.container.CreateCommand;
import io.atoll.cli.internal.container.InspectCommand;
import io.atoll.cli.internal.container.KillCommand;
import io.atoll.cli.internal.container.ListCommand;
import io.atoll.cli.internal.container.LogsCommand;
import io.atoll.cli.internal.container.RemoveCommand;
import io.atoll.cli.internal.container.RunCommand;
import io.atoll.cli.internal.container.StartCommand;
import io.atoll.cli.internal.container.StopCommand;
import io.atoll.cli.internal.container.WaitCommand;
import io.atoll.cli.internal.dispatch.TestDispatcher;
import io.atoll.cli.internal.image.ImageConvertCommand;
import io.atoll.cli.internal.image.ImageCopyCommand;
import io.atoll.cli.internal.image.ImageListCommand;
import io.atoll.cli.internal.image.ImageLoadCommand;
import io.atoll.cli.internal.image.ImagePruneCommand;
import io.atoll.cli.internal.image.ImagePullCommand;
import io.atoll.cli.internal.image.ImageRemoveCommand;
import io.atoll.cli.internal.image.ImageSaveCommand;
import io.atoll.cli.internal.system.EngineStatusCommand;
import io.atoll.cli.internal.system.EngineStopCommand;
import io.atoll.cli.internal.system.InfoCommand;
import io.atoll.cli.internal.system.SystemCheckCommand;
import io.atoll.cli.internal.system.SystemDfCommand;
import io.atoll.cli.internal.system.VersionCommand;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** Every command, called as the server calls it. */
abstract class CommandLineTest {
    FakeServices services = new FakeServices();
    TestContext context = new TestContext();
    TestDispatcher commands = new TestDispatcher();

    @BeforeEach
    void register() {
        commands.add("image pull", "pull", false, () -> new ImagePullCommand(services))
                .add("image ls", "images", false, () -> new ImageListCommand(services))
                .add("image rm", "rmi", false, () -> new ImageRemoveCommand(services))
                .add("image save", "save", false, () -> new ImageSaveCommand(services))
                .add("image load", "load", false, () -> new ImageLoadCommand(services))
                .add("image copy", "", false, () -> new ImageCopyCommand(services))
                .add("image convert", "", false, () -> new ImageConvertCommand(services))
                .add("image prune", "", false, () -> new ImagePruneCommand(services))
                .add("system df", "", false, () -> new SystemDfCommand(services))
                .add("system check", "", false, () -> new SystemCheckCommand(services))
                .add("run", "", true, () -> new RunCommand(services))
                .add("create", "", true, () -> new CreateCommand(services))
                .add("ps", "container ls", false, () -> new ListCommand(services))
                .add("logs", "", false, () -> new LogsCommand(services))
                .add("stop", "", false, () -> new StopCommand(services))
                .add("start", "", false, () -> new StartCommand(services))
                .add("kill", "", false, () -> new KillCommand(services))
                .add("rm", "", false, () -> new RemoveCommand(services))
                .add("wait", "", false, () -> new WaitCommand(services))
                .add("attach", "", false, () -> new AttachCommand(services))
                .add("inspect", "", false, () -> new InspectCommand(services))
                .add("version", "", false, () -> new VersionCommand(services))
                .add("info", "", false, () -> new InfoCommand(services))
                .add("engine status", "", false, () -> new EngineStatusCommand(services))
                .add("engine stop", "", false, () -> new EngineStopCommand(services));
    }

    int run(String... arguments) {
        context = fresh();
        try {
            return commands.dispatcher().run(context, List.of(arguments));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private TestContext fresh() {
        TestContext next = new TestContext();
        next.terminal = context.terminal;
        next.environment = context.environment;
        next.input = context.input;
        next.exitCode = context.exitCode;
        return next;
    }

    void prints(String expected, String... arguments) {
        int status = run(arguments);
        assertEquals(expected, context.output());
        assertEquals("", context.errors());
        assertEquals(0, status);
    }

    void fails(int status, String error, String... arguments) {
        assertEquals(status, run(arguments), context.errors());
        assertTrue(context.errors().contains(error), context.errors());
    }
}
