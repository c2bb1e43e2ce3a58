package io.tidemark.log;

import io.tidemark.log.format.HeaderCheck;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.PlaceBytes;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.segment.Stores;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** A copy of a log's bytes as they lie, to be damaged. What a killed process leaves is a copy of its page cache. */
public final class LogImage {
    private final Path path;

    private LogImage(Path path) {
        this.path = path;
    }

    /** Copies a log to where nothing is, or an older copy. */
    static LogImage copy(Path from, Path to) throws IOException {
        delete(to);
        if (Files.isDirectory(from)) {
            Files.createDirectory(to);
            for (Path file : files(from)) {
                if (!file.getFileName().toString().equals("lock")) {
                    copyFile(file, to.resolve(file.getFileName()));
                }
            }
        } else {
            copyFile(from, to);
        }
        return new LogImage(to);
    }

    public static LogImage of(Path path) {
        return new LogImage(path);
    }

    private static void copyFile(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    static void delete(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            for (Path file : files(path)) {
                Files.delete(file);
            }
        }
        Files.deleteIfExists(path);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    Path path() {
        return path;
    }

    /** A checksum of each file but the lock. */
    Map<String, Long> fingerprint() throws IOException {
        Map<String, Long> fingerprint = new TreeMap<>();
        List<Path> all = Files.isDirectory(path) ? files(path) : List.of(path);
        for (Path file : all) {
            if (!file.getFileName().toString().equals("lock")) {
                CRC32C crc = new CRC32C();
                crc.update(Files.readAllBytes(file));
                fingerprint.put(file.getFileName().toString() + " " + Files.size(file), crc.getValue());
            }
        }
        return fingerprint;
    }

    /** A segment with an intact header. */
    public record Found(SegmentHeader header, SegmentPlace place) {}

    /** Ascending by number. */
    public List<Found> segments() throws IOException {
        List<Found> segments = new ArrayList<>();
        try (SegmentStore store = Stores.openForReading(Posix.system(), path)) {
            for (SegmentPlace place : store.places()) {
                try (PlaceBytes bytes = PlaceBytes.open(Posix.system(), place)) {
                    if (bytes.header() instanceof HeaderCheck.Valid valid) {
                        segments.add(new Found(valid.header(), place));
                    }
                }
            }
        }
        segments.sort(Comparator.comparingLong(found -> found.header().segmentNumber()));
        return segments;
    }

    byte[] read(SegmentPlace place, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(place.path(), StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes, place.offset() + offset + bytes.position()) >= 0) {
                // More.
            }
        }
        return bytes.array();
    }

    public void write(SegmentPlace place, long offset, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(place.path(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), place.offset() + offset);
        }
    }

    /** More than one bit of a byte, which a header would put right. */
    public void flip(SegmentPlace place, long offset) throws IOException {
        flip(place, offset, 0x90);
    }

    void flip(SegmentPlace place, long offset, int bits) throws IOException {
        byte[] bytes = read(place, offset, 1);
        bytes[0] ^= (byte) bits;
        write(place, offset, bytes);
    }

    void zero(SegmentPlace place, long offset, int length) throws IOException {
        write(place, offset, new byte[length]);
    }
}
