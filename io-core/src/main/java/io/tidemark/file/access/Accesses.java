package io.tidemark.file.access;

import io.tidemark.file.DurabilityMechanism;
import io.tidemark.file.EndMarking;
import io.tidemark.file.block.Blocks;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Decision;
import io.tidemark.mode.Feature;
import io.tidemark.mode.Hint;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.Posix;
import io.tidemark.resource.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Makes the accesses of one file, and closes them. Guarded by itself. */
public final class Accesses implements Closeable {
    private static final int MAX_WINDOW_BYTES = 1 << 26;

    private final Posix posix;
    private final Descriptors descriptors;
    private final Capabilities capabilities;
    private final Set<Hint> hints;
    private final Readahead readahead;
    private final ScratchPool pool;
    private final long borderBytes;
    private final Supplier<Blocks> blocks;
    private final Map<RangeMode, RangeAccess> sealed = new EnumMap<>(RangeMode.class);
    private final List<RangeAccess> all = new ArrayList<>();

    /** Those that had views when they were closed. */
    private final List<RangeAccess> viewed = new ArrayList<>();

    private final RangeAccess discarded;

    /** @param blocks the cache of blocks, asked for when the first range needs it */
    public Accesses(
            Posix posix,
            Descriptors descriptors,
            Capabilities capabilities,
            Set<Hint> hints,
            ScratchPool pool,
            long borderBytes,
            Supplier<Blocks> blocks) {
        this.posix = posix;
        this.descriptors = descriptors;
        this.capabilities = capabilities;
        this.hints = hints;
        this.readahead = new Readahead(descriptors.cached());
        this.pool = pool;
        this.borderBytes = borderBytes;
        this.blocks = blocks;
        this.discarded = new DiscardedAccess(descriptors.buffered().path().toString());
    }

    /** The access for sealed ranges in this mode: one for the file, with the reason that came first. */
    public synchronized RangeAccess sealed(Decision decision) {
        return sealed.computeIfAbsent(decision.mode(), mode -> newSealed(decision));
    }

    /** What reads the bytes of {@code SHADOWED} ranges from the file itself, with another reason. */
    public synchronized RangeAccess unshadowed(Decision decision) {
        return ((CachedAccess) sealed(decision)).because(decision);
    }

    /**
     * A new access for sealed ranges that the shadow holds.
     *
     * @param shadow stays the caller's; open as long as the access
     * @param ahead reads ahead in the shadow
     */
    public synchronized RangeAccess shadowed(Decision decision, NativeFile shadow, Readahead ahead) {
        RangeAccess cached = hints.contains(Hint.RANDOM_READS)
                ? new CachedMappedAccess(decision, shadow, ahead, pool, borderBytes)
                : new CachedAccess(decision, shadow, new CachedChannel(shadow), ahead, pool);
        RangeAccess access = new ShadowedAccess(cached, sealed(decision));
        all.add(access);
        return access;
    }

    /** A new access for one open range. */
    public synchronized OpenAccess open(Decision decision) {
        OpenAccess access =
                decision.mode() == RangeMode.DIRECT ? direct(decision) : withoutRing(decision, EndMarking.UNMARKED);
        all.add(access);
        return access;
    }

    /** What reads ahead in the file for all of them. */
    public Readahead readahead() {
        return readahead;
    }

    /** The access for discarded ranges. */
    public RangeAccess discarded() {
        return discarded;
    }

    /** A new access that reads and writes any bytes by system calls, whatever the mode would rather use. */
    public OpenAccess plain(Decision decision) {
        return decision.mode() == RangeMode.DIRECT ? direct(decision) : buffered(decision, EndMarking.UNMARKED);
    }

    /** A new access for the tail: as for any open range, with a ring in front where the mode is direct. */
    public synchronized TailAccess tail(Decision decision, int ringBytes, long end, EndMarking marking) {
        if (decision.mode() != RangeMode.DIRECT) {
            TailAccess access = withoutRing(decision, marking);
            all.add(access);
            return access;
        }
        RingAccess ring = new RingAccess(
                posix,
                direct(decision),
                ringBytes,
                capabilities.has(Feature.DURABLE_WRITE)
                        ? DurabilityMechanism.DSYNC_WRITE
                        : DurabilityMechanism.FDATASYNC,
                marking,
                end);
        all.add(ring);
        return ring;
    }

    /**
     * Whether a zero-copy view of some byte in {@code [offset, end)} has not been released, be it of an earlier opening in
     * this process.
     */
    public synchronized boolean isPinned(long offset, long end) {
        return isAnyPinned(all, offset, end) || OutlivingViews.arePinning(descriptors.buffered(), offset, end);
    }

    /** Whether a zero-copy view of any byte that was given out here has not been released; also when closed. */
    public synchronized boolean hasViews() {
        return isAnyPinned(all, 0, Long.MAX_VALUE) || isAnyPinned(viewed, 0, Long.MAX_VALUE);
    }

    private static boolean isAnyPinned(List<RangeAccess> accesses, long offset, long end) {
        return accesses.stream().anyMatch(access -> access.isPinned(offset, end));
    }

    /** Forgets copies of bytes in {@code [offset, end)}, which are the file's no longer; readers of them have left. */
    public synchronized void invalidate(long offset, long end) {
        if (sealed.get(RangeMode.BLOCK_CACHED) instanceof BlockCachedAccess cached) {
            cached.invalidate(offset, end);
        }
    }

    /** Closes an access that no range has any more; the gate has let its last reader out. */
    public void release(RangeAccess access) throws IOException {
        synchronized (this) {
            all.remove(access);
        }
        access.close();
    }

    /** Closes all; the gate has let the last reader out. */
    @Override
    public synchronized void close() throws IOException {
        for (RangeAccess access : all) {
            if (access.isPinned(0, Long.MAX_VALUE)) {
                viewed.add(access);
                OutlivingViews.add(descriptors.buffered(), access);
            }
        }
        RangeAccess[] open = all.toArray(RangeAccess[]::new);
        all.clear();
        sealed.clear();
        Closing.all(open);
    }

    private RangeAccess newSealed(Decision decision) {
        RangeAccess access = switch (decision.mode()) {
            case CACHED -> cached(decision);
            case SHADOWED ->
                cached(new Decision(
                        decision.mode(),
                        decision.reason() + "; not cloned yet, so reads go to the medium",
                        decision.unmetPreference()));
            case CACHED_MAPPED -> new CachedMappedAccess(decision, descriptors.cached(), readahead, pool, borderBytes);
            case BLOCK_CACHED -> blockCached(decision);
            default -> throw new IllegalArgumentException(decision.mode() + " is no mode for a sealed range");
        };
        all.add(access);
        return access;
    }

    private CachedAccess cached(Decision decision) {
        return new CachedAccess(
                decision, descriptors.cached(), new CachedChannel(descriptors.cached()), readahead, pool);
    }

    /** Blocks come past the page cache where there is one to go past. */
    private BlockCachedAccess blockCached(Decision decision) {
        boolean direct = descriptors.hasDirect() && !capabilities.has(Feature.DAX);
        NativeFile file = descriptors.cached();
        NativeFile medium = direct ? descriptors.direct() : file;
        return new BlockCachedAccess(
                decision,
                file,
                pool,
                blocks.get().attach(borderBytes, (at, address, length) -> medium.readFully(address, length, at)));
    }

    private DirectAccess direct(Decision decision) {
        return new DirectAccess(decision, descriptors.direct(), capabilities.writeUnitBytes(), pool);
    }

    /** In all open modes but the direct one, an access serves a tail as it is. */
    private TailAccess withoutRing(Decision decision, EndMarking marking) {
        return switch (decision.mode()) {
            case DAX_MAPPED, MAPPED -> windows(decision, marking);
            case DAX_WRITE, BUFFERED -> buffered(decision, marking);
            default -> throw new IllegalArgumentException(decision.mode() + " is no mode for an open range");
        };
    }

    private BufferedAccess buffered(Decision decision, EndMarking marking) {
        return new BufferedAccess(
                decision, descriptors.buffered(), forcedBy(DurabilityMechanism.FDATASYNC), pool, marking);
    }

    private WindowAccess windows(Decision decision, EndMarking marking) {
        NativeFile file = descriptors.buffered();
        boolean sync = decision.mode() == RangeMode.DAX_MAPPED;
        return new WindowAccess(
                file,
                pool,
                decision,
                sync
                        ? (offset, length) -> SyncWindow.map(posix, file, offset, length)
                        : (offset, length) -> SharedWindow.map(file, offset, length),
                (int) Math.max(borderBytes, MAX_WINDOW_BYTES),
                sync ? DurabilityMechanism.CACHE_LINE_WRITEBACK : forcedBy(DurabilityMechanism.MSYNC),
                marking);
    }

    private DurabilityMechanism forcedBy(DurabilityMechanism mechanism) {
        return capabilities.has(Feature.PERSISTENT_MEDIUM) ? mechanism : DurabilityMechanism.MEMORY_ONLY;
    }
}
