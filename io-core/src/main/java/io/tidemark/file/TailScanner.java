package io.tidemark.file;

import java.io.IOException;

/**
 * Finds the end of the data in the tail of a file whose writer died. Space is prepared ahead of the tail, so the file's
 * size doesn't tell.
 */
@FunctionalInterface
public interface TailScanner {
    /**
     * The end of the data. Everything at and above it is zeroed before the file is used again, but for the mark behind the
     * data. Recovery may itself be cut short. The next one must find the same end, whether or not the bytes at and above it
     * are still there.
     *
     * @param tail the bytes of the tail
     * @param from the end is not below this offset: it was stored by a seal or a clean close
     * @param limit above this offset all is zeros, but perhaps for the end mark. With {@link EndMarking#UNMARKED} nobody has
     *     looked for it, and this is the size of the file: what was prepared and not written reads as zeros
     * @return an offset from {@code from} to {@code limit}; a higher one, up to the size of the file, if the scanner knows
     *     that zeros there are data
     * @throws IOException if the bytes can't be read or make no sense; the file is then not opened
     */
    long findEnd(TailReader tail, long from, long limit) throws IOException;

    /**
     * Whether the scanner needs the file to mark where the data ends. One that always finds it by itself says
     * {@link EndMarking#UNMARKED}. Asked when the file is opened; a file that was written without marks and not closed is
     * to be opened next with a scanner that needs none.
     */
    default EndMarking endMarking() {
        return EndMarking.MARKED;
    }

    /**
     * Keeps all that is there: the end is the limit. Every forced byte is kept, and so is whatever was appended later and got
     * to the medium; gaps in that read as zeros, or as the byte 0xe5 of an old end mark.
     *
     * <p>One exception: a power cut leaves the first bytes behind the durable data on the medium, but not those that follow (in
     * the middle of a force; with a mapped or buffered tail also after an append that was not forced). If the durable data ends
     * in zeros or in 0xe5, and the rest of its sector, page or cache line begins with zeros, its last bytes can't be told from
     * prepared space, and are cut off.
     *
     * <p>A scanner that knows by itself where records end may say so, whatever the limit it was given; one that is {@link
     * EndMarking#UNMARKED} is given the whole file.
     */
    static TailScanner keepAll() {
        return (tail, from, limit) -> limit;
    }

    /** Reads the tail of a file that is being opened. */
    @FunctionalInterface
    interface TailReader {
        /**
         * Fills {@code target} from its position to its limit, which both stay as they are, with the bytes from {@code offset} on.
         *
         * @throws io.tidemark.nativeio.TruncatedFileException if the file ends before
         */
        void read(long offset, java.nio.ByteBuffer target) throws IOException;
    }
}
