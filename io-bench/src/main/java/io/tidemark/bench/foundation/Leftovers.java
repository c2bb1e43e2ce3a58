package io.tidemark.bench.foundation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What has to go with this process when it is told to end before it is done (SIGHUP, SIGINT, SIGTERM): the processes that
 * it has started, and folders that may hold gigabytes. What is done in the end has said so, and nothing is left to do. Any
 * thread.
 */
public final class Leftovers {
    /** So long a process may clear up after itself before it is killed. */
    private static final long GRACE_SECONDS = 10;

    /** Others may still be writing into a folder that is being deleted. */
    private static final int ATTEMPTS = 20;

    private static final long RETRY_MILLIS = 50;

    private static final Set<ProcessHandle> PROCESSES = ConcurrentHashMap.newKeySet();
    private static final Set<Path> FOLDERS = ConcurrentHashMap.newKeySet();
    private static volatile boolean isEnding;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::clear, "leftovers"));
    }

    private Leftovers() {}

    /** Starts a process that is not to outlive this one. */
    static Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        ProcessHandle handle = process.toHandle();
        PROCESSES.add(handle);
        var unused = process.onExit().thenRun(() -> PROCESSES.remove(handle));
        if (isEnding) {
            handle.destroyForcibly();
        }
        return process;
    }

    /** A folder to delete with all that is in it, whether it is there yet or not, or a file. */
    public static Path add(Path folder) {
        FOLDERS.add(folder);
        return folder;
    }

    /** It has been deleted. */
    public static void remove(Path folder) {
        FOLDERS.remove(folder);
    }

    private static void clear() {
        isEnding = true;
        PROCESSES.forEach(ProcessHandle::destroy);
        PROCESSES.forEach(Leftovers::await);
        FOLDERS.forEach(Leftovers::delete);
    }

    private static void await(ProcessHandle process) {
        try {
            process.onExit().get(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException | InterruptedException e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void delete(Path folder) {
        for (int attempt = 0; attempt < ATTEMPTS && Files.exists(folder); attempt++) {
            try {
                Folders.deleteWithContents(folder);
            } catch (IOException | UncheckedIOException e) {
                pause();
            }
        }
        if (Files.exists(folder)) {
            System.err.println(folder + " can't be deleted, and stays");
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
