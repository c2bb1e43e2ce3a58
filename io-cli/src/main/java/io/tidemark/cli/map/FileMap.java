package io.tidemark.cli.map;

import io.tidemark.file.HybridFile;
import io.tidemark.file.Range;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The ranges of a file and what the page cache holds of them, at one moment.
 *
 * @param path the file
 * @param dataOffset where the data begins
 * @param endOffset where it ends
 * @param borderBytes the file's border size
 * @param entries header and ranges, ascending
 * @param sliceBytes the length of a slice, a power of two
 * @param slices the file from offset 0 to {@code endOffset} in equal slices; the last one may be shorter
 */
public record FileMap(
        String path,
        long dataOffset,
        long endOffset,
        long borderBytes,
        List<Entry> entries,
        long sliceBytes,
        List<Slice> slices) {

    /** A page; less than that can't be resident. */
    private static final long SMALLEST_SLICE_BYTES = 4096;

    public FileMap {
        entries = List.copyOf(entries);
        slices = List.copyOf(slices);
    }

    /**
     * Looks at an open file.
     *
     * @param mostSlices slices are as small as this allows
     * @throws IOException if the kernel can't be asked about the page cache
     */
    public static FileMap of(HybridFile file, int mostSlices) throws IOException {
        long end = file.endOffset();
        try (CacheView cache = CacheView.open(file.path())) {
            List<Entry> entries = entries(file, cache);
            long sliceBytes = sliceBytes(end, mostSlices);
            return new FileMap(
                    file.path().toString(),
                    file.dataOffset(),
                    end,
                    file.borderBytes(),
                    entries,
                    sliceBytes,
                    slices(entries, end, sliceBytes, cache));
        }
    }

    /** What the page cache holds of all parts that {@code wanted} says yes to. */
    public Pages pages(Predicate<Part> wanted) {
        return entries.stream()
                .filter(entry -> wanted.test(entry.part()))
                .map(Entry::pages)
                .reduce(new Pages(0, 0), Pages::plus);
    }

    private static List<Entry> entries(HybridFile file, CacheView cache) throws IOException {
        List<Entry> entries = new ArrayList<>();
        long dataOffset = file.dataOffset();
        if (dataOffset > 0) {
            entries.add(new Entry(
                    0, dataOffset, Part.HEADER, "HEADER", "keeps the range states", cache.pages(0, dataOffset)));
        }
        List<Range> ranges = file.ranges();
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            entries.add(new Entry(
                    range.offset(),
                    range.length(),
                    i == ranges.size() - 1 ? Part.ofLast(range) : Part.ofInner(range),
                    range.mode().name(),
                    range.reason(),
                    cache.pages(range.offset(), range.length())));
        }
        return entries;
    }

    /** Powers of two, because then slices and borders fall together as far as possible. */
    private static long sliceBytes(long end, int mostSlices) {
        long bytes = SMALLEST_SLICE_BYTES;
        while (bytes * mostSlices < end) {
            bytes *= 2;
        }
        return bytes;
    }

    private static List<Slice> slices(List<Entry> entries, long end, long sliceBytes, CacheView cache)
            throws IOException {
        Map<Part, Long> bytesOf = new EnumMap<>(Part.class);
        entries.forEach(entry -> bytesOf.merge(entry.part(), entry.length(), Long::sum));
        List<Slice> slices = new ArrayList<>();
        for (long start = 0; start < end; start += sliceBytes) {
            long stop = Math.min(end, start + sliceBytes);
            Entry shown = null;
            for (Entry entry : entries) {
                boolean isInside = Math.max(start, entry.offset()) < Math.min(stop, entry.end());
                if (isInside && (shown == null || bytesOf.get(entry.part()) < bytesOf.get(shown.part()))) {
                    shown = entry;
                }
            }
            if (shown != null) {
                long from = Math.max(start, shown.offset());
                slices.add(new Slice(shown.part(), cache.pages(from, Math.min(stop, shown.end()) - from)));
            }
        }
        return slices;
    }
}
