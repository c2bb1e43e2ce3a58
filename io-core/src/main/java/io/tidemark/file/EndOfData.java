package io.tidemark.file;

import io.tidemark.file.TailScanner.TailReader;
import io.tidemark.file.access.EndMark;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Looks for the end of the data from behind: prepared space is zero, and behind the last byte of data stands the
 * {@link EndMark} wherever that byte doesn't show by itself.
 */
final class EndOfData {
    private static final int STEP_BYTES = 1 << 20;

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

    private static int lastNonZero(byte[] bytes, int length) {
        int i = length - 1;
        while (i >= 0 && bytes[i] == 0) {
            i--;
        }
        return i;
    }
}
