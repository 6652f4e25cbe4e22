package io.atoll.posix.internal;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A hash function of OpenSSL's in Java's form. What it holds of C's memory is freed with {@link #digest()}, or by the collector
 * where somebody stopped half-way.
 */
public final class NativeDigest extends MessageDigest {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final Buffers BUFFERS = new Buffers();

    private final Pointer function;
    private final int length;
    private Cleaner.@Nullable Cleanable held;
    private @Nullable Pointer context;

    private NativeDigest(String name, Pointer function, int length) {
        super(name);
        this.function = function;
        this.length = length;
    }

    /**
     * A new one.
     *
     * @param algorithm {@code sha256} or {@code sha512}
     * @return empty where there is no such library or function
     */
    public static Optional<MessageDigest> of(String algorithm) {
        if (!Libcrypto.isAvailable()) {
            return Optional.empty();
        }
        Pointer function = Libcrypto.function(algorithm);
        if (function == null) {
            return Optional.empty();
        }
        boolean small = algorithm.equals("sha256");
        NativeDigest digest = new NativeDigest(small ? "SHA-256" : "SHA-512", function, small ? 32 : 64);
        try {
            digest.open();
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
        return Optional.of(digest);
    }

    @Override
    protected int engineGetDigestLength() {
        return length;
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        Memory memory = BUFFERS.take();
        try {
            for (int done = 0; done < length; ) {
                int part = Math.min(length - done, Buffers.SIZE);
                memory.write(0, input, offset + done, part);
                update(memory, part);
                done += part;
            }
        } finally {
            BUFFERS.give(memory);
        }
    }

    @Override
    protected void engineUpdate(ByteBuffer input) {
        if (!input.isDirect()) {
            super.engineUpdate(input);
            return;
        }
        update(Native.getDirectBufferPointer(input).share(input.position()), input.remaining());
        input.position(input.limit());
    }

    @Override
    protected byte[] engineDigest() {
        byte[] result = new byte[length];
        check(Libcrypto.Functions.EVP_DigestFinal_ex(open(), result, null));
        engineReset();
        return result;
    }

    @Override
    protected void engineReset() {
        Cleaner.Cleanable cleanable = held;
        held = null;
        context = null;
        if (cleanable != null) {
            cleanable.clean();
        }
    }

    @Override
    public Object clone() throws CloneNotSupportedException {
        throw new CloneNotSupportedException();
    }

    private void update(Pointer data, long size) {
        check(Libcrypto.Functions.EVP_DigestUpdate(open(), data, size));
    }

    private Pointer open() {
        Pointer open = context;
        if (open == null) {
            Pointer made = Libcrypto.Functions.EVP_MD_CTX_new();
            if (made == null) {
                throw new OutOfMemoryError("no memory for a hash");
            }
            held = CLEANER.register(this, () -> Libcrypto.Functions.EVP_MD_CTX_free(made));
            context = made;
            open = made;
            check(Libcrypto.Functions.EVP_DigestInit_ex(made, function, null));
        }
        return open;
    }

    private void check(int result) {
        if (result != 1) {
            engineReset();
            throw new IllegalStateException("OpenSSL cannot compute " + getAlgorithm());
        }
    }
}
