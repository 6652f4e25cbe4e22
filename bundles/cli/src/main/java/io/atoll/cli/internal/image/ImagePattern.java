package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.image.Reference;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which images a name or a pattern means, as Docker has it: {@code alpine}, {@code alpine:3*}, a registry followed by {@code /team-?/app}. */
final class ImagePattern {
    private static final int MAX_LENGTH = 1024;
    private static final String HUB = "docker.io/";
    private static final String LIBRARY = "library/";

    private ImagePattern() {}

    /** @throws AtollException INVALID if it is too long */
    static Predicate<StoredImage> of(CommandContext context, Services services, String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid pattern '%s': expected a name such as alpine, alpine:3* or */app".formatted(text));
        }
        List<Pattern> patterns = new ArrayList<>(List.of(glob(text)));
        try {
            Reference reference = Reference.parse(text);
            String full = Images.full(context, services, reference).toString();
            boolean bare = reference.tag() == null && reference.digest() == null;
            patterns.add(glob(bare ? full.substring(0, full.length() - ":latest".length()) : full));
        } catch (AtollException e) {
            // A pattern, no name.
        }
        return image -> forms(image.reference()).stream()
                .anyMatch(form -> patterns.stream()
                        .anyMatch(pattern -> pattern.matcher(form).matches()));
    }

    /** What people may call it: with and without tag, with and without what Docker leaves out. */
    private static List<String> forms(Reference reference) {
        List<String> forms = new ArrayList<>(List.of(reference.toString(), reference.name()));
        for (String form : List.copyOf(forms)) {
            if (form.startsWith(HUB)) {
                String path = form.substring(HUB.length());
                forms.add(path);
                if (path.startsWith(LIBRARY)) {
                    forms.add(path.substring(LIBRARY.length()));
                }
            }
        }
        return forms;
    }

    /** {@code *} and {@code ?} stop at a slash, as a shell's. */
    private static Pattern glob(String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '*' -> regex.append(i > 0 && text.charAt(i - 1) == '*' ? "" : "[^/]*");
                case '?' -> regex.append("[^/]");
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString());
    }
}
