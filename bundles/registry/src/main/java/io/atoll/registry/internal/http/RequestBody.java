package io.atoll.registry.internal.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** What is sent with a request; opened again for each try and each redirect. */
public interface RequestBody {
    /** In bytes; the stream has neither more nor fewer. */
    long length();

    InputStream open();

    /** A small document. */
    static RequestBody of(byte[] bytes) {
        return new RequestBody() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }
}
