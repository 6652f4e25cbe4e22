package io.atoll.registry.internal.config;

import io.atoll.registry.internal.http.HostPort;
import java.net.InetAddress;
import java.util.Optional;

/** A range of addresses in CIDR form (RFC 4632). Nothing is looked up. */
final class Network {
    private final byte[] first;
    private final int bits;

    private Network(byte[] first, int bits) {
        this.first = first;
        this.bits = bits;
    }

    /** {@code 10.0.0.0/8} or {@code fd00::/8}; empty for everything else. */
    static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        String host = text.substring(0, slash);
        int bits = Integer.parseInt(text.substring(slash + 1));
        return new HostPort(host.indexOf(':') < 0 ? host : "[" + host + "]", -1)
                .address()
                .map(InetAddress::getAddress)
                .filter(bytes -> bits <= bytes.length * 8)
                .map(bytes -> new Network(bytes, bits));
    }

    boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != first.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((other[i / 8] & mask) != (first[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
