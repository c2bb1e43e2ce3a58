package io.tidemark.file;

import io.netty.buffer.ByteBufAllocator;
import io.tidemark.mode.AccessPolicy;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Hint;
import io.tidemark.mode.Intent;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.Modes;
import io.tidemark.nativeio.FileRegion;
import io.tidemark.nativeio.OpenRequest.SymbolicLinks;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a {@link HybridFile} is opened; immutable. The {@linkplain #defaults() defaults} fit most: the policy chooses the
 * modes, the seal moves on by itself in steps of 1 MiB.
 */
public final class HybridFileOptions {
    /** The smallest border size: a page of the page cache. */
    public static final long MIN_BORDER_BYTES = 4096;

    /** The largest border size. */
    public static final long MAX_BORDER_BYTES = 1L << 30;

    private final Builder values;

    private HybridFileOptions(Builder values) {
        this.values = values;
    }

    /** The defaults of every option. */
    public static HybridFileOptions defaults() {
        return builder().build();
    }

    /** A builder that starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these options. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** See {@link Builder#openMode}. */
    public OpenMode openMode() {
        return values.openMode;
    }

    /** See {@link Builder#tail}. */
    public ModeChoice tail() {
        return values.tail;
    }

    /** See {@link Builder#sealed}. */
    public ModeChoice sealed() {
        return values.sealed;
    }

    /** See {@link Builder#policy}. */
    public AccessPolicy policy() {
        return values.policy;
    }

    /** See {@link Builder#hints}. */
    public Set<Hint> hints() {
        return values.hints;
    }

    /** See {@link Builder#sealing}. */
    public Sealing sealing() {
        return values.sealing;
    }

    /** See {@link Builder#warming}. */
    public Warming warming() {
        return values.warming;
    }

    /** See {@link Builder#locking}. */
    public Locking locking() {
        if (values.locking != null) {
            return values.locking;
        }
        return values.region.isWholeFile() ? Locking.EXCLUSIVE : Locking.NONE;
    }

    /** See {@link Builder#symbolicLinks}. */
    public SymbolicLinks symbolicLinks() {
        return values.symbolicLinks;
    }

    /** See {@link Builder#borderBytes}. */
    public long borderBytes() {
        return values.borderBytes;
    }

    /** See {@link Builder#tailBufferBytes}. */
    public int tailBufferBytes() {
        return values.tailBufferBytes;
    }

    /** See {@link Builder#growthBytes}. */
    public long growthBytes() {
        return values.growthBytes;
    }

    /** See {@link Builder#maxFileBytes}; of a region no more than its length. */
    public long maxFileBytes() {
        return Math.min(values.maxFileBytes, values.region.length());
    }

    /** See {@link Builder#capabilities}; empty where the place is probed. */
    public Optional<Capabilities> capabilities() {
        return Optional.ofNullable(values.capabilities);
    }

    /** See {@link Builder#region}; {@link FileRegion#WHOLE_FILE} unless set. */
    public FileRegion region() {
        return values.region;
    }

    /** See {@link Builder#allocator}; empty for Netty's own. */
    public Optional<ByteBufAllocator> allocator() {
        return Optional.ofNullable(values.allocator);
    }

    /** See {@link Builder#blockCache}; empty for the process's shared one. */
    public Optional<BlockCache> blockCache() {
        return Optional.ofNullable(values.blockCache);
    }

    /** See {@link Builder#tailScanner}. */
    public TailScanner tailScanner() {
        return values.tailScanner == null ? TailScanner.keepAll() : values.tailScanner;
    }

    /** See {@link Builder#stateStore}; empty where the file's own header keeps the state. */
    public Optional<StateStore> stateStore() {
        return Optional.ofNullable(values.stateStore);
    }

    /** All options in one line, for people. */
    @Override
    public String toString() {
        return "HybridFileOptions[openMode=" + openMode()
                + ", tail=" + tail()
                + ", sealed=" + sealed()
                + ", policy=" + policy()
                + ", hints=" + new TreeSet<>(hints())
                + ", sealing=" + sealing()
                + ", warming=" + warming()
                + ", locking=" + locking()
                + ", symbolicLinks=" + symbolicLinks()
                + ", borderBytes=" + borderBytes()
                + ", tailBufferBytes=" + tailBufferBytes()
                + ", growthBytes=" + growthBytes()
                + ", maxFileBytes=" + maxFileBytes()
                + ", capabilities="
                + capabilities().map(known -> "of " + known.path()).orElse("probed")
                + ", region=" + region()
                + ", allocator=" + allocator().map(Object::toString).orElse("Netty's")
                + ", blockCache=" + blockCache().map(Object::toString).orElse("shared")
                + ", tailScanner=" + Objects.toString(values.tailScanner, "keepAll")
                + ", stateStore=" + Objects.toString(values.stateStore, "header")
                + "]";
    }

    /** Collects options; not safe for several threads. */
    public static final class Builder {
        private OpenMode openMode = OpenMode.CREATE_OR_OPEN;
        private ModeChoice tail = ModeChoice.automatic();
        private ModeChoice sealed = ModeChoice.automatic();
        private AccessPolicy policy = AccessPolicy.standard();
        private Set<Hint> hints = Set.of();
        private Sealing sealing = Sealing.CONTINUOUS;
        private Warming warming = Warming.NONE;
        private Locking locking;
        private SymbolicLinks symbolicLinks = SymbolicLinks.REFUSE;
        private long borderBytes = 1 << 20;
        private int tailBufferBytes = 8 << 20;
        private long growthBytes = 64 << 20;
        private long maxFileBytes = 1L << 60;
        private ByteBufAllocator allocator;
        private BlockCache blockCache;
        private TailScanner tailScanner;
        private StateStore stateStore;
        private Capabilities capabilities;
        private FileRegion region = FileRegion.WHOLE_FILE;

        private Builder() {}

        private Builder(Builder from) {
            openMode = from.openMode;
            tail = from.tail;
            sealed = from.sealed;
            policy = from.policy;
            hints = from.hints;
            sealing = from.sealing;
            warming = from.warming;
            locking = from.locking;
            symbolicLinks = from.symbolicLinks;
            borderBytes = from.borderBytes;
            tailBufferBytes = from.tailBufferBytes;
            growthBytes = from.growthBytes;
            maxFileBytes = from.maxFileBytes;
            allocator = from.allocator;
            blockCache = from.blockCache;
            tailScanner = from.tailScanner;
            stateStore = from.stateStore;
            capabilities = from.capabilities;
            region = from.region;
        }

        /** Whether the file must exist, and whether it may be written; {@link OpenMode#CREATE_OR_OPEN} unless set. */
        public Builder openMode(OpenMode mode) {
            openMode = Objects.requireNonNull(mode, "openMode");
            return this;
        }

        /**
         * What the tail requires or prefers; the policy decides unless set.
         *
         * @throws IllegalArgumentException if that is no mode of ranges that are written
         */
        public Builder tail(ModeChoice choice) {
            Modes.requireFit(Objects.requireNonNull(choice, "tail"), Intent.APPEND);
            tail = choice;
            return this;
        }

        /**
         * What ranges that get sealed require or prefer; the policy decides unless set.
         *
         * @throws IllegalArgumentException if that is no mode of sealed ranges
         */
        public Builder sealed(ModeChoice choice) {
            Modes.requireFit(Objects.requireNonNull(choice, "sealed"), Intent.READ_SEALED);
            sealed = choice;
            return this;
        }

        /** Who decides where a choice is automatic or can't be met; {@link AccessPolicy#standard()} unless set. */
        public Builder policy(AccessPolicy newPolicy) {
            policy = Objects.requireNonNull(newPolicy, "policy");
            return this;
        }

        /** What the caller knows about the workload, in any order and however often; nothing unless set. */
        public Builder hints(Hint... newHints) {
            for (Hint hint : Objects.requireNonNull(newHints, "hints")) {
                Objects.requireNonNull(hint, "hints");
            }
            hints = Set.copyOf(Arrays.asList(newHints));
            return this;
        }

        /** Who moves the seal; {@link Sealing#CONTINUOUS} unless set. */
        public Builder sealing(Sealing newSealing) {
            sealing = Objects.requireNonNull(newSealing, "sealing");
            return this;
        }

        /** What happens to the page cache at a seal; {@link Warming#NONE} unless set. */
        public Builder warming(Warming newWarming) {
            warming = Objects.requireNonNull(newWarming, "warming");
            return this;
        }

        /**
         * How other writers are kept out. Unless set {@link Locking#EXCLUSIVE} for a whole file and {@link Locking#NONE}
         * for a region, whose file somebody has to keep to himself anyway; {@code EXCLUSIVE} locks just the region's
         * bytes then.
         */
        public Builder locking(Locking newLocking) {
            locking = Objects.requireNonNull(newLocking, "locking");
            return this;
        }

        /** Whether the path may be a symbolic link; refused unless set. */
        public Builder symbolicLinks(SymbolicLinks links) {
            symbolicLinks = Objects.requireNonNull(links, "symbolicLinks");
            return this;
        }

        /**
         * Ranges begin and end at multiples of this; a power of two, at least {@link #MIN_BORDER_BYTES}, at most
         * {@link #MAX_BORDER_BYTES}; 1 MiB unless set. Fixed when the file is created: an existing file keeps its own. Large
         * borders keep direct writes away from the cached pages of sealed neighbours.
         *
         * <p>No less than a page of memory, which on some kernels for aarch64 is 64 KiB: there a file with smaller borders
         * can't be created, and one from elsewhere should only be read.
         */
        public Builder borderBytes(long bytes) {
            borderBytes = bytes;
            return this;
        }

        /**
         * The ring of memory behind a {@code DIRECT} tail, which stages writes and serves reads near the end; a power
         * of two from 8 KiB to 1 GiB; 8 MiB unless set. Raised to twice the border size, up to 1 GiB, where that is more.
         */
        public Builder tailBufferBytes(int bytes) {
            tailBufferBytes = bytes;
            return this;
        }

        /**
         * How much space is prepared ahead of the tail in one step at most; a multiple of the border size up to 2^40; 64 MiB
         * unless set. Steps begin small and grow with the file; a clean close gives back what was not used. On disks prepared
         * space is written with zeros, so each byte of a growing file is written twice: that is the price for forces that
         * need no journal commit.
         */
        public Builder growthBytes(long bytes) {
            growthBytes = bytes;
            return this;
        }

        /** Appends that would pass this size fail; at least the border size, at most 2^60, which is the value unless set. */
        public Builder maxFileBytes(long bytes) {
            maxFileBytes = bytes;
            return this;
        }

        /** Where buffers that {@code readAt} returns come from; Netty's default unless set. */
        public Builder allocator(ByteBufAllocator newAllocator) {
            allocator = Objects.requireNonNull(newAllocator, "allocator");
            return this;
        }

        /**
         * Where {@code BLOCK_CACHED} ranges keep their blocks, with other files that are given the same one;
         * {@link BlockCache#shared()} unless set. It has to be open when a file needs it for the first time, or that throws
         * {@link IllegalStateException}.
         */
        public Builder blockCache(BlockCache cache) {
            blockCache = Objects.requireNonNull(cache, "blockCache");
            return this;
        }

        /** Finds the end of the data after a crash; {@link TailScanner#keepAll()} unless set. */
        public Builder tailScanner(TailScanner scanner) {
            tailScanner = Objects.requireNonNull(scanner, "tailScanner");
            return this;
        }

        /** Keeps the range states elsewhere; in a header of the file unless set. Data then begins at offset 0. */
        public Builder stateStore(StateStore store) {
            stateStore = Objects.requireNonNull(store, "stateStore");
            return this;
        }

        /**
         * What {@link Capabilities#probe} told of the file's directory, or of this very file, for a caller who opens many files
         * in one place; probed at each opening unless set, which takes milliseconds. Like any probe it is of its moment. A
         * file that is on another device, or whose DAX state is another one, is probed all the same. That a preferred mode is
         * not to be had there is no warning of each file then: {@link io.tidemark.mode.Modes#resolve} says it once.
         */
        public Builder capabilities(Capabilities known) {
            capabilities = Objects.requireNonNull(known, "capabilities");
            return this;
        }

        /**
         * Uses a part of a file as a file of its own, beside others in the same file: offsets count from its start, the data
         * ends where it ends at most, and nothing outside it is written, cached, cut or given back. The whole file unless
         * set. It needs a {@link #stateStore}; and, to be written, a {@link #tailScanner}, because of this:
         *
         * <p>A region can be used again: with a state store that has no state for it, its data begins anew at offset 0. The
         * bytes of an earlier use stay until they are overwritten: no zeros are written below the end that the file has when
         * it is opened, and a close neither cuts the file nor gives space back. So only a scanner that can tell its own
         * records from older ones finds the end of the data after a crash. {@link TailScanner#keepAll()} can't, and is
         * right for the first use alone. Holes below the file's end are allocated, not written, so forces in them are
         * slower: fill a new file in ascending order. Before a region is used again nobody may read what it held before
         * ({@link HybridFile#hasViews}).
         *
         * <p>At multiples of 2 MiB no folio of the page cache and no huge page reaches across its borders.
         *
         * @param offset of its first byte in the file, a multiple of {@link FileRegion#ALIGNMENT_BYTES} and the border size
         * @param length in bytes, such a multiple, positive
         * @throws IllegalArgumentException if they are no multiples of {@link FileRegion#ALIGNMENT_BYTES}
         */
        public Builder region(long offset, long length) {
            region = new FileRegion(offset, length);
            return this;
        }

        /**
         * The options.
         *
         * @throws IllegalArgumentException if sizes don't fit each other, or a region lacks what it needs; the message says
         *     which and how
         */
        public HybridFileOptions build() {
            requirePowerOfTwo("borderBytes", borderBytes, MIN_BORDER_BYTES, MAX_BORDER_BYTES);
            requirePowerOfTwo("tailBufferBytes", tailBufferBytes, 2 * MIN_BORDER_BYTES, 1L << 30);
            if (growthBytes < borderBytes || growthBytes % borderBytes != 0 || growthBytes > 1L << 40) {
                throw new IllegalArgumentException("growthBytes is " + growthBytes
                        + ", must be a multiple of borderBytes (" + borderBytes + ") up to 2^40");
            }
            if (maxFileBytes < borderBytes || maxFileBytes > 1L << 60) {
                throw new IllegalArgumentException(
                        "maxFileBytes is " + maxFileBytes + ", must be from borderBytes (" + borderBytes + ") to 2^60");
            }
            if (!region.isWholeFile()) {
                checkRegion();
            }
            return new HybridFileOptions(new Builder(this));
        }

        private void checkRegion() {
            if (((region.offset() | region.length()) & (borderBytes - 1)) != 0) {
                throw new IllegalArgumentException("the region of " + region
                        + " must begin and end at multiples of borderBytes (" + borderBytes + ")");
            }
            if (stateStore == null) {
                throw new IllegalArgumentException(
                        "a region has no header of its own: a stateStore must keep its range states");
            }
            if (openMode != OpenMode.READ_ONLY && tailScanner == null) {
                throw new IllegalArgumentException("a region may hold bytes of an earlier use: a tailScanner must find"
                        + " the end of the data after a crash; TailScanner.keepAll() only does if it is used for the"
                        + " first time");
            }
        }

        private static void requirePowerOfTwo(String name, long value, long least, long most) {
            if (Long.bitCount(value) != 1 || value < least || value > most) {
                throw new IllegalArgumentException(
                        name + " is " + value + ", must be a power of two from " + least + " to " + most);
            }
        }
    }
}
