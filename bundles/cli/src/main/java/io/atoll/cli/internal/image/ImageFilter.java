package io.atoll.cli.internal.image;

import io.atoll.api.AtollException;
import io.atoll.api.ErrorCode;
import io.atoll.api.store.StoredImage;
import io.atoll.cli.CommandContext;
import io.atoll.cli.internal.service.Services;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code --filter}: all of them must hold. */
public final class ImageFilter {
    /** What there is, for help texts. */
    public static final String HELP =
            "Filters: reference=PATTERN; label=NAME, label=NAME=VALUE, label!=...; before=IMAGE, since=IMAGE; until=24h or";

    public static final String MORE_HELP =
            "until=2026-01-31, by when the image was made; dangling=true, those without a tag. Several must all hold.";

    private final CommandContext context;
    private final Services services;
    private final Instant now;

    private ImageFilter(CommandContext context, Services services, Instant now) {
        this.context = context;
        this.services = services;
        this.now = now;
    }

    /** @throws AtollException INVALID if there is no such filter, NOT_FOUND if it names an image that is not there */
    public static Predicate<StoredImage> of(
            CommandContext context, Services services, List<String> filters, Instant now) {
        ImageFilter filter = new ImageFilter(context, services, now);
        return filters.stream().map(filter::one).reduce(image -> true, Predicate::and);
    }

    /** Whether it has no tag: what is left of an image whose names were taken away. */
    public static boolean isDangling(StoredImage image) {
        return image.reference().tag() == null;
    }

    private Predicate<StoredImage> one(String filter) {
        int equals = filter.indexOf('=');
        String name = equals < 0 ? filter : filter.substring(0, equals);
        String value = filter.substring(equals + 1);
        return switch (equals < 0 ? "" : name) {
            case "reference" -> ImagePattern.of(context, services, value);
            case "label" -> label(value);
            case "label!" -> label(value).negate();
            case "until" -> before(time(value));
            case "before" -> before(created(value));
            case "since" -> since(created(value));
            case "dangling" -> dangling(value);
            default ->
                throw new AtollException(
                        ErrorCode.INVALID,
                        "unknown filter '%s': expected reference=PATTERN, label=NAME, label=NAME=VALUE, label!=NAME, before=IMAGE, since=IMAGE, until=TIME or dangling=true"
                                .formatted(filter));
        };
    }

    private static Predicate<StoredImage> label(String label) {
        int equals = label.indexOf('=');
        return equals < 0
                ? image -> image.config().labels().containsKey(label)
                : image -> label.substring(equals + 1)
                        .equals(image.config().labels().get(label.substring(0, equals)));
    }

    private static Predicate<StoredImage> dangling(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> ImageFilter::isDangling;
            case "false", "0" -> image -> !isDangling(image);
            default ->
                throw new AtollException(
                        ErrorCode.INVALID, "invalid filter 'dangling=%s': expected true or false".formatted(value));
        };
    }

    /** An image that does not say when it was made is never older or newer than something. */
    private static Predicate<StoredImage> before(Instant limit) {
        return image -> created(image).filter(limit::isAfter).isPresent();
    }

    private static Predicate<StoredImage> since(Instant limit) {
        return image -> created(image).filter(limit::isBefore).isPresent();
    }

    private Instant created(String name) {
        StoredImage image = Images.get(context, services, name);
        return created(image)
                .orElseThrow(() -> new AtollException(
                        ErrorCode.INVALID,
                        "the image '%s' does not say when it was made: nothing is before or since it".formatted(name)));
    }

    static Optional<Instant> created(StoredImage image) {
        try {
            return Optional.of(OffsetDateTime.parse(image.config().created()).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** {@code 24h}, {@code 1h30m}, a date, or a point in time. */
    private Instant time(String text) {
        try {
            if (text.matches("(\\d{1,9}h)?(\\d{1,9}m)?(\\d{1,9}s)?") && !text.isEmpty()) {
                return now.minus(Duration.parse("PT" + text.toUpperCase(Locale.ROOT)));
            }
            return text.length() == "2026-01-31".length()
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new AtollException(
                    ErrorCode.INVALID,
                    "invalid time '%s': expected for example 24h, 2026-01-31 or 2026-01-31T10:00:00Z".formatted(text),
                    e);
        }
    }
}
