package io.atoll.cli.internal.mount;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.runtime.TmpfsMount;
import java.util.List;

/** {@code --tmpfs TARGET[:OPTION,...]}. */
final class TmpfsFlag {
    private TmpfsFlag() {}

    static TmpfsMount parse(String text) {
        int colon = text.indexOf(':');
        String target = colon < 0 ? text : text.substring(0, colon);
        if (!target.startsWith("/")) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid tmpfs '%s': '%s' is not an absolute path in the container".formatted(text, target));
        }
        List<String> options = List.of((colon < 0 ? "" : text.substring(colon + 1)).split(",", -1)).stream()
                .filter(word -> !word.isEmpty())
                .toList();
        return new TmpfsMount(target, options);
    }
}
