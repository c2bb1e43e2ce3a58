package io.tidemark.mode;

import io.tidemark.nativeio.testing.Needs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A fresh file system in an image file, mounted over a loop device. Needs root. */
final class LoopMount implements AutoCloseable {
    private static final long IMAGE_BYTES = 320L << 20;

    private final Path mountPoint;

    private LoopMount(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    static LoopMount of(Path directory, List<String> mkfs) throws IOException {
        Path image = directory.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(IMAGE_BYTES);
        }
        require(mkfs, image.toString());
        Path mountPoint = Files.createDirectory(directory.resolve("mnt"));
        require(List.of("mount", "-o", "loop"), image.toString(), mountPoint.toString());
        return new LoopMount(mountPoint);
    }

    Path directory() {
        return mountPoint;
    }

    void remountReadOnly() throws IOException {
        require(List.of("mount", "-o", "remount,ro"), mountPoint.toString());
    }

    @Override
    public void close() throws IOException {
        String failure = run(List.of("umount", mountPoint.toString()));
        if (!failure.isEmpty()) {
            throw new IOException("umount " + mountPoint + ": " + failure);
        }
    }

    private static void require(List<String> command, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        try {
            String failure = run(line);
            if (!failure.isEmpty()) {
                Needs.missing("no loop mount here: " + line + ": " + failure);
            }
        } catch (IOException e) {
            Needs.missing("no loop mount here: " + e.getMessage());
        }
    }

    /** What it printed if it failed; empty otherwise. */
    private static String run(List<String> line) throws IOException {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.onExit().join().exitValue();
        return status == 0 ? "" : "exit " + status + " " + output.strip();
    }
}
