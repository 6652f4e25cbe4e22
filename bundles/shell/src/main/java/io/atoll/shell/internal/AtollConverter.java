package io.atoll.shell.internal;

import io.atoll.api.layout.CheckReport;
import io.atoll.api.runtime.Container;
import io.atoll.api.store.Keeper;
import io.atoll.api.store.Lease;
import io.atoll.api.store.Removed;
import io.atoll.api.store.StoredImage;
import io.atoll.api.store.StoredItem;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** How the shell shows our objects, and that it takes a bundle by name or id. */
@Component(
        property = {
            "osgi.converter.classes=io.atoll.api.runtime.Container",
            "osgi.converter.classes=io.atoll.api.store.StoredImage",
            "osgi.converter.classes=io.atoll.api.store.Removed",
            "osgi.converter.classes=io.atoll.api.store.StoredItem",
            "osgi.converter.classes=io.atoll.api.store.Lease",
            "osgi.converter.classes=io.atoll.api.layout.CheckReport",
            "osgi.converter.classes=org.osgi.framework.Bundle"
        })
public final class AtollConverter implements Converter {
    private final BundleContext bundles;

    @Activate
    public AtollConverter(BundleContext bundles) {
        this.bundles = bundles;
    }

    @Override
    public @Nullable Object convert(Class<?> type, Object value) {
        return type == Bundle.class && value instanceof CharSequence name
                ? BundlesByName.find(bundles, name.toString()).orElse(null)
                : null;
    }

    @Override
    public @Nullable CharSequence format(Object target, int level, Converter escape) {
        return switch (target) {
            case Container container -> level == PART ? container.name() : line(container);
            case StoredImage image -> level == PART ? image.reference().toString() : line(image);
            case Removed removed ->
                "%d blobs and %d layers removed, %d bytes"
                        .formatted(removed.blobs(), removed.layers(), removed.bytes());
            case StoredItem item -> level == PART ? item.path().toString() : line(item);
            case Lease lease -> level == PART ? lease.owner() : line(lease);
            case CheckReport report -> lines(report);
            default -> null;
        };
    }

    private static String line(StoredItem item) {
        return "%-9s %12d bytes  %s  %s"
                .formatted(
                        item.kind().name().toLowerCase(Locale.ROOT),
                        item.bytes(),
                        item.path(),
                        item.isGarbage()
                                ? "unused"
                                : item.keptBy().stream().map(Keeper::toString).collect(Collectors.joining(", ")));
    }

    private static String line(Lease lease) {
        return "%-40s %4d digests%s"
                .formatted(
                        lease.owner(),
                        lease.digests().size(),
                        lease.expires().map(end -> ", until " + end).orElse(""));
    }

    private static String lines(CheckReport report) {
        String findings = report.findings().stream()
                .map(finding -> "%s: %s: %s%s%n"
                        .formatted(
                                finding.kind().name().toLowerCase(Locale.ROOT),
                                finding.path(),
                                finding.message(),
                                finding.repaired() ? ": repaired" : ""))
                .collect(Collectors.joining());
        return "%s%d objects checked: %s"
                .formatted(findings, report.objects(), report.isClean() ? "all is well" : "some are broken");
    }

    private static String line(Container container) {
        Integer code = container.exitCode();
        String status = container.status().name().toLowerCase(Locale.ROOT) + (code == null ? "" : " (" + code + ")");
        return "%s  %-14s %-24s %-30s %s"
                .formatted(
                        container.shortId(),
                        status,
                        container.name(),
                        container.image(),
                        String.join(" ", container.command()));
    }

    private static String line(StoredImage image) {
        return "%s  %-40s %12d bytes, %d layers"
                .formatted(
                        image.root().digest().shortHex(),
                        image.reference(),
                        image.size(),
                        image.manifest().layers().size());
    }
}
