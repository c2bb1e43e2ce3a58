package io.tidemark.cli.map;

import io.tidemark.file.Range;
import io.tidemark.log.HybridLog;
import io.tidemark.log.SegmentInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The segments of a log and what the page cache holds of them, at one moment.
 *
 * @param segments ascending by number
 * @param picture of the log's file, or of the files of its segments one behind the other
 */
public record LogMap(List<Segment> segments, Picture picture) {
    /**
     * One segment.
     *
     * @param info what the log says of it
     * @param pages what the page cache holds of it
     * @param ranges of it; offsets are those in its file
     */
    public record Segment(SegmentInfo info, Pages pages, List<Entry> ranges) {
        public Segment {
            ranges = List.copyOf(ranges);
        }
    }

    /** Bytes of a file that are one thing, at their place in the picture. */
    private record Piece(Path path, long inFile, long offset, long end, Part part) implements Picture.Stretch {}

    public LogMap {
        segments = List.copyOf(segments);
    }

    /**
     * Looks at an open log. Segments whose files its writer deletes meanwhile are left out.
     *
     * @param mostSlices slices are as small as this allows
     * @throws IOException if the kernel can't be asked about the page cache, or all of the log has gone
     */
    public static LogMap of(HybridLog log, int mostSlices) throws IOException {
        List<SegmentInfo> infos = log.segments();
        while (true) {
            try {
                return of(log, infos, mostSlices);
            } catch (NoSuchFileException e) {
                List<SegmentInfo> left =
                        infos.stream().filter(info -> Files.exists(info.path())).toList();
                if (left.isEmpty() || left.size() == infos.size()) {
                    throw e;
                }
                infos = left;
            }
        }
    }

    private static LogMap of(HybridLog log, List<SegmentInfo> infos, int mostSlices) throws IOException {
        List<Segment> segments = new ArrayList<>();
        for (SegmentInfo info : infos) {
            Pages pages = CacheView.pages(info.path(), info.offset(), info.lengthBytes());
            segments.add(new Segment(info, pages, entries(info, log.ranges(info.number()))));
        }
        return new LogMap(segments, Picture.of(pieces(segments), mostSlices, LogMap::pages));
    }

    private static List<Entry> entries(SegmentInfo info, List<Range> ranges) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Range range : ranges) {
            long length = Math.min(range.length(), info.lengthBytes() - range.offset());
            if (length > 0) {
                long offset = info.offset() + range.offset();
                entries.add(new Entry(
                        offset,
                        length,
                        info.state() == SegmentInfo.State.OPEN ? Part.ofLast(range) : partOfSealed(range),
                        range.mode().name(),
                        range.reason(),
                        CacheView.pages(info.path(), offset, length)));
            }
        }
        return entries;
    }

    /** Behind the last border that was filled up a complete segment is read as it lies; it is immutable all the same. */
    private static Part partOfSealed(Range range) {
        return range.mode().isOpen() ? Part.CACHED : Part.ofInner(range);
    }

    private static Part partOf(Segment segment) {
        if (segment.info().state() == SegmentInfo.State.OPEN) {
            return Part.TAIL;
        }
        return segment.ranges().isEmpty()
                ? Part.CACHED
                : segment.ranges().get(0).part();
    }

    /** What a complete segment hasn't filled is nobody's; what the last one may still fill is free, as are unused slots. */
    private static List<Piece> pieces(List<Segment> segments) throws IOException {
        List<Segment> placed = segments.stream()
                .sorted(Comparator.comparing(
                        Segment::info, Comparator.comparing(SegmentInfo::path).thenComparingLong(SegmentInfo::offset)))
                .toList();
        List<Piece> pieces = new ArrayList<>();
        long shift = 0;
        for (int i = 0; i < placed.size(); i++) {
            SegmentInfo info = placed.get(i).info();
            boolean isFirst = i == 0 || !placed.get(i - 1).info().path().equals(info.path());
            boolean isLast =
                    i == placed.size() - 1 || !placed.get(i + 1).info().path().equals(info.path());
            long size = Math.max(Files.size(info.path()), info.offset() + info.lengthBytes());
            long taken = info.state() == SegmentInfo.State.OPEN ? info.lengthBytes() : info.roomBytes();
            long end = Math.min(size, info.offset() + taken);
            long next = isLast ? size : placed.get(i + 1).info().offset();
            if (isFirst) {
                add(pieces, info.path(), 0, info.offset(), shift, Part.FREE);
            }
            add(pieces, info.path(), info.offset(), end, shift, partOf(placed.get(i)));
            add(pieces, info.path(), end, next, shift, Part.FREE);
            shift += isLast ? size : 0;
        }
        return pieces;
    }

    private static void add(List<Piece> pieces, Path path, long from, long to, long shift, Part part) {
        if (to > from) {
            pieces.add(new Piece(path, from, shift + from, shift + to, part));
        }
    }

    private static Pages pages(Piece piece, long offset, long length) throws IOException {
        return CacheView.pages(piece.path(), piece.inFile() + offset - piece.offset(), length);
    }
}
