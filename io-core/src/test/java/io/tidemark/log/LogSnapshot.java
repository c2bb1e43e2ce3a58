package io.tidemark.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the medium had of a log at some moment, and has again after a crash that took all that came later. It is put back
 * into the files that are there, so who has them open reads it.
 */
final class LogSnapshot {
    private final Path path;

    /** By where a file lies in it. */
    private final Map<Path, byte[]> contents = new TreeMap<>();

    private LogSnapshot(Path path) {
        this.path = path;
    }

    static LogSnapshot of(Path path) throws IOException {
        LogSnapshot snapshot = new LogSnapshot(path);
        for (Path file : files(path)) {
            snapshot.contents.put(path.relativize(file), Files.readAllBytes(file));
        }
        return snapshot;
    }

    /** Nobody writes the log meanwhile. */
    void putBack() throws IOException {
        putInto(path);
    }

    /** The same over what another log of this layout has. */
    void putInto(Path other) throws IOException {
        for (Path file : files(other)) {
            if (!contents.containsKey(other.relativize(file))) {
                Files.delete(file);
            }
        }
        for (Map.Entry<Path, byte[]> file : contents.entrySet()) {
            boolean isOnlyOne = file.getKey().toString().isEmpty();
            write(isOnlyOne ? other : other.resolve(file.getKey()), file.getValue());
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            channel.write(ByteBuffer.wrap(bytes), 0);
            channel.truncate(bytes.length);
        }
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.toList();
        }
    }
}
