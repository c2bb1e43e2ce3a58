package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is allocated by transfers that do not fail. Without the fault seam, which does allocate. */
@Tag("no-disk")
class AllocationFreeTest {
    private static final int CALLS = 20_000;

    /** Each waits for the disk. */
    private static final int FORCES = 1000;

    @TempDir
    Path directory;

    @FunctionalInterface
    private interface Transfer {
        void make(NativeFile file, NativeMemory memory, IoVector vector) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> transfersAllocateNothing() {
        Map<String, Transfer> transfers = new LinkedHashMap<>();
        transfers.put("read", (file, memory, vector) -> file.read(memory.address(), 512, 0));
        transfers.put("readFully", (file, memory, vector) -> file.readFully(memory.address(), 512, 0));
        transfers.put("write", (file, memory, vector) -> file.write(memory.address(), 512, 0));
        transfers.put("writeVector", (file, memory, vector) -> {
            vector.clear().add(memory.address(), 100).add(memory.address() + 200, 100);
            file.writeVector(vector, 0);
        });
        transfers.put("size", (file, memory, vector) -> file.size());
        return tests(transfers, CALLS);
    }

    @TestFactory
    Stream<DynamicTest> forcesAllocateNothing() {
        Map<String, Transfer> forces = new LinkedHashMap<>();
        forces.put("writeDurably", (file, memory, vector) -> {
            vector.clear().add(memory.address(), 100);
            file.writeDurably(vector, 0);
        });
        forces.put("forceData", (file, memory, vector) -> file.forceData());
        return tests(forces, FORCES);
    }

    private Stream<DynamicTest> tests(Map<String, Transfer> transfers, int calls) {
        return transfers.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> measure(entry.getValue(), calls)));
    }

    private void measure(Transfer transfer, int calls) throws Exception {
        assumeTrue(
                ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "this JVM does not count allocated bytes");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Posix posix = Posix.system();
        Path path = directory.resolve("a");
        try (NativeFile file = NativeFile.open(posix, path, OpenRequest.createNew());
                NativeMemory memory = NativeMemory.allocate(posix, 4096, 1);
                IoVector vector = IoVector.allocate(posix, 2)) {
            file.writeZeros(0, 4096);
            repeat(transfer, calls, file, memory, vector);
            long before = threads.getCurrentThreadAllocatedBytes();
            repeat(transfer, calls, file, memory, vector);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat((double) allocated / calls).as("bytes a call").isLessThan(0.5);
        } finally {
            Files.deleteIfExists(path);
        }
    }

    private static void repeat(Transfer transfer, int calls, NativeFile file, NativeMemory memory, IoVector vector)
            throws Exception {
        for (int i = 0; i < calls; i++) {
            transfer.make(file, memory, vector);
        }
    }
}
