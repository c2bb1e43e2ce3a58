package io.tidemark.nativeio.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A tmpfs of a few bytes that a test mounts to run it full; unmounted and removed by {@link #close}. */
public final class TinyFileSystem implements AutoCloseable {
    private final Path directory;

    private TinyFileSystem(Path directory) {
        this.directory = directory;
    }

    /** Mounts at a directory that is created; null where this user may not mount, so that the test can be skipped. */
    public static TinyFileSystem mount(Path directory, long sizeBytes) throws IOException {
        Files.createDirectory(directory);
        String options = "size=" + sizeBytes + ",mode=0700";
        if (run(List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString()))) {
            return new TinyFileSystem(directory);
        }
        Files.delete(directory);
        return null;
    }

    /** Where it is mounted. */
    public Path directory() {
        return directory;
    }

    @Override
    public void close() throws IOException {
        if (!run(List.of("umount", directory.toString()))) {
            throw new IOException("Could not unmount " + directory + ": is something still open there?");
        }
        Files.delete(directory);
    }

    private static boolean run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
