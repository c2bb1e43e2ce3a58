package io.tidemark.cli.map;

import io.tidemark.file.HybridFile;
import io.tidemark.file.Range;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The ranges of a file and what the page cache holds of them, at one moment.
 *
 * @param path the file
 * @param dataOffset where the data begins
 * @param endOffset where it ends
 * @param borderBytes the file's border size
 * @param entries header and ranges, ascending
 * @param picture the file from offset 0 to {@code endOffset}
 */
public record FileMap(
        String path, long dataOffset, long endOffset, long borderBytes, List<Entry> entries, Picture picture) {

    public FileMap {
        entries = List.copyOf(entries);
    }

    /**
     * Looks at an open file.
     *
     * @param mostSlices slices are as small as this allows
     * @throws IOException if the kernel can't be asked about the page cache
     */
    public static FileMap of(HybridFile file, int mostSlices) throws IOException {
        long end = file.endOffset();
        try (Caches caches = Caches.of(file)) {
            List<Entry> entries = entries(file, caches);
            return new FileMap(
                    file.path().toString(),
                    file.dataOffset(),
                    end,
                    file.borderBytes(),
                    entries,
                    Picture.of(
                            entries,
                            mostSlices,
                            (entry, offset, length) -> caches.of(entry.mode()).pages(offset, length)));
        }
    }

    /** What the page cache holds of all parts that {@code wanted} says yes to. */
    public Pages pages(Predicate<Part> wanted) {
        return entries.stream()
                .filter(entry -> wanted.test(entry.part()))
                .map(Entry::pages)
                .reduce(new Pages(0, 0), Pages::plus);
    }

    private static List<Entry> entries(HybridFile file, Caches caches) throws IOException {
        List<Entry> entries = new ArrayList<>();
        long dataOffset = file.dataOffset();
        if (dataOffset > 0) {
            entries.add(new Entry(
                    0,
                    dataOffset,
                    Part.HEADER,
                    "HEADER",
                    "keeps the range states",
                    caches.of("HEADER").pages(0, dataOffset)));
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
                    caches.of(range.mode().name()).pages(range.offset(), range.length())));
        }
        return entries;
    }
}
