package io.atoll.cli.internal.dispatch;

import io.atoll.cli.Command;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import picocli.CommandLine.Model.CommandSpec;

/** The commands there are: {@link Command} services, as they come and go. None is made before it is called. */
@Component(service = Commands.class)
public final class Commands {
    /** @param words how many of the arguments name the command */
    record Match(Registration command, int words) {}

    private final Map<String, Registration> byWord = new ConcurrentHashMap<>();
    private final @Nullable BundleContext bundles;

    @Activate
    public Commands(BundleContext bundles) {
        this.bundles = bundles;
        Preload.start();
    }

    /** Without a framework: for tests. */
    Commands() {
        bundles = null;
    }

    @Reference(
            name = "command",
            service = Command.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void add(ServiceReference<Command> reference) {
        if (bundles != null && reference.getProperty(Command.NAME) instanceof String name) {
            ServiceObjects<Command> objects = bundles.getServiceObjects(reference);
            add(new Registration(
                    name,
                    strings(reference.getProperty(Command.ALIAS)),
                    reference.getProperty(Command.GROUP) instanceof String group ? group : null,
                    Boolean.TRUE.equals(reference.getProperty("stopAtOperand")),
                    objects::getService));
        }
    }

    void remove(ServiceReference<Command> reference) {
        if (reference.getProperty(Command.NAME) instanceof String name) {
            Registration gone = byWord.get(name);
            byWord.values().removeIf(registration -> registration == gone);
        }
    }

    /** The first one to claim a name keeps it: a bundle dropped in later cannot replace a command unnoticed. */
    void add(Registration registration) {
        byWord.putIfAbsent(registration.name(), registration);
        registration.aliases().forEach(alias -> byWord.putIfAbsent(alias, registration));
    }

    @Nullable
    Match find(List<String> arguments) {
        if (arguments.size() > 1) {
            Registration two = byWord.get(arguments.get(0) + " " + arguments.get(1));
            if (two != null) {
                return new Match(two, 2);
            }
        }
        Registration one = byWord.get(arguments.get(0));
        return one == null ? null : new Match(one, 1);
    }

    /** Whether commands of two words begin with this one. */
    boolean isGroup(String word) {
        return byWord.keySet().stream().anyMatch(name -> name.startsWith(word + " "));
    }

    Collection<String> words() {
        return new ArrayList<>(byWord.keySet());
    }

    /** What completes command lines asks this of a command: how many words name it, and picocli's model, not to be changed. */
    public record Known(int words, CommandSpec spec) {}

    /** The command that these words begin with. */
    public Optional<Known> known(List<String> arguments) {
        Match match = arguments.isEmpty() ? null : find(arguments);
        if (match == null) {
            return Optional.empty();
        }
        ParsedCommand command = match.command().borrow();
        try {
            return Optional.of(new Known(match.words(), command.spec()));
        } finally {
            match.command().giveBack(command);
        }
    }

    /** The words, one or two, that name a command, and what the command is for. */
    public SortedMap<String, String> summaries() {
        SortedMap<String, String> summaries = new TreeMap<>();
        byWord.forEach((word, registration) -> {
            if (!registration.isHidden()) {
                ParsedCommand command = registration.borrow();
                summaries.put(word, command.summary());
                registration.giveBack(command);
            }
        });
        return summaries;
    }

    /** Each once, by name; not those that are for programs only. */
    List<Registration> all() {
        return byWord.values().stream()
                .distinct()
                .filter(registration -> !registration.isHidden())
                .sorted(Comparator.comparing(Registration::name))
                .toList();
    }

    private static List<String> strings(@Nullable Object property) {
        if (property instanceof String[] several) {
            return List.of(several);
        }
        return property instanceof String one ? List.of(one) : List.of();
    }
}
