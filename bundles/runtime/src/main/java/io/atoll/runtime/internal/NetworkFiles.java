package io.atoll.runtime.internal;

/** The contents of {@code /etc/hostname}, {@code /etc/hosts} and {@code /etc/resolv.conf}. */
record NetworkFiles(String hostname, String hosts, String resolvConf) {}
