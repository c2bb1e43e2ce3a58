package io.tidemark.log.index;

import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentSummary;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The entries of one segment in memory. One thread adds records, any number of threads look them up meanwhile without a
 * lock: an entry is written before the count that includes it, and never changes. It grows by chunks, so nothing is copied.
 *
 * <p>What is not about entries ({@link #recordCount} and the timestamps of the whole) is for the thread that adds, or for
 * all once it has handed the index over.
 */
public final class SparseIndex implements SegmentSummary {
    private static final VarHandle ENTRY_COUNT;

    static {
        try {
            ENTRY_COUNT = MethodHandles.lookup().findVarHandle(SparseIndex.class, "entryCount", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int CHUNK_SHIFT = 7;
    private static final int CHUNK_ENTRIES = 1 << CHUNK_SHIFT;
    private static final int OFFSET_SHIFT = 3;

    private final long baseSequence;

    /** Two longs an entry: sequence - base in the high half and offset / 8 in the low one, then the timestamp. */
    private final long[][] chunks;

    @SuppressWarnings("UnusedVariable") // read and written through ENTRY_COUNT
    private int entryCount;

    /** Bytes of each record, if the entries are where records of one size would be; 0 if not. A hint, read without order. */
    private int regularBytes;

    private long firstOffset;
    private long nextEntryOffset;
    private long recordCount;
    private long firstTimestampMicros;
    private long lastTimestampMicros;
    private long highestTimestampMicros;

    /** Memory for the entries of one index. */
    public static final class Entries {
        private final long[][] chunks;

        private Entries(long segmentBytes) {
            int most = SegmentSummary.maxEntryCount(segmentBytes);
            this.chunks = new long[(most + CHUNK_ENTRIES - 1) >>> CHUNK_SHIFT][];
        }

        /** As much as a segment may need, made ahead, so that adding to the index allocates nothing. */
        public static Entries all(long segmentBytes) {
            Entries entries = new Entries(segmentBytes);
            for (int chunk = 0; chunk < entries.chunks.length; chunk++) {
                entries.chunks[chunk] = newChunk();
            }
            return entries;
        }
    }

    /** An empty index, whose memory is allocated as it grows. */
    public SparseIndex(long baseSequence, long segmentBytes) {
        this(baseSequence, new Entries(segmentBytes));
    }

    /** An empty index in memory that nobody else uses. */
    public SparseIndex(long baseSequence, Entries entries) {
        this.baseSequence = baseSequence;
        this.chunks = entries.chunks;
    }

    /** The same as a footer says. */
    public static SparseIndex copyOf(SegmentSummary summary, long segmentBytes) {
        SparseIndex index = new SparseIndex(summary.baseSequence(), segmentBytes);
        for (int entry = 0; entry < summary.entryCount(); entry++) {
            index.addEntry(summary.offset(entry), summary.sequence(entry), summary.timestampMicros(entry));
        }
        index.recordCount = summary.recordCount();
        index.firstTimestampMicros = summary.firstTimestampMicros();
        index.lastTimestampMicros = summary.lastTimestampMicros();
        index.highestTimestampMicros = summary.highestTimestampMicros();
        return index;
    }

    /** Takes note of the next {@code DATA} record, whose sequence is {@link #nextSequence}. */
    public void add(long offset, long timestampMicros) {
        if (recordCount == 0) {
            firstTimestampMicros = timestampMicros;
            highestTimestampMicros = timestampMicros;
        }
        lastTimestampMicros = timestampMicros;
        highestTimestampMicros = Math.max(highestTimestampMicros, timestampMicros);
        if (offset >= nextEntryOffset) {
            addEntry(offset, baseSequence + recordCount, highestTimestampMicros);
        }
        recordCount++;
    }

    /** Gives back memory that entries have not taken; for the thread that adds, once nothing more will come. */
    public void trim() {
        Arrays.fill(chunks, (entryCount() + CHUNK_ENTRIES - 1) >>> CHUNK_SHIFT, chunks.length, null);
    }

    /**
     * The entry from which to look for a sequence: the last one that isn't behind it. Found at once where records are of
     * about one size, else by halving.
     *
     * @return -1 if there is none, because the segment begins behind it or has no records
     */
    public int entryBySequence(long sequence) {
        int low = 0;
        int high = entryCount();
        if (high > 1) {
            int guess = guess(sequence, high - 1);
            if (sequence(guess) <= sequence) {
                if (sequence < sequence(guess + 1)) {
                    return guess;
                }
                low = guess + 1;
            } else {
                high = guess;
            }
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sequence(middle) <= sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** The last entry whose record begins at an offset or before it; -1 if there is none. */
    public int entryByOffset(long offset) {
        int low = 0;
        for (int high = entryCount(); low < high; ) {
            int middle = (low + high) >>> 1;
            if (offset(middle) <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** The entry, not the last one, that it would be if all records were of one size: most logs come close to that. */
    private int guess(long sequence, int last) {
        long reach = sequence(last) - baseSequence;
        long distance = Math.max(0, Math.min(sequence - baseSequence, reach));
        return (int) Math.min(last - 1L, distance * last / reach);
    }

    /**
     * Where a record probably is, if there is reason to believe that all are of one size: without a look into the entries,
     * which would be a miss of the processor's caches. It may be wrong.
     *
     * @return 0 if there is no such reason
     */
    public long regularOffset(long sequence) {
        int bytes = regularBytes;
        return bytes == 0 ? 0 : firstOffset + (sequence - baseSequence) * bytes;
    }

    /** Bytes that each record takes up then. */
    public int regularBytes() {
        return regularBytes;
    }

    /**
     * The entry from which to look for the first record, in order of sequences, whose timestamp is {@code timestampMicros}
     * or later. Clocks jump back, so records behind that one may be earlier again; entries have the highest timestamp so
     * far, which only rises. If {@link #highestTimestampMicros} is lower, there is no such record.
     *
     * @return -1 if there are no records
     */
    public int entryByTime(long timestampMicros) {
        int count = entryCount();
        int low = 0;
        for (int high = count; low < high; ) {
            int middle = (low + high) >>> 1;
            if (timestampMicros(middle) < timestampMicros) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return count == 0 ? -1 : Math.max(0, low - 1);
    }

    @Override
    public long baseSequence() {
        return baseSequence;
    }

    @Override
    public long recordCount() {
        return recordCount;
    }

    @Override
    public long firstTimestampMicros() {
        return firstTimestampMicros;
    }

    @Override
    public long lastTimestampMicros() {
        return lastTimestampMicros;
    }

    @Override
    public long highestTimestampMicros() {
        return highestTimestampMicros;
    }

    @Override
    public int entryCount() {
        return (int) ENTRY_COUNT.getAcquire(this);
    }

    @Override
    public long sequence(int entry) {
        return baseSequence + (chunks[entry >>> CHUNK_SHIFT][at(entry)] >>> Integer.SIZE);
    }

    @Override
    public long offset(int entry) {
        return (chunks[entry >>> CHUNK_SHIFT][at(entry)] & 0xffff_ffffL) << OFFSET_SHIFT;
    }

    @Override
    public long timestampMicros(int entry) {
        return chunks[entry >>> CHUNK_SHIFT][at(entry) + 1];
    }

    private void addEntry(long offset, long sequence, long timestampMicros) {
        int entry = entryCount();
        int chunk = entry >>> CHUNK_SHIFT;
        if (chunks[chunk] == null) {
            chunks[chunk] = newChunk();
        }
        chunks[chunk][at(entry)] = (sequence - baseSequence) << Integer.SIZE | offset >>> OFFSET_SHIFT;
        chunks[chunk][at(entry) + 1] = timestampMicros;
        nextEntryOffset = offset + INTERVAL_BYTES;
        regularBytes = regularBytes(entry, offset, sequence - baseSequence);
        ENTRY_COUNT.setRelease(this, entry + 1);
    }

    private int regularBytes(int entry, long offset, long index) {
        if (entry == 0) {
            firstOffset = offset;
            return 0;
        }
        long span = offset - firstOffset;
        int bytes = entry == 1 ? (int) (span / index) : regularBytes;
        return span == bytes * index && bytes % RecordLayout.ALIGNMENT_BYTES == 0 ? bytes : 0;
    }

    private static long[] newChunk() {
        return new long[2 * CHUNK_ENTRIES];
    }

    private static int at(int entry) {
        return 2 * (entry & (CHUNK_ENTRIES - 1));
    }
}
