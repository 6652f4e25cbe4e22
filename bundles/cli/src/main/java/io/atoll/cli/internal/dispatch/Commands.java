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

    /** {@code image index create}. */
    private static final int MOST_WORDS = 3;

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
        for (int words = Math.min(MOST_WORDS, arguments.size()); words > 0; words--) {
            Registration command = byWord.get(String.join(" ", arguments.subList(0, words)));
            if (command != null) {
                return new Match(command, words);
            }
        }
        return null;
    }

    /** How many of the words are what other commands begin with; 0 if none. */
    int group(List<String> arguments) {
        for (int words = Math.min(MOST_WORDS - 1, arguments.size()); words > 0; words--) {
            String prefix = String.join(" ", arguments.subList(0, words)) + " ";
            if (byWord.keySet().stream().anyMatch(name -> name.startsWith(prefix))) {
                return words;
            }
        }
        return 0;
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
