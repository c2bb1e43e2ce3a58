package io.tidemark.cli;

import io.tidemark.file.OpenMode;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogOptions;
import io.tidemark.log.NotALogException;
import io.tidemark.log.OnDamage;
import io.tidemark.nativeio.DirectoryEntries;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;

/** Where a command looks for a log. A file or directory of something else is left alone. */
final class LogPlace {
    private static final String SEGMENT_SUFFIX = ".segment";
    private static final String LOCK_NAME = "lock";
    private static final int HEADER_BYTES = 128;
    private static final long LEAST_SLOT_BYTES = 1 << 20;
    private static final byte[] MAGIC = "TIDELOG\n".getBytes(StandardCharsets.US_ASCII);

    private LogPlace() {}

    /** Opens a log that is there; what a creation left that was cut short is no log yet. */
    static HybridLog open(Path path, OpenMode mode) throws IOException {
        if (mode != OpenMode.READ_ONLY) {
            open(path, OpenMode.READ_ONLY).close(); // Or it would be made one.
        }
        return open(path, LogOptions.builder().openMode(mode).build());
    }

    /** Opens what is in front of the damage, where a log is damaged; see {@link OnDamage#READ_UP_TO}. */
    static HybridLog openUpToDamage(Path path) throws IOException {
        return open(
                path,
                LogOptions.builder()
                        .openMode(OpenMode.READ_ONLY)
                        .onDamage(OnDamage.READ_UP_TO)
                        .build());
    }

    private static HybridLog open(Path path, LogOptions options) throws IOException {
        requireNothingElse(path);
        HybridLog log = HybridLog.open(path, options);
        try {
            requireBegun(path, log);
            return log;
        } catch (IOException | RuntimeException | Error e) {
            log.close();
            throw e;
        }
    }

    /** A log has a segment from its creation on. */
    private static void requireBegun(Path path, HybridLog log) throws IOException {
        if (log.lastSequence() < 0 && log.segments().isEmpty()) {
            throw new NoLogYetException(path);
        }
    }

    /** Why what is there is no log, in the words of who opens it; {@code found} if those are of something else. */
    static FileSystemException refusal(Path path, FileSystemException found) throws IOException {
        try {
            open(path, OpenMode.READ_ONLY).close();
            return found;
        } catch (NotALogException | NoLogYetException e) {
            return e;
        }
    }

    /** Whether nothing is where a log could be made. */
    static boolean isFree(Path path) {
        return Files.notExists(path, LinkOption.NOFOLLOW_LINKS)
                && Files.isDirectory(path.toAbsolutePath().getParent());
    }

    /** Opens a log that is as it is asked for, or makes one where nothing is. */
    static HybridLog openOrCreate(Path path, NewLog asked, LogOptions.Builder options)
            throws IOException, CommandException {
        requireNothingElse(path);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            asked.requireAgreement(path);
        } else {
            new NewFile(path).requireDirectory();
        }
        return HybridLog.open(path, options.openMode(OpenMode.CREATE_OR_OPEN).build());
    }

    /** A file with something in it that is too short for a segment's header is somebody's, not the beginning of a log. */
    private static void requireNothingElse(Path path) throws IOException {
        if (Files.isRegularFile(path) && Files.size(path) < HEADER_BYTES && hasContent(path)) {
            throw new NotALogException(path.toString(), "it is no log: it is shorter than a segment's header");
        }
    }

    private static boolean hasContent(Path small) throws IOException {
        for (byte octet : Files.readAllBytes(small)) {
            if (octet != 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is a log in a directory, or a file with segments of one. */
    static boolean isLog(Path path) throws IOException {
        return Files.isDirectory(path) ? isLogDirectory(path) : Files.isRegularFile(path) && isSegmentFile(path);
    }

    /** Whether it is the file of one segment, in the directory of its log. */
    static boolean isPartOfLog(Path path) {
        return Files.isRegularFile(path) && path.getFileName().toString().endsWith(SEGMENT_SUFFIX);
    }

    /** The first slots may be free. */
    private static boolean isSegmentFile(Path path) throws IOException {
        try (SeekableByteChannel file = Files.newByteChannel(path)) {
            for (long offset = 0; offset < file.size(); offset += LEAST_SLOT_BYTES) {
                ByteBuffer magic = ByteBuffer.allocate(MAGIC.length);
                file.position(offset).read(magic);
                if (Arrays.equals(magic.array(), MAGIC)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean isLogDirectory(Path path) throws IOException {
        for (Path entry : DirectoryEntries.of(path)) {
            String name = entry.getFileName().toString();
            if (name.endsWith(SEGMENT_SUFFIX) || name.equals(LOCK_NAME)) {
                return true;
            }
        }
        return false;
    }
}
