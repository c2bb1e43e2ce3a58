package io.tidemark.cli.map;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Equal slices of something, from its first byte to its last.
 *
 * @param endOffset where it ends
 * @param sliceBytes the length of a slice, a power of two; the last one may be shorter
 * @param slices from offset 0 on
 */
public record Picture(long endOffset, long sliceBytes, List<Slice> slices) {
    /** A page; less than that can't be resident. */
    private static final long SMALLEST_SLICE_BYTES = 4096;

    public Picture {
        slices = List.copyOf(slices);
    }

    /** Something that is pictured as one thing. */
    public interface Stretch {
        /** Its first byte. */
        long offset();

        /** The offset behind its last byte. */
        long end();

        /** What it is. */
        Part part();
    }

    /** Asks the kernel about a part of a stretch; offsets are the picture's. */
    interface Looker<S extends Stretch> {
        Pages pages(S stretch, long offset, long length) throws IOException;
    }

    /**
     * Of stretches without gaps. Where several share a slice, it shows the kind that there is least of.
     *
     * @param mostSlices slices are as small as this allows
     */
    static <S extends Stretch> Picture of(List<S> stretches, int mostSlices, Looker<S> looker) throws IOException {
        long end = stretches.isEmpty() ? 0 : stretches.get(stretches.size() - 1).end();
        long sliceBytes = sliceBytes(end, mostSlices);
        Map<Part, Long> bytesOf = new EnumMap<>(Part.class);
        stretches.forEach(stretch -> bytesOf.merge(stretch.part(), stretch.end() - stretch.offset(), Long::sum));
        List<Slice> slices = new ArrayList<>();
        for (long start = 0; start < end; start += sliceBytes) {
            long stop = Math.min(end, start + sliceBytes);
            S shown = null;
            for (S stretch : stretches) {
                boolean isInside = Math.max(start, stretch.offset()) < Math.min(stop, stretch.end());
                if (isInside && (shown == null || bytesOf.get(stretch.part()) < bytesOf.get(shown.part()))) {
                    shown = stretch;
                }
            }
            if (shown != null) {
                long from = Math.max(start, shown.offset());
                slices.add(new Slice(shown.part(), looker.pages(shown, from, Math.min(stop, shown.end()) - from)));
            }
        }
        return new Picture(end, sliceBytes, slices);
    }

    /** Powers of two, because then slices and borders fall together as far as possible. */
    private static long sliceBytes(long end, int mostSlices) {
        long bytes = SMALLEST_SLICE_BYTES;
        while (bytes * mostSlices < end) {
            bytes *= 2;
        }
        return bytes;
    }
}
