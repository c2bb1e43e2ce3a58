package io.tidemark.bench.foundation;

import io.tidemark.bench.harness.MatchResult;
import io.tidemark.bench.harness.MatchResult.Entry;
import io.tidemark.bench.report.Measurement;
import io.tidemark.bench.report.Measurement.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * What a work is about, apart from its size, so that works which differ in nothing else share a chart.
 *
 * @param suite what it belongs to
 * @param workload what is done
 * @param bytes of a record or a transfer; 0 where there is none
 * @param threads that work at the same time
 * @param guarantee what holds when an operation has returned; empty for reads
 */
public record Subject(String suite, String workload, int bytes, int threads, String guarantee) {
    private static final String FILE = "HybridFile";
    private static final String LOG = "HybridLog";
    private static final String DAX = "HybridFile on persistent memory";
    private static final String DURABLE = "durable on return";
    private static final String NOT_FORCED = "in memory";

    private static Subject read(String suite, String workload, int bytes) {
        return new Subject(suite, workload, bytes, 1, "");
    }

    private static Subject append(String suite, String workload, int bytes, String guarantee) {
        return new Subject(suite, workload, bytes, 1, guarantee);
    }

    /** What a work is about. */
    public static Subject of(Work work) {
        return switch (work) {
            case READ_CACHED -> read(FILE, "read of a hot CACHED range", SealedFile.READ_BYTES);
            case READ_CACHED_AT_SEAL ->
                read(FILE, "read of a hot CACHED range that ends at the seal", SealedFile.READ_BYTES);
            case READ_CACHED_MAPPED -> read(FILE, "read of a hot CACHED_MAPPED range", SealedFile.READ_BYTES);
            case READ_BLOCK_CACHED -> read(FILE, "read of a hot BLOCK_CACHED range", SealedFile.READ_BYTES);
            case APPEND_MAPPED_64 -> append(FILE, "append to a MAPPED tail", 64, NOT_FORCED);
            case APPEND_MAPPED_1K -> append(FILE, "append to a MAPPED tail", 1024, NOT_FORCED);
            case LOOK_UP -> read(FILE, "look-up among many ranges", 0);
            case READ_AMONG_RANGES -> read(FILE, "read from a file of many ranges", 64);
            case SEAL -> append(FILE, "seal of durable data", 0, DURABLE);
            case APPEND_DIRECT_4K -> append(FILE, "append to a DIRECT tail, each forced", 4096, DURABLE);
            case APPEND_DIRECT_1K -> append(FILE, "append to a DIRECT tail, each forced", 1024, DURABLE);
            case APPEND_DIRECT_128 -> append(FILE, "append to a DIRECT tail, each forced", 128, DURABLE);
            case LOG_APPEND_128 -> append(LOG, "append, each durable", 128, DURABLE);
            case LOG_APPEND_1K -> append(LOG, "append, each durable", 1024, DURABLE);
            case LOG_APPEND_4K -> append(LOG, "append, each durable", 4096, DURABLE);
            case LOG_APPEND_GROUPED -> new Subject(LOG, "append by group commit beside one thread", 1024, 16, DURABLE);
            case LOG_APPEND_ASYNC -> append(LOG, "append, asynchronous and durable", 128, "durable when completed");
            case LOG_APPEND_UNFORCED_64 -> append(LOG, "append, not forced", 64, NOT_FORCED);
            case LOG_APPEND_UNFORCED_1K -> append(LOG, "append, not forced", 1024, NOT_FORCED);
            case LOG_READ_CACHED -> read(LOG, "read of a hot CACHED segment by sequence, verified", 1024);
            case LOG_READ_CACHED_MAPPED -> read(LOG, "read of a hot CACHED_MAPPED segment by sequence, verified", 1024);
            case LOG_READ_MANY ->
                read(LOG, "read of a hot CACHED_MAPPED segment by many sequences a call, verified", 1024);
            case LOG_SCAN -> read(LOG, "scan of a hot segment, verified", 1024);
            case LOG_SCAN_COLD -> read(LOG, "scan of a cold CACHED segment, verified", 1024);
            case DAX_APPEND_64 -> append(DAX, "append, each durable", 64, DURABLE);
            case DAX_APPEND_512 -> append(DAX, "append, each durable", 512, DURABLE);
            case DAX_APPEND_4K -> append(DAX, "append, each durable", 4096, DURABLE);
            case DAX_APPEND_64K -> append(DAX, "append, each durable", 1 << 16, DURABLE);
            case DAX_READ_BLOCK_CACHED -> read(DAX, "read of a hot BLOCK_CACHED range", SealedFile.READ_BYTES);
            case DAX_READ_SHADOWED -> read(DAX, "read of a hot SHADOWED range", SealedFile.READ_BYTES);
        };
    }

    /** A result in the form that every measurement ends in: its contestants are floors, but for landmarks and the last one. */
    public List<Measurement> measurements(MatchResult result) {
        List<Measurement> all = new ArrayList<>();
        for (Entry entry : result.entries()) {
            boolean isOwn = entry.equals(result.candidate())
                    || (suite.equals(DAX) && entry.name().startsWith("Tidemark "));
            Role other = result.landmarks().contains(entry.name()) ? Role.LANDMARK : Role.FLOOR;
            Role role = isOwn ? Role.TIDEMARK : other;
            all.add(entry.toMeasurement(suite, workload, role, guarantee, bytes, threads));
        }
        return all;
    }
}
