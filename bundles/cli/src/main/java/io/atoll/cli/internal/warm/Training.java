package io.atoll.cli.internal.warm;

import io.atoll.api.image.Reference;
import io.atoll.api.store.ImageStore;
import io.atoll.cli.internal.server.EngineLog;
import io.atoll.cli.internal.server.Handler;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * In the JVM that the class archive is made from ({@code atoll.train}): runs the common commands on a store of its own, so that the
 * archive has their classes, and stops the framework.
 */
@Component(
        service = Runnable.class,
        property = {"atoll.idle.task=training", "service.ranking:Integer=-10"})
public final class Training implements Runnable {
    private static final String IMAGE = "localhost/atoll-training:1";

    private final BundleContext bundles;
    private final Handler handler;

    @org.osgi.service.component.annotations.Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ImageStore images;

    @Activate
    public Training(BundleContext bundles, @org.osgi.service.component.annotations.Reference Handler handler) {
        this.bundles = bundles;
        this.handler = handler;
    }

    @Override
    public void run() {
        if (!Boolean.getBoolean("atoll.train")) {
            return;
        }
        try {
            train();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | LinkageError e) {
            // What was loaded until here is worth an archive.
            EngineLog.write("training was cut short", e);
        }
        Thread.ofPlatform().start(this::stop);
    }

    private void train() throws InterruptedException {
        String run = bundles.getProperty("atoll.run");
        if (run != null) {
            SelfConnection.ask(Path.of(run).resolve("engine.sock"), "version");
        }
        ImageStore store = images;
        if (store != null) {
            TrainingImage.put(store, Reference.parse(IMAGE));
        }
        for (String line : List.of(
                "--help",
                "run --help",
                "image ls",
                "image ls --json",
                "run --rm " + IMAGE + " /bin/true",
                "run --name training -v /tmp:/mnt " + IMAGE + " /bin/true",
                "create --name other " + IMAGE,
                "ps -a",
                "ps -a --json",
                "inspect training",
                "logs training",
                "exec training /bin/true",
                "stop training",
                "kill training",
                "rm -f training other",
                "info",
                "engine status",
                "engine shell atoll:info",
                "unknown",
                "image rm " + IMAGE,
                // Nobody is there: loads what talks to registries.
                "image pull 127.0.0.1:1/atoll/training:latest")) {
            handler.run(new SilentContext(), List.of(line.split(" ")));
        }
    }

    private void stop() {
        try {
            bundles.getBundle(0).stop();
        } catch (BundleException e) {
            EngineLog.write("training cannot end", e);
        }
    }
}
