package io.atoll.cli.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atoll.cli.internal.completion.CompletionCommand;
import io.atoll.cli.internal.container.AttachCommand;
import io.atoll.cli.internal.container.CommitCommand;
import io.atoll.cli.internal.container.ContainerPruneCommand;
import io.atoll.cli.internal.container.CopyCommand;
import io.atoll.cli.internal.container.CreateCommand;
import io.atoll.cli.internal.container.DiffCommand;
import io.atoll.cli.internal.container.ExecCommand;
import io.atoll.cli.internal.container.ExportCommand;
import io.atoll.cli.internal.container.HealthcheckRunCommand;
import io.atoll.cli.internal.container.InspectCommand;
import io.atoll.cli.internal.container.KillCommand;
import io.atoll.cli.internal.container.ListCommand;
import io.atoll.cli.internal.container.LogsCommand;
import io.atoll.cli.internal.container.PauseCommand;
import io.atoll.cli.internal.container.RemoveCommand;
import io.atoll.cli.internal.container.RenameCommand;
import io.atoll.cli.internal.container.RestartCommand;
import io.atoll.cli.internal.container.RunCommand;
import io.atoll.cli.internal.container.StartCommand;
import io.atoll.cli.internal.container.StatsCommand;
import io.atoll.cli.internal.container.StopCommand;
import io.atoll.cli.internal.container.UnpauseCommand;
import io.atoll.cli.internal.container.UpdateCommand;
import io.atoll.cli.internal.container.WaitCommand;
import io.atoll.cli.internal.container.top.TopCommand;
import io.atoll.cli.internal.dispatch.TestDispatcher;
import io.atoll.cli.internal.event.EventsCommand;
import io.atoll.cli.internal.image.ImageConvertCommand;
import io.atoll.cli.internal.image.ImageCopyCommand;
import io.atoll.cli.internal.image.ImageExportCommand;
import io.atoll.cli.internal.image.ImageFsckCommand;
import io.atoll.cli.internal.image.ImageHistoryCommand;
import io.atoll.cli.internal.image.ImageImportCommand;
import io.atoll.cli.internal.image.ImageInspectCommand;
import io.atoll.cli.internal.image.ImageListCommand;
import io.atoll.cli.internal.image.ImageLoadCommand;
import io.atoll.cli.internal.image.ImageLoginCommand;
import io.atoll.cli.internal.image.ImageLogoutCommand;
import io.atoll.cli.internal.image.ImagePruneCommand;
import io.atoll.cli.internal.image.ImagePullCommand;
import io.atoll.cli.internal.image.ImagePushCommand;
import io.atoll.cli.internal.image.ImageRemoveCommand;
import io.atoll.cli.internal.image.ImageSaveCommand;
import io.atoll.cli.internal.image.ImageTagCommand;
import io.atoll.cli.internal.image.ImageUntagCommand;
import io.atoll.cli.internal.image.index.IndexAddCommand;
import io.atoll.cli.internal.image.index.IndexAnnotateCommand;
import io.atoll.cli.internal.image.index.IndexCreateCommand;
import io.atoll.cli.internal.image.index.IndexInspectCommand;
import io.atoll.cli.internal.image.index.IndexPushCommand;
import io.atoll.cli.internal.image.index.IndexRemoveCommand;
import io.atoll.cli.internal.system.EngineStatusCommand;
import io.atoll.cli.internal.system.EngineStopCommand;
import io.atoll.cli.internal.system.InfoCommand;
import io.atoll.cli.internal.system.SystemCheckCommand;
import io.atoll.cli.internal.system.SystemDfCommand;
import io.atoll.cli.internal.system.VersionCommand;
import io.atoll.cli.internal.volume.VolumeCreateCommand;
import io.atoll.cli.internal.volume.VolumeInspectCommand;
import io.atoll.cli.internal.volume.VolumeListCommand;
import io.atoll.cli.internal.volume.VolumePruneCommand;
import io.atoll.cli.internal.volume.VolumeRemoveCommand;
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
                .add("image ls", "images,image list", false, () -> new ImageListCommand(services))
                .add("image rm", "rmi", false, () -> new ImageRemoveCommand(services))
                .add("image login", "login", false, () -> new ImageLoginCommand(services))
                .add("image logout", "logout", false, () -> new ImageLogoutCommand(services))
                .add("image push", "push", false, () -> new ImagePushCommand(services))
                .add("image save", "save", false, () -> new ImageSaveCommand(services))
                .add("image load", "load", false, () -> new ImageLoadCommand(services))
                .add("image copy", "", false, () -> new ImageCopyCommand(services))
                .add("image convert", "", false, () -> new ImageConvertCommand(services))
                .add("image prune", "", false, () -> new ImagePruneCommand(services))
                .add("image index create", "manifest create", false, () -> new IndexCreateCommand(services))
                .add("image index add", "manifest add", false, () -> new IndexAddCommand(services))
                .add("image index rm", "manifest remove", false, () -> new IndexRemoveCommand(services))
                .add("image index annotate", "manifest annotate", false, () -> new IndexAnnotateCommand(services))
                .add("image index inspect", "manifest inspect", false, () -> new IndexInspectCommand(services))
                .add("image index push", "manifest push", false, () -> new IndexPushCommand(services))
                .add("image tag", "tag", false, () -> new ImageTagCommand(services))
                .add("image untag", "untag", false, () -> new ImageUntagCommand(services))
                .add("image inspect", "", false, () -> new ImageInspectCommand(services))
                .add("image history", "history", false, () -> new ImageHistoryCommand(services))
                .add("image import", "import", false, () -> new ImageImportCommand(services))
                .add("image export", "", false, () -> new ImageExportCommand(services))
                .add("image fsck", "", false, () -> new ImageFsckCommand(services))
                .add("completion", "", false, CompletionCommand::new)
                .add("system df", "", false, () -> new SystemDfCommand(services))
                .add("system check", "", false, () -> new SystemCheckCommand(services))
                .add("run", "", true, () -> new RunCommand(services))
                .add("create", "", true, () -> new CreateCommand(services))
                .add("exec", "", true, () -> new ExecCommand(services))
                .add("ps", "container ls", false, () -> new ListCommand(services))
                .add("logs", "", false, () -> new LogsCommand(services))
                .add("restart", "container restart", false, () -> new RestartCommand(services))
                .add("rename", "container rename", false, () -> new RenameCommand(services))
                .add("container prune", "", false, () -> new ContainerPruneCommand(services))
                .add("healthcheck run", "", false, () -> new HealthcheckRunCommand(services))
                .add("events", "system events", false, () -> new EventsCommand(services))
                .add("stop", "", false, () -> new StopCommand(services))
                .add("export", "container export", false, () -> new ExportCommand(services))
                .add("cp", "container cp", false, () -> new CopyCommand(services))
                .add("diff", "container diff", false, () -> new DiffCommand(services))
                .add("commit", "container commit", false, () -> new CommitCommand(services))
                .add("start", "", false, () -> new StartCommand(services))
                .add("kill", "", false, () -> new KillCommand(services))
                .add("pause", "", false, () -> new PauseCommand(services))
                .add("unpause", "", false, () -> new UnpauseCommand(services))
                .add("update", "", false, () -> new UpdateCommand(services))
                .add("stats", "", false, () -> new StatsCommand(services))
                .add("top", "", true, () -> new TopCommand(services))
                .add("rm", "", false, () -> new RemoveCommand(services))
                .add("wait", "", false, () -> new WaitCommand(services))
                .add("attach", "", false, () -> new AttachCommand(services))
                .add("volume create", "", false, () -> new VolumeCreateCommand(services))
                .add("volume ls", "volume list", false, () -> new VolumeListCommand(services))
                .add("volume inspect", "", false, () -> new VolumeInspectCommand(services))
                .add("volume rm", "volume remove", false, () -> new VolumeRemoveCommand(services))
                .add("volume prune", "", false, () -> new VolumePruneCommand(services))
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
        next.answers = context.answers;
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
