package io.atoll.cli.internal.server;

import io.atoll.cli.internal.protocol.Fields;
import io.atoll.cli.internal.protocol.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Serves the engine's socket from when every bundle has started until this bundle, or the engine, stops. */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.atoll.engine")
@Designate(ocd = CommandServer.Settings.class)
public final class CommandServer implements FrameworkListener, SynchronousBundleListener {
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration CANCELLED_GRACE = Duration.ofSeconds(3);
    private static final int MOST_COMMANDS = 2048;

    /** Larger than the engine's other threads': documents are nested, and parsed here. */
    private static final long STACK = 1 << 20;

    @ObjectClassDefinition(name = "Atoll engine")
    @interface Settings {
        @AttributeDefinition(
                description = "After how many seconds without a client the engine stops; 0: never."
                        + " The environment variable ATOLL_IDLE_TIMEOUT comes before it.")
        int idleTimeout() default 600;
    }

    private final BundleContext bundles;
    private final Handler handler;
    private final Idleness idleness;
    private @Nullable Listener listener;
    private @Nullable IoLoop loop;
    private @Nullable ExecutorService executor;
    private boolean stopped;

    @Activate
    public CommandServer(BundleContext bundles, Settings settings, @Reference Handler handler) throws IOException {
        this.bundles = bundles;
        this.handler = handler;
        this.idleness = new Idleness(bundles, Idleness.timeout(settings.idleTimeout()));
        bundles.addFrameworkListener(this);
        bundles.addBundleListener(this);
        if (bundles.getBundle(0).getState() == Bundle.ACTIVE) {
            start();
        }
    }

    @Modified
    void modified(Settings settings) {
        idleness.timeout = Idleness.timeout(settings.idleTimeout());
    }

    /** A client must find every command: nobody is served before all bundles have started. */
    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.STARTED) {
            try {
                start();
            } catch (IOException | RuntimeException e) {
                EngineLog.write("the command server cannot start", e);
            }
        }
    }

    /** The engine stops: nobody is accepted any more while the commands and their services are still all there. */
    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == 0) {
            try {
                stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                EngineLog.write("the command server did not stop orderly", e);
            }
        }
    }

    private synchronized void start() throws IOException {
        String run = bundles.getProperty("atoll.run");
        if (loop != null || run == null) {
            return;
        }
        Listener opened = Listener.open(Path.of(run));
        ExecutorService threads = new ThreadPoolExecutor(
                2,
                MOST_COMMANDS,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform()
                        .name("atoll-command-", 1)
                        .daemon()
                        .stackSize(STACK)
                        .factory());
        byte[] hello = Fields.encode(
                Request.VERSION,
                EngineVersion.of(bundles),
                Long.toString(ProcessHandle.current().pid()));
        IoLoop started = new IoLoop(opened.channel(), hello, new PeerCheck(), threads, handler);
        listener = opened;
        executor = threads;
        loop = started;
        Thread.ofPlatform().name("atoll-io").daemon().start(started);
        idleness.start(started);
    }

    @Deactivate
    synchronized void stop() throws InterruptedException, IOException {
        bundles.removeFrameworkListener(this);
        bundles.removeBundleListener(this);
        idleness.stop();
        if (loop == null || listener == null || executor == null || stopped) {
            return;
        }
        stopped = true;
        loop.stopAccepting();
        if (bundles.getBundle(0).getState() == Bundle.STOPPING) {
            listener.remove();
        }
        if (!drained(loop, GRACE)) {
            loop.connections().forEach(Connection::cancel);
            drained(loop, CANCELLED_GRACE);
        }
        loop.stop();
        executor.shutdown();
        listener.close();
    }

    /** Waits until only clients are left that can do without the engine. */
    private static boolean drained(IoLoop loop, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!loop.connections().stream().allMatch(Connection::isExpendable)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(Duration.ofMillis(5));
        }
        return true;
    }
}
