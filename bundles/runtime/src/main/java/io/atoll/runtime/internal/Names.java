package io.atoll.runtime.internal;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Container names: those people give, and those made up. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}");
    private static final List<String> FIRST = List.of(
            "amber",
            "azure",
            "bold",
            "brisk",
            "calm",
            "clear",
            "coral",
            "deep",
            "distant",
            "eager",
            "early",
            "fair",
            "fleet",
            "gentle",
            "glad",
            "golden",
            "grand",
            "hidden",
            "high",
            "humble",
            "idle",
            "jolly",
            "keen",
            "kind",
            "late",
            "lively",
            "lone",
            "lucid",
            "lucky",
            "mellow",
            "merry",
            "mild",
            "misty",
            "noble",
            "pale",
            "plain",
            "proud",
            "quick",
            "quiet",
            "rapid",
            "salty",
            "sandy",
            "serene",
            "sharp",
            "shining",
            "silent",
            "silver",
            "sleepy",
            "smooth",
            "sober",
            "solid",
            "southern",
            "steady",
            "still",
            "strong",
            "sunny",
            "swift",
            "tidal",
            "tidy",
            "vivid",
            "warm",
            "wide",
            "wild",
            "windy");
    private static final List<String> SECOND = List.of(
            "albatross",
            "anchor",
            "anemone",
            "barnacle",
            "bay",
            "beacon",
            "breeze",
            "buoy",
            "canoe",
            "clam",
            "cove",
            "crab",
            "current",
            "dolphin",
            "dory",
            "dune",
            "eddy",
            "fathom",
            "ferry",
            "gale",
            "gannet",
            "gull",
            "harbour",
            "heron",
            "inlet",
            "island",
            "jetty",
            "keel",
            "kelp",
            "lagoon",
            "lantern",
            "limpet",
            "manta",
            "marlin",
            "mast",
            "mussel",
            "nautilus",
            "octopus",
            "osprey",
            "otter",
            "oyster",
            "palm",
            "pearl",
            "pelican",
            "petrel",
            "pier",
            "plankton",
            "plover",
            "porpoise",
            "reef",
            "rudder",
            "sail",
            "schooner",
            "seal",
            "shell",
            "shoal",
            "shore",
            "starfish",
            "swell",
            "tern",
            "tide",
            "turtle",
            "urchin",
            "wave");

    private Names() {}

    /** @throws AtollException INVALID if it cannot be a container's name */
    static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid container name '%s': use letters, digits, '_', '.' and '-', beginning with a letter or digit, at most 128"
                            .formatted(name));
        }
    }

    /** A name nobody has. */
    static String makeUp(RandomGenerator random, Predicate<String> free) {
        String name = FIRST.get(random.nextInt(FIRST.size())) + "_" + SECOND.get(random.nextInt(SECOND.size()));
        while (!free.test(name)) {
            name += random.nextInt(10);
        }
        return name;
    }
}
