package io.atoll.posix;

import java.util.zip.DataFormatException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Decompresses raw deflate (RFC 1951), without a header or trailer around it, piece by piece. For one thread at a time; what it holds outside the heap is
 * freed by {@link #close}.
 */
@ProviderType
public interface RawInflater extends AutoCloseable {
    /** As far back, in bytes, as {@link #remaining} can reach into input given before the last. */
    int REACH = 8;

    /**
     * Gives the next part of the compressed data, when {@link #inflate} gave nothing and is not {@link #isFinished}.
     *
     * @param input not read after {@link #inflate} gave nothing again, {@link #isFinished} or failed; never written to
     * @throws IllegalStateException if the part before was not used up, or it is closed
     */
    void input(byte[] input, int offset, int length);

    /**
     * Decompresses.
     *
     * @return how many bytes it wrote; 0 if it needs input, or {@link #isFinished}
     * @throws DataFormatException if the data is damaged; nothing but {@link #reset} and {@link #close} is then to be called
     * @throws IllegalStateException if it is closed
     */
    int inflate(byte[] output, int offset, int length) throws DataFormatException;

    /** Whether the end of the data was read and all of it given out. */
    boolean isFinished();

    /** How many of the last bytes of all input were not needed, once it is finished: what follows the data. Up to {@link #REACH} of them may be of input before the last. */
    int remaining();

    /** Begins anew; input not used up is forgotten. */
    void reset();

    /** Frees its memory; again, it does nothing. */
    @Override
    void close();
}
