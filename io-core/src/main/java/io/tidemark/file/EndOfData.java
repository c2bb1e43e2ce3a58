package io.tidemark.file;

import io.tidemark.file.TailScanner.TailReader;
import io.tidemark.file.access.EndMark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Looks for the end of the data from behind: prepared space is zero, and behind the last byte of data stands the
 * {@link EndMark} wherever that byte doesn't show by itself.
 */
final class EndOfData {
    private static final int STEP_BYTES = 1 << 20;
    private static final byte[] ZEROS = new byte[1 << 12];

    private EndOfData() {}

    /** The end of the data, without the mark. */
    static long find(TailReader tail, long from, long limit) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(STEP_BYTES);
        for (long end = limit; end > from; ) {
            int step = (int) Math.min(STEP_BYTES, end - from);
            buffer.clear().limit(step);
            tail.read(end - step, buffer);
            int last = lastNonZero(buffer.array(), step);
            if (last >= 0) {
                return end - step + last + (buffer.get(last) == EndMark.VALUE ? 0 : 1);
            }
            end -= step;
        }
        return from;
    }

    /** By blocks, compared by as many bytes at a time as the processor can: the zeros are many. */
    private static int lastNonZero(byte[] bytes, int length) {
        for (int end = length; end > 0; ) {
            int start = Math.max(0, end - ZEROS.length);
            if (!Arrays.equals(bytes, start, end, ZEROS, 0, end - start)) {
                return lastNonZeroBelow(bytes, end);
            }
            end = start;
        }
        return -1;
    }

    /** There is one. */
    private static int lastNonZeroBelow(byte[] bytes, int end) {
        int last = end - 1;
        while (bytes[last] == 0) {
            last--;
        }
        return last;
    }
}
