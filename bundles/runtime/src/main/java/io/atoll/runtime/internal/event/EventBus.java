package io.atoll.runtime.internal.event;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.event.Event;
import io.atoll.api.event.EventListener;
import io.atoll.api.event.Events;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Passes events on. Who publishes one only puts it into a list; one thread tells the listeners and writes the file, at once if somebody
 * listens, else a little later and many together: the run path does not pay for what nobody reads.
 */
@Component(service = Events.class)
public final class EventBus implements Events {
    private static final long BOUND = 1 << 20;
    private static final long LAZY_MILLIS = 250;

    private final EventFile file;
    private final ScheduledExecutorService thread;
    private final List<EventListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private List<Event> fresh = new ArrayList<>();
    private boolean scheduled;

    @Activate
    public EventBus(BundleContext context) throws IOException {
        this(Files.createDirectories(Path.of(context.getProperty("atoll.run"))), BOUND);
    }

    EventBus(Path directory, long bound) {
        file = new EventFile(directory, bound);
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "atoll-events");
            made.setDaemon(true);
            return made;
        });
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(EventListener listener) {
        listeners.add(listener);
    }

    void removeListener(EventListener listener) {
        listeners.remove(listener);
    }

    @Deactivate
    void deactivate() {
        thread.execute(this::pass);
        thread.shutdown();
        try {
            var unused = thread.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        followers.forEach(Follower::end);
    }

    @Override
    public synchronized void publish(Event event) {
        fresh.add(event);
        if (!scheduled && !thread.isShutdown()) {
            scheduled = true;
            boolean urgent = !listeners.isEmpty() || !followers.isEmpty();
            var unused = thread.schedule(this::pass, urgent ? 0 : LAZY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized List<Event> take() {
        List<Event> taken = fresh;
        fresh = new ArrayList<>();
        scheduled = false;
        return taken;
    }

    private void pass() {
        List<Event> events = take();
        if (events.isEmpty()) {
            return;
        }
        followers.forEach(follower -> events.forEach(follower::offer));
        for (EventListener listener : listeners) {
            events.forEach(event -> tell(listener, event));
        }
        try {
            file.append(events);
        } catch (IOException | RuntimeException e) {
            log("events are not kept", e);
        }
    }

    private static void tell(EventListener listener, Event event) {
        try {
            listener.happened(event);
        } catch (RuntimeException | LinkageError e) {
            log("a listener failed at the event " + event.text(), e);
        }
    }

    private static void log(String what, Throwable why) {
        System.getLogger(EventBus.class.getName()).log(System.Logger.Level.WARNING, what, why);
    }

    @Override
    public EventReader read(@Nullable Instant since, @Nullable Instant until) {
        try {
            return thread.submit(() -> begin(since, until)).get();
        } catch (ExecutionException e) {
            throw new AtollException(ErrorCode.KERNEL, "cannot read the events that are kept: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AtollException(ErrorCode.UNAVAILABLE, "interrupted while reading events", e);
        }
    }

    /** On the one thread: what is kept up to here and what comes from here on meet without a gap. */
    private Follower begin(@Nullable Instant since, @Nullable Instant until) throws IOException {
        pass();
        List<Event> kept = since == null
                ? List.of()
                : file.read().stream()
                        .filter(event -> !event.time().isBefore(since))
                        .toList();
        Follower follower = new Follower(kept, until, followers::remove);
        followers.add(follower);
        return follower;
    }
}
