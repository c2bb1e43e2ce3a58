package io.tidemark.bench.recovery;

import io.tidemark.bench.foundation.OwnProcess;
import io.tidemark.bench.harness.Units;
import io.tidemark.bench.report.Measurement;
import io.tidemark.bench.report.Measurement.Role;
import io.tidemark.log.HybridLog;
import io.tidemark.log.LogOptions;
import io.tidemark.log.RecoveryScan;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.nativeio.MappedRegion;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;

/**
 * Opens a log whose writer was killed (SIGKILL), by its footers and by a scan of all records, and reads the same bytes
 * through a mapping beside it. By footers it is opened as the writer left it, with what that wrote past the page cache on
 * the disk only; for the scan and the mapping it is loaded before. All three are rehearsed before they count: this is a
 * warm JVM.
 *
 * @param directory where the log goes
 * @param logBytes of records, in 1 KiB each; more than 1 GiB is opened by footers only
 * @param rounds how often the writer is killed
 */
public record Recovery(Path directory, long logBytes, int rounds) {
    private static final String SUITE = "recovery";
    private static final int STEP_BYTES = 1 << 20;

    /** Before the first one counts: an opening is short, so the compiler sees little of it at a time. */
    private static final int REHEARSALS = 40;

    /** One mapping of the JDK holds less than twice as much. */
    private static final long MOST_SCANNED_BYTES = 1 << 30;

    /**
     * Measures.
     *
     * @param progress told how many percent are done
     */
    public List<Measurement> run(IntConsumer progress) throws IOException {
        Path path = directory.resolve("killed.log");
        boolean isScanned = logBytes <= MOST_SCANNED_BYTES;
        List<Double> footers = new ArrayList<>();
        List<Double> scans = new ArrayList<>();
        List<Double> floors = new ArrayList<>();
        try {
            rehearse(path, isScanned);
            for (int round = 1; round <= rounds; round++) {
                killWriter(path);
                double byFooters = open(path, RecoveryScan.FOOTERS);
                double byScan = 0;
                double floor = 0;
                if (isScanned) {
                    killWriter(path);
                    warm(path);
                    byScan = open(path, RecoveryScan.ALL_RECORDS);
                    floor = mappedPass(path);
                }
                footers.add(byFooters);
                scans.add(byScan);
                floors.add(floor);
                progress.accept(100 * round / rounds);
            }
        } finally {
            Files.deleteIfExists(path);
        }
        String size = Units.bytes(logBytes);
        List<Measurement> all = new ArrayList<>();
        all.add(measurement(
                "open a log of " + size + " after kill -9", "Tidemark log, footers", Role.TIDEMARK, footers));
        if (isScanned) {
            String workload = "full scan of a log of " + size + " after kill -9, warm";
            all.add(measurement(workload, "mapped CRC32C pass", Role.FLOOR, floors));
            all.add(measurement(workload, "Tidemark log, all records", Role.TIDEMARK, scans));
        }
        return all;
    }

    private void rehearse(Path path, boolean isScanned) throws IOException {
        killWriter(path);
        for (int rehearsal = 0; rehearsal < REHEARSALS; rehearsal++) {
            open(path, RecoveryScan.FOOTERS);
            if (isScanned) {
                open(path, RecoveryScan.ALL_RECORDS);
                mappedPass(path);
            }
        }
    }

    private static Measurement measurement(String workload, String contestant, Role role, List<Double> nanos) {
        return new Measurement(
                SUITE, workload, contestant, role, "", DoomedWriter.RECORD_BYTES, 1, nanos, -1, -1, List.of());
    }

    /** Lets another process append, and kills it once the log is long enough. */
    private void killWriter(Path path) throws IOException {
        List<String> command = OwnProcess.java(DoomedWriter.class);
        command.addAll(List.of(path.toString(), Long.toString(logBytes)));
        Process process = OwnProcess.start(new ProcessBuilder(command).redirectError(Redirect.INHERIT));
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            String line = out.readLine();
            if (!DoomedWriter.READY.equals(line)) {
                throw new IOException("the writer of " + path + " ended by itself; its errors are above");
            }
        } finally {
            process.destroyForcibly();
        }
        OwnProcess.await(process);
    }

    private double open(Path path, RecoveryScan scan) throws IOException {
        long start = System.nanoTime();
        try (HybridLog log =
                HybridLog.open(path, LogOptions.builder().recoveryScan(scan).build())) {
            long nanos = System.nanoTime() - start;
            if (log.lastSequence() + 1 < logBytes / DoomedWriter.RECORD_BYTES) {
                throw new IOException("records of " + path + " are missing after " + log.lastSequence());
            }
            return nanos;
        }
    }

    /** By system calls: pages that somebody maps can't leave the page cache when the log is opened. */
    private static void warm(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer step = ByteBuffer.allocateDirect(STEP_BYTES);
            while (channel.read(step.clear()) > 0) {
                // Nobody wants the bytes.
            }
        }
    }

    /** The least that a scan of all records does: map the file, and checksum what the records take up in it. */
    private double mappedPass(Path path) throws IOException {
        long start = System.nanoTime();
        try (NativeFile file = NativeFile.open(Posix.system(), path, OpenRequest.readOnly());
                MappedRegion mapping = MappedRegion.map(file, 0, file.size(), MappedRegion.Kind.READ_ONLY)) {
            ByteBuffer bytes = mapping.buffer();
            CRC32C crc = new CRC32C();
            long records = logBytes / DoomedWriter.RECORD_BYTES;
            int length =
                    (int) Math.min(bytes.capacity(), records * RecordLayout.recordBytes(DoomedWriter.RECORD_BYTES));
            for (int done = 0; done < length; done += STEP_BYTES) {
                crc.update(bytes.limit(Math.min(length, done + STEP_BYTES)).position(done));
            }
            return System.nanoTime() - start;
        }
    }
}
