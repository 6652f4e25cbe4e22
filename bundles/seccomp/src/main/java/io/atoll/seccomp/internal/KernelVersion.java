package io.atoll.seccomp.internal;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A kernel's version as far as profiles compare it: 4.8.17-generic is 4.8. */
record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*");

    /** @throws IllegalArgumentException if it does not begin with two numbers */
    static KernelVersion ofRelease(String release) {
        Matcher form = RELEASE.matcher(release);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + release + "' is not a kernel version");
        }
        return new KernelVersion(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
    }

    @Override
    public int compareTo(KernelVersion other) {
        return Comparator.comparingInt(KernelVersion::major)
                .thenComparingInt(KernelVersion::minor)
                .compare(this, other);
    }
}
