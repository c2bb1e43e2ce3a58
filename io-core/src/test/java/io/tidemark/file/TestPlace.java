package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.nativeio.testing.Needs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fresh directory on a certain file system, gone with everything in it when it is closed.
 */
public final class TestPlace implements AutoCloseable {
    /** The file systems that tests run on. */
    public enum Kind {
        /** The one of java.io.tmpdir. */
        AT_HAND,
        /** A fresh ext4 over a loop device. */
        EXT4,
        /** A fresh XFS over a loop device. */
        XFS,
        /** /dev/shm. */
        TMPFS
    }

    private final Path directory;
    private final Path mountPoint;
    private final Path image;

    private TestPlace(Path directory, Path mountPoint, Path image) {
        this.directory = directory;
        this.mountPoint = mountPoint;
        this.image = image;
    }

    public static TestPlace of(Kind kind) throws IOException {
        return switch (kind) {
            case AT_HAND -> new TestPlace(newDirectory(Path.of(System.getProperty("java.io.tmpdir"))), null, null);
            case TMPFS -> inMemory();
            case EXT4 -> loop(320, "mkfs.ext4", "-q", "-F", "-b", "4096");
            case XFS -> loop(320, "mkfs.xfs", "-q");
        };
    }

    /** A loop-mounted ext4 without room for much. */
    public static TestPlace smallExt4(int megabytes) throws IOException {
        return loop(megabytes, "mkfs.ext4", "-q", "-F", "-b", "4096", "-m", "0", "-O", "^has_journal", "-N", "64");
    }

    /** A tmpfs without room for much. */
    public static TestPlace smallTmpfs(int megabytes) throws IOException {
        return inMemory("-t", "tmpfs", "-o", "size=" + megabytes + "m");
    }

    /** A file system of which the library knows nothing. */
    public static TestPlace ramfs() throws IOException {
        return inMemory("-t", "ramfs");
    }

    private static TestPlace inMemory(String... options) throws IOException {
        Path parent = newDirectory(Path.of(System.getProperty("java.io.tmpdir")));
        Path mountPoint = Files.createDirectory(parent.resolve("mnt"));
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("none", mountPoint.toString()));
        mount(new TestPlace(parent, null, null), arguments.toArray(String[]::new));
        return new TestPlace(mountPoint, mountPoint, null);
    }

    public Path directory() {
        return directory;
    }

    public Path file() {
        return directory.resolve("file.tide");
    }

    public void remountReadOnly() throws IOException {
        require("mount", "-o", "remount,ro", mountPoint.toString());
    }

    /** Deletes all, and fails if this process has something in it open or mapped. */
    @Override
    public void close() throws IOException {
        List<String> open = OpenResources.of(directory);
        try {
            if (mountPoint != null) {
                require("umount", mountPoint.toString());
                deleteRecursively(mountPoint.getParent());
            } else {
                deleteRecursively(directory);
            }
        } finally {
            assertThat(open).as("left open or mapped").isEmpty();
        }
    }

    private static TestPlace inMemory() throws IOException {
        Path parent = Path.of("/dev/shm");
        if (!Files.isWritable(parent)) {
            Needs.missing("there is no writable " + parent);
        }
        return new TestPlace(newDirectory(parent), null, null);
    }

    private static TestPlace loop(int megabytes, String... mkfs) throws IOException {
        Path parent = newDirectory(Path.of(System.getProperty("java.io.tmpdir")));
        TestPlace unmounted = new TestPlace(parent, null, null);
        Path image = parent.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) megabytes << 20);
        }
        List<String> make = new ArrayList<>(List.of(mkfs));
        make.add(image.toString());
        orMissing(unmounted, make);
        Path mountPoint = Files.createDirectory(parent.resolve("mnt"));
        mount(unmounted, "-o", "loop", image.toString(), mountPoint.toString());
        return new TestPlace(mountPoint, mountPoint, image);
    }

    private static void mount(TestPlace unmounted, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("mount"));
        line.addAll(List.of(arguments));
        orMissing(unmounted, line);
    }

    private static void orMissing(TestPlace unmounted, List<String> line) throws IOException {
        String failure;
        try {
            failure = run(line);
        } catch (IOException e) {
            failure = e.getMessage();
        }
        if (!failure.isEmpty()) {
            unmounted.close();
            Needs.missing("no file system of its own here: " + line + ": " + failure);
        }
    }

    private static void require(String... line) throws IOException {
        String failure = run(List.of(line));
        if (!failure.isEmpty()) {
            throw new IOException(List.of(line) + ": " + failure);
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

    private static Path newDirectory(Path parent) throws IOException {
        return Files.createTempDirectory(parent, "tidemark").toRealPath();
    }

    private static void deleteRecursively(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Override
    public String toString() {
        return directory + (image == null ? "" : " on " + image);
    }
}
