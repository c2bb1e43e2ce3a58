package io.tidemark.nativeio.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A file system that a test mounts for itself: a tmpfs of a few bytes to run full, or one on a loop device. Needs root;
 * where it cannot be had the factory methods return nothing, so that the test can be skipped with a reason.
 */
public final class MountedFileSystem implements AutoCloseable {
    private final Path directory;
    private final List<String> cleanUp;

    private MountedFileSystem(Path directory, List<String> cleanUp) {
        this.directory = directory;
        this.cleanUp = cleanUp;
    }

    /** A tmpfs of that size at a directory that is created. */
    public static Optional<MountedFileSystem> tmpfs(Path directory, long sizeBytes) throws IOException {
        Files.createDirectory(directory);
        String options = "size=" + sizeBytes + ",mode=0700";
        if (run("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString())
                .isPresent()) {
            return Optional.of(new MountedFileSystem(directory, List.of()));
        }
        Files.delete(directory);
        return Optional.empty();
    }

    /**
     * A file system on a loop device over a sparse image beside the directory.
     *
     * @param sectorBytes the device's logical sector size, 512 or 4096
     * @param makeFileSystem the command that makes it, to which the device is added
     */
    public static Optional<MountedFileSystem> onLoopDevice(
            Path directory, long sizeBytes, int sectorBytes, String... makeFileSystem) throws IOException {
        Path image = directory.resolveSibling(directory.getFileName() + ".img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(sizeBytes);
        }
        String sectors = Integer.toString(sectorBytes);
        Optional<String> device = run("losetup", "--find", "--show", "--sector-size", sectors, image.toString());
        if (device.isPresent()) {
            Files.createDirectory(directory);
            List<String> command = new ArrayList<>(Arrays.asList(makeFileSystem));
            command.add(device.get());
            if (run(command.toArray(String[]::new)).isPresent()
                    && run("mount", device.get(), directory.toString()).isPresent()) {
                return Optional.of(new MountedFileSystem(directory, List.of("losetup", "-d", device.get())));
            }
            run("losetup", "-d", device.get());
            Files.delete(directory);
        }
        Files.delete(image);
        return Optional.empty();
    }

    /**
     * An overlay, as containers have it, whose files lie in a directory beside the one that it is mounted at.
     *
     * @param more options
     */
    public static Optional<MountedFileSystem> overlay(Path directory, String... more) throws IOException {
        String name = directory.getFileName().toString();
        Path lower = Files.createDirectory(directory.resolveSibling(name + ".lower"));
        Path upper = Files.createDirectory(directory.resolveSibling(name + ".upper"));
        Path work = Files.createDirectory(directory.resolveSibling(name + ".work"));
        Files.createDirectory(directory);
        String options = "lowerdir=" + lower + ",upperdir=" + upper + ",workdir=" + work
                + Arrays.stream(more).map(option -> "," + option).collect(Collectors.joining());
        if (run("mount", "-t", "overlay", "-o", options, "overlay", directory.toString())
                .isPresent()) {
            return Optional.of(new MountedFileSystem(directory, List.of()));
        }
        Files.delete(directory);
        return Optional.empty();
    }

    /** Where it is mounted. */
    public Path directory() {
        return directory;
    }

    /** Mounts it read-only from now on, as the kernel does after an error. */
    public void remountReadOnly() throws IOException {
        must("mount", "-o", "remount,ro", directory.toString());
    }

    /** Unmounts, and removes the directory; the image, if any, is left to whoever owns the directory above. */
    @Override
    public void close() throws IOException {
        must("umount", directory.toString());
        if (!cleanUp.isEmpty()) {
            must(cleanUp.toArray(String[]::new));
        }
        Files.delete(directory);
    }

    private static void must(String... command) throws IOException {
        if (run(command).isEmpty()) {
            throw new IOException("Failed: " + String.join(" ", command) + "; is something still open there?");
        }
    }

    /** What it prints, or nothing when it fails. */
    private static Optional<String> run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(output.strip()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
