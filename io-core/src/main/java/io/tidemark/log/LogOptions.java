package io.tidemark.log;

import io.netty.buffer.ByteBufAllocator;
import io.tidemark.file.BlockCache;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.OpenMode;
import io.tidemark.file.Warming;
import io.tidemark.log.append.SegmentWriter;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.mode.AccessPolicy;
import io.tidemark.mode.Hint;
import io.tidemark.mode.ModeChoice;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a log is opened. Immutable; made by {@link #builder}. With {@link OpenMode#READ_ONLY} nothing counts that is about
 * writing: durability, back-pressure, waiting, processors, retention, the listener and the tail's mode.
 */
public final class LogOptions {
    private static final int MOST_BORDERS = 16;
    private static final long LEAST_BORDER_BYTES = 64 << 10;
    private static final long MOST_BORDER_BYTES = 1 << 20;

    private final Builder values;
    private final HybridFileOptions files;

    private LogOptions(Builder values) {
        this.values = values;
        this.files = values.files.build();
    }

    /** The options that nobody has changed. */
    public static LogOptions defaults() {
        return builder().build();
    }

    /** Options to be filled in; all have defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder with these options. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** See {@link Builder#openMode}. */
    public OpenMode openMode() {
        return values.openMode;
    }

    /** See {@link Builder#layout}. */
    public Layout layout() {
        return values.layout;
    }

    /** See {@link Builder#segmentBytes}. */
    public long segmentBytes() {
        return values.segmentBytes;
    }

    /** Length in bytes of the longest record that a new log takes. */
    public long longestRecordBytes() {
        return SegmentWriter.maxLength(values.segmentBytes);
    }

    /** See {@link Builder#durability}. */
    public Durability durability() {
        return values.durability;
    }

    /** See {@link Builder#maxUnforcedBytes}. */
    public long maxUnforcedBytes() {
        return values.maxUnforcedBytes;
    }

    /** See {@link Builder#waiting}. */
    public Waiting waiting() {
        return values.waiting;
    }

    /** See {@link Builder#processors}. */
    public Processors processors() {
        return values.processors;
    }

    /** See {@link Builder#retention}. */
    public Retention retention() {
        return values.retention;
    }

    /** See {@link Builder#recoveryScan}. */
    public RecoveryScan recoveryScan() {
        return values.recoveryScan;
    }

    /** See {@link Builder#onDamage}. */
    public OnDamage onDamage() {
        return values.onDamage;
    }

    /** See {@link Builder#maxOpenSegments}. */
    public int maxOpenSegments() {
        return values.maxOpenSegments;
    }

    /** See {@link Builder#listener}. */
    public LogListener listener() {
        return values.listener;
    }

    /** See {@link Builder#tail}. */
    public ModeChoice tail() {
        return files.tail();
    }

    /** See {@link Builder#sealed}. */
    public ModeChoice sealed() {
        return files.sealed();
    }

    /** See {@link Builder#policy}. */
    public AccessPolicy policy() {
        return files.policy();
    }

    /** See {@link Builder#hints}. */
    public Set<Hint> hints() {
        return files.hints();
    }

    /** See {@link Builder#warming}. */
    public Warming warming() {
        return files.warming();
    }

    /** See {@link Builder#tailBufferBytes}. */
    public int tailBufferBytes() {
        return files.tailBufferBytes();
    }

    /** See {@link Builder#allocator}; empty for Netty's own. */
    public Optional<ByteBufAllocator> allocator() {
        return files.allocator();
    }

    /** See {@link Builder#blockCache}; empty for the process's shared one. */
    public Optional<BlockCache> blockCache() {
        return files.blockCache();
    }

    /** How the files of segments of this size are opened, but for what the log decides. */
    HybridFileOptions files(long segmentBytes) {
        long border = Math.max(LEAST_BORDER_BYTES, Math.min(MOST_BORDER_BYTES, segmentBytes / MOST_BORDERS));
        return files.toBuilder()
                .tailBufferBytes((int) Math.min(files.tailBufferBytes(), segmentBytes))
                .borderBytes(border)
                .growthBytes(segmentBytes)
                .build();
    }

    /** All options in one line, for people. */
    @Override
    public String toString() {
        return "LogOptions[openMode=" + openMode()
                + ", layout=" + layout()
                + ", segmentBytes=" + segmentBytes()
                + ", durability=" + durability()
                + ", maxUnforcedBytes=" + maxUnforcedBytes()
                + ", waiting=" + waiting()
                + ", processors=" + processors()
                + ", retention=" + retention()
                + ", recoveryScan=" + recoveryScan()
                + ", onDamage=" + onDamage()
                + ", maxOpenSegments=" + maxOpenSegments()
                + ", listener=" + listener()
                + ", tail=" + tail()
                + ", sealed=" + sealed()
                + ", policy=" + policy()
                + ", hints=" + new TreeSet<>(hints())
                + ", warming=" + warming()
                + ", tailBufferBytes=" + tailBufferBytes()
                + ", allocator=" + allocator().map(Object::toString).orElse("Netty's")
                + ", blockCache=" + blockCache().map(Object::toString).orElse("shared")
                + "]";
    }

    /** Fills in options. Not safe for several threads. */
    public static final class Builder {
        private OpenMode openMode = OpenMode.CREATE_OR_OPEN;
        private Layout layout = Layout.SINGLE_FILE;
        private long segmentBytes = 64 << 20;
        private Durability durability = Durability.each();
        private long maxUnforcedBytes = 64 << 20;
        private Waiting waiting = Waiting.SLEEPING;
        private Processors processors = Processors.LEFT_ALONE;
        private Retention retention = Retention.everything();
        private RecoveryScan recoveryScan = RecoveryScan.FOOTERS;
        private OnDamage onDamage = OnDamage.FAIL;
        private int maxOpenSegments = 64;
        private LogListener listener = LogListener.NONE;
        private HybridFileOptions.Builder files = HybridFileOptions.builder();

        private Builder() {}

        private Builder(Builder from) {
            openMode = from.openMode;
            layout = from.layout;
            segmentBytes = from.segmentBytes;
            durability = from.durability;
            maxUnforcedBytes = from.maxUnforcedBytes;
            waiting = from.waiting;
            processors = from.processors;
            retention = from.retention;
            recoveryScan = from.recoveryScan;
            onDamage = from.onDamage;
            maxOpenSegments = from.maxOpenSegments;
            listener = from.listener;
            files = from.files.build().toBuilder();
        }

        /** Whether the log must exist, and whether it may be written; {@link OpenMode#CREATE_OR_OPEN} unless set. */
        public Builder openMode(OpenMode mode) {
            openMode = Objects.requireNonNull(mode, "openMode");
            return this;
        }

        /** How a new log lies on disk; {@link Layout#SINGLE_FILE} unless set. An existing one keeps its own. */
        public Builder layout(Layout newLayout) {
            layout = Objects.requireNonNull(newLayout, "layout");
            return this;
        }

        /**
         * Size of each segment of a new log in bytes, a power of two from 1 MiB to 1 GiB; 64 MiB unless set. An existing
         * log keeps its own. A record has to fit into a segment, see {@link LogOptions#longestRecordBytes}.
         */
        public Builder segmentBytes(long bytes) {
            segmentBytes = bytes;
            return this;
        }

        /** When appends are acknowledged that say nothing else; {@link Durability#each} unless set. */
        public Builder durability(Durability newDurability) {
            durability = Objects.requireNonNull(newDurability, "durability");
            return this;
        }

        /**
         * Back-pressure: an append that finds more bytes than this not yet durable first waits until they are; 64 MiB
         * unless set. It may be exceeded by one record or batch of each thread that appends.
         */
        public Builder maxUnforcedBytes(long bytes) {
            maxUnforcedBytes = bytes;
            return this;
        }

        /** What appending threads do while another one forces for them; {@link Waiting#SLEEPING} unless set. */
        public Builder waiting(Waiting newWaiting) {
            waiting = Objects.requireNonNull(newWaiting, "waiting");
            return this;
        }

        /** Whether idle processors may sleep while the log forces; {@link Processors#LEFT_ALONE} unless set. */
        public Builder processors(Processors newProcessors) {
            processors = Objects.requireNonNull(newProcessors, "processors");
            return this;
        }

        /** How much is kept; {@link Retention#everything} unless set. */
        public Builder retention(Retention newRetention) {
            retention = Objects.requireNonNull(newRetention, "retention");
            return this;
        }

        /** How much is read when the log is opened; {@link RecoveryScan#FOOTERS} unless set. */
        public Builder recoveryScan(RecoveryScan scan) {
            recoveryScan = Objects.requireNonNull(scan, "recoveryScan");
            return this;
        }

        /** What damage means to who opens the log for reading only; {@link OnDamage#FAIL} unless set. */
        public Builder onDamage(OnDamage answer) {
            onDamage = Objects.requireNonNull(answer, "onDamage");
            return this;
        }

        /** How many sealed segments keep an open file; 64 unless set. */
        public Builder maxOpenSegments(int count) {
            maxOpenSegments = count;
            return this;
        }

        /** Hears what happens; nobody unless set. */
        public Builder listener(LogListener newListener) {
            listener = Objects.requireNonNull(newListener, "listener");
            return this;
        }

        /**
         * What the tail requires or prefers; the policy decides unless set.
         *
         * @throws IllegalArgumentException if that is no mode of ranges that are written
         */
        public Builder tail(ModeChoice choice) {
            files.tail(choice);
            return this;
        }

        /**
         * What sealed segments require or prefer; the policy decides unless set.
         *
         * @throws IllegalArgumentException if that is no mode of sealed ranges
         */
        public Builder sealed(ModeChoice choice) {
            files.sealed(choice);
            return this;
        }

        /** Who decides where a choice is automatic or can't be met; {@link AccessPolicy#standard()} unless set. */
        public Builder policy(AccessPolicy newPolicy) {
            files.policy(newPolicy);
            return this;
        }

        /** What the caller knows about the workload; nothing unless set. */
        public Builder hints(Hint... newHints) {
            files.hints(newHints);
            return this;
        }

        /** What happens to the page cache at a seal; {@link Warming#NONE} unless set. */
        public Builder warming(Warming newWarming) {
            files.warming(newWarming);
            return this;
        }

        /**
         * The ring of memory behind a {@code DIRECT} tail; a power of two from 8 KiB to 1 GiB; 8 MiB unless set. No more than a
         * segment is taken.
         */
        public Builder tailBufferBytes(int bytes) {
            files.tailBufferBytes(bytes);
            return this;
        }

        /** Where buffers with records come from; Netty's default unless set. */
        public Builder allocator(ByteBufAllocator newAllocator) {
            files.allocator(newAllocator);
            return this;
        }

        /**
         * Where sealed segments that are {@code BLOCK_CACHED}, as on DAX, keep their blocks, with other logs and files that
         * are given the same one; {@link BlockCache#shared()} unless set. It has to be open as long as the log is, whose
         * segments are opened when they are read.
         */
        public Builder blockCache(BlockCache cache) {
            files.blockCache(cache);
            return this;
        }

        /**
         * The options.
         *
         * @throws IllegalArgumentException if a value is out of its bounds; the message says which
         */
        public LogOptions build() {
            if (Long.bitCount(segmentBytes) != 1
                    || segmentBytes < SegmentHeader.MIN_SEGMENT_BYTES
                    || segmentBytes > SegmentHeader.MAX_SEGMENT_BYTES) {
                throw new IllegalArgumentException(
                        "segmentBytes is " + segmentBytes + ", must be a power of two from 1 MiB to 1 GiB");
            }
            requirePositive("maxUnforcedBytes", maxUnforcedBytes);
            requirePositive("maxOpenSegments", maxOpenSegments);
            if (onDamage == OnDamage.READ_UP_TO && openMode != OpenMode.READ_ONLY) {
                throw new IllegalArgumentException("onDamage is READ_UP_TO and openMode " + openMode
                        + ", must be READ_ONLY: nobody writes a damaged log");
            }
            return new LogOptions(new Builder(this));
        }

        private static void requirePositive(String name, long value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " is " + value + ", must be 1 at least");
            }
        }
    }
}
