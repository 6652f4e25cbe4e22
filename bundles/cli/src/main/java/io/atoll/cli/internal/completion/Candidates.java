package io.atoll.cli.internal.completion;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Words that could come next, with what they mean; and whether names of files could. */
final class Candidates {
    private final String start;
    private final SortedMap<String, String> words = new TreeMap<>();
    private boolean files;

    /** @param start what has been typed of the word */
    Candidates(String start) {
        this.start = start;
    }

    /** If it begins as what has been typed. */
    void add(String word, String meaning) {
        if (word.startsWith(start)) {
            words.putIfAbsent(word, meaning);
        }
    }

    void add(String word) {
        add(word, "");
    }

    void files() {
        files = true;
    }

    boolean hasFiles() {
        return files;
    }

    String start() {
        return start;
    }

    Map<String, String> words() {
        return words;
    }
}
