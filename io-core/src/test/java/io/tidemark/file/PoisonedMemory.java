package io.tidemark.file;

import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Has the kernel take a page of memory for failed, as after a machine check. */
final class PoisonedMemory {
    private static final int PAGE = 4096;
    private static final long PRESENT = 1L << 63;
    private static final long FRAME = (1L << 55) - 1;

    private PoisonedMemory() {}

    /**
     * The page that holds the byte at {@code offset}, as if another process had touched it, which dies of that: the kernel
     * takes the page away from all who have mapped it.
     */
    static void poisonByTouch(Path file, long offset) throws IOException {
        String map = "my $a = syscall(9, 0, " + PAGE + ", 1, 1, fileno(F), " + (offset & -PAGE) + ");";
        String poison = "syscall(28, $a, " + PAGE + ", 100);"; // madvise(2) with MADV_HWPOISON
        String script =
                "open(F, '<', '" + file + "') or exit 1; " + map + " $a == -1 and exit 2; " + poison + " exit 3;";
        Command.run("sh", "-c", "perl -e \"$0\"; test $? = 135", script); // 128 and SIGBUS
    }

    /** The page that holds the byte at {@code offset}, as if the kernel had found it by itself. */
    static void poison(Path file, long offset) throws IOException {
        long address = physicalAddress(file, offset & -PAGE);
        Command.run(
                "sh",
                "-c",
                "echo " + address
                        + " > /sys/devices/system/memory/hard_offline_page || { dmesg | tail -n 3; exit 1; }");
    }

    /** Whether this process has the page of memory at a virtual address in its tables. */
    static boolean isMapped(long virtualAddress) throws IOException {
        return (entry(virtualAddress) & PRESENT) != 0;
    }

    private static long physicalAddress(Path file, long offset) throws IOException {
        try (NativeFile reader = NativeFile.open(Posix.system(), file, OpenRequest.readOnly());
                MappedRegion region = MappedRegion.map(reader, offset, PAGE, MappedRegion.Kind.READ_ONLY)) {
            region.populateRead();
            long entry = entry(region.address());
            if ((entry & PRESENT) == 0 || (entry & FRAME) == 0) {
                throw new IOException(
                        "the page at offset " + offset + " of " + file + " has no address: " + Long.toHexString(entry));
            }
            return (entry & FRAME) * PAGE;
        }
    }

    private static long entry(long virtualAddress) throws IOException {
        try (RandomAccessFile tables = new RandomAccessFile("/proc/self/pagemap", "r")) {
            byte[] entry = new byte[Long.BYTES]; // The kernel gives out whole entries only.
            tables.seek(virtualAddress / PAGE * Long.BYTES);
            tables.readFully(entry);
            return ByteBuffer.wrap(entry).order(ByteOrder.nativeOrder()).getLong();
        }
    }
}
