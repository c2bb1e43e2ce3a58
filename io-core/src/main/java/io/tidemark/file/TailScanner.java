package io.tidemark.file;

import java.io.IOException;

/**
 * Finds the end of the data in the tail of a file whose writer died. Space is prepared ahead of the tail, so the file's
 * size doesn't tell.
 */
@FunctionalInterface
public interface TailScanner {
    /**
     * The end of the data. Everything at and above it is zeroed before the file is used again.
     *
     * @param tail the bytes of the tail
     * @param from the end is not below this offset: it was stored by a seal or a clean close
     * @param limit the end is not above this offset; bytes up to here can be read
     * @return an offset from {@code from} to {@code limit}
     * @throws IOException if the bytes can't be read or make no sense; the file is then not opened
     */
    long findEnd(TailReader tail, long from, long limit) throws IOException;

    /**
     * The end is behind the last byte that is not zero. Right for data whose records don't end in zero bytes; others
     * bring a scanner that knows their format, or lose trailing zeros.
     */
    static TailScanner lastNonZeroByte() {
        return LastNonZeroByte::find;
    }

    /** Reads the tail of a file that is being opened. */
    @FunctionalInterface
    interface TailReader {
        /** Fills {@code target} from {@code offset} on. */
        void read(long offset, java.nio.ByteBuffer target) throws IOException;
    }
}
