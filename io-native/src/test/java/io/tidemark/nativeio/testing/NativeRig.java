package io.tidemark.nativeio.testing;

import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A fresh directory and real system calls with a fault seam for each test; register it as an extension. After the test
 * it fails on faults that never fired and on descriptors, mappings and native memory that are left.
 */
public final class NativeRig implements BeforeEachCallback, AfterEachCallback {
    private final Path parent;
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private FaultyPosix faults;
    private Path directory;

    private NativeRig(Path parent) {
        this.parent = parent;
    }

    /** In java.io.tmpdir. */
    public static NativeRig onDisk() {
        return new NativeRig(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** In /dev/shm, a tmpfs; tests are skipped where it is not there. */
    public static NativeRig onTmpfs() {
        return new NativeRig(Path.of("/dev/shm"));
    }

    /** The test's directory. */
    public Path directory() {
        return directory;
    }

    /** A path in the test's directory. */
    public Path path(String name) {
        return directory.resolve(name);
    }

    /** System calls with the fault seam in between. */
    public Posix posix() {
        return faults.posix();
    }

    /** The fault seam. */
    public FaultyPosix faults() {
        return faults;
    }

    /** Opens a file in the test's directory; the rig closes it. */
    public NativeFile open(String name, OpenRequest request) throws IOException {
        return own(NativeFile.open(posix(), path(name), request));
    }

    /** Zeroed, page-aligned native memory; the rig closes it. */
    public NativeMemory memory(long lengthBytes) {
        return own(NativeMemory.allocate(posix(), lengthBytes, 4096));
    }

    /** Hands something over to be closed after the test, the last one first. */
    public <T extends AutoCloseable> T own(T resource) {
        owned.push(resource);
        return resource;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        Needs.that(Files.isWritable(parent), "no writable directory " + parent);
        directory = Files.createTempDirectory(parent, "tidemark-native-").toRealPath();
        faults = FaultyPosix.over(Posix.system());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (directory == null) {
            return;
        }
        try {
            faults.assertAllFired();
            while (!owned.isEmpty()) {
                owned.pop().close();
            }
            faults.assertNothingHeld();
            Descriptors.assertNoneLeft(directory);
        } finally {
            deleteRecursively(directory);
        }
    }

    private static void deleteRecursively(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
