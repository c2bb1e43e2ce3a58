package io.tidemark.log;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Whole logs of format version 1 in {@code src/test/resources/log}, zipped because they are mostly zeros. They are frozen:
 * a change of the format is a new version with files of its own. {@link #main} had the library write them:
 *
 * <pre>
 * java -cp ... io.tidemark.log.GoldenLogs io-core/src/test/resources/log
 * </pre>
 */
final class GoldenLogs {
    static final int SEGMENT_BYTES = 1 << 20;
    static final long FIRST_SEQUENCE = 10;
    static final long LAST_SEQUENCE = 49;

    private GoldenLogs() {}

    private static String name(Layout layout) {
        return layout == Layout.SINGLE_FILE ? "log-v1-single-file.zip" : "log-v1-directory.zip";
    }

    /** The bytes that belong to a sequence, which take no space in an archive. */
    static ByteBuf record(long sequence) {
        byte[] bytes = new byte[(int) (sequence * 7 % 300)];
        Arrays.fill(bytes, (byte) sequence);
        return Unpooled.wrappedBuffer(bytes);
    }

    /** Two lives of a log of five segments, the first one discarded, each end of a segment and of a life in order. */
    static void write(Path path, Layout layout) throws IOException {
        LogOptions options = SmallLogs.options(layout).build();
        try (HybridLog log = HybridLog.open(path, options)) {
            append(log, 9);
            log.sealTail();
            append(log, 19);
            log.sealTail();
            log.discardBefore(FIRST_SEQUENCE);
            append(log, 29);
        }
        try (HybridLog log = HybridLog.open(path, options)) {
            append(log, 39);
            log.sealTail();
            append(log, 44);
            log.sealTail();
            append(log, LAST_SEQUENCE);
        }
    }

    private static void append(HybridLog log, long last) throws IOException {
        while (log.lastSequence() < last) {
            log.append(record(log.lastSequence() + 1));
        }
    }

    /** Puts the frozen one at a path where nothing is. */
    static void unpack(Layout layout, Path path) throws IOException {
        if (layout == Layout.DIRECTORY) {
            Files.createDirectory(path);
        }
        try (InputStream in = GoldenLogs.class.getResourceAsStream("/log/" + name(layout));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.write(layout == Layout.DIRECTORY ? path.resolve(entry.getName()) : path, zip.readAllBytes());
            }
        }
    }

    private static List<Path> files(Path log) throws IOException {
        if (!Files.isDirectory(log)) {
            return List.of(log);
        }
        try (Stream<Path> files = Files.list(log)) {
            return files.sorted().toList();
        }
    }

    /** A segment's bytes and where they lie. */
    record Slot(String file, int index, long number, ByteBuffer bytes) {}

    /** Every segment with a header, by number; found without any of the library's code. */
    static List<Slot> segments(Path log) throws IOException {
        List<Slot> segments = new ArrayList<>();
        for (Path file : files(log)) {
            byte[] all = Files.readAllBytes(file);
            for (int at = 0; at < all.length; at += SEGMENT_BYTES) {
                byte[] slot = Arrays.copyOfRange(all, at, Math.min(all.length, at + SEGMENT_BYTES));
                ByteBuffer bytes = ByteBuffer.wrap(slot).order(ByteOrder.LITTLE_ENDIAN);
                if (new String(slot, 0, 8, StandardCharsets.US_ASCII).equals("TIDELOG\n")) {
                    String name = file.getFileName().toString();
                    segments.add(new Slot(name, at / SEGMENT_BYTES, bytes.getLong(32), bytes));
                }
            }
        }
        segments.sort(Comparator.comparingLong(Slot::number));
        return segments;
    }

    /** A line for each header and each record: all but ids, times and checksums. */
    static List<String> shape(Path log) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Slot segment : segments(log)) {
            ByteBuffer bytes = segment.bytes();
            lines.add("segment " + segment.number() + " from " + bytes.getLong(40) + " in incarnation "
                    + bytes.getInt(48) + ", footer before at " + bytes.getInt(72) + ", " + bytes.getInt(76) + " bytes");
            for (int at : records(segment)) {
                lines.add(at + ": kind " + (bytes.getInt(at) >>> 28) + ", " + length(bytes, at) + " bytes, sequence "
                        + bytes.getLong(at + 8) + ", incarnation " + bytes.getInt(at + 24) + ", unforced words "
                        + bytes.getInt(at + 28));
            }
        }
        return lines;
    }

    /** Offsets of its records, up to the first wrong checksum. */
    static List<Integer> records(Slot segment) {
        ByteBuffer bytes = segment.bytes();
        byte[] copy = new byte[bytes.capacity()];
        bytes.get(0, copy);
        List<Integer> offsets = new ArrayList<>();
        for (int at = 128; isRecord(bytes, copy, at); at += (32 + length(bytes, at) + 7) / 8 * 8) {
            offsets.add(at);
        }
        return offsets;
    }

    private static int length(ByteBuffer bytes, int at) {
        return bytes.getInt(at) & 0x0fff_ffff;
    }

    private static boolean isRecord(ByteBuffer bytes, byte[] copy, int at) {
        return at + 32 <= bytes.capacity()
                && bytes.getInt(at) != 0
                && length(bytes, at) <= bytes.capacity() - at - 32
                && bytes.getInt(at + 4) == ReferenceFormat.checksum(copy, at);
    }

    public static void main(String[] args) throws IOException {
        Path directory = Files.createTempDirectory("golden");
        for (Layout layout : Layout.values()) {
            Path log = directory.resolve(layout == Layout.SINGLE_FILE ? "single" : "directory");
            write(log, layout);
            try (OutputStream out = Files.newOutputStream(Path.of(args[0], name(layout)));
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.setLevel(9);
                for (Path file : files(log)) {
                    zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
                    zip.write(Files.readAllBytes(file));
                }
            }
            LogImage.delete(log);
        }
        Files.delete(directory);
    }
}
