package io.tidemark.file.block;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy.Eviction;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.tidemark.file.BlockCacheStatistics;
import io.tidemark.nativeio.Posix;
import java.util.concurrent.atomic.LongAdder;

/**
 * A bounded cache of blocks that any number of files share. Which blocks stay is decided by Caffeine (W-TinyLFU: what is
 * read often outlives a scan); it knows each block as its own key, and is told of some hits. What holds the bytes is a
 * {@link SlotPool}, and where a block is found is each file's own table.
 *
 * <p>Caffeine chooses who goes after a block has come, so a few slots are left to those that are just coming. Where the
 * slots run out all the same (many loads at a time, many views held), cold blocks that free memory make room, and if
 * there are none, reads go past the cache. The bound holds in any case.
 */
public final class Blocks implements AutoCloseable {
    private static final int MAX_SPARE = 64;
    private static final int SPARE_SHARE = 16;
    private static final int COLDEST = 16;

    private final SlotPool pool;
    private final int blockBytes;
    private final Cache<Block, Block> policy;
    private final Eviction<Block, Block> eviction;

    private final HitCounter hits = new HitCounter();
    private final LongAdder loads = new LongAdder();
    private final LongAdder bypasses = new LongAdder();
    private final LongAdder evictions = new LongAdder();

    private int files;
    private boolean closed;

    /**
     * @param count blocks, at least 2
     * @param blockBytes a power of two, at least a page
     */
    public Blocks(Posix posix, int count, int blockBytes) {
        this.pool = new SlotPool(posix, blockBytes, count);
        this.blockBytes = blockBytes;
        int spare = Math.max(1, Math.min(MAX_SPARE, count / SPARE_SHARE));
        // In the thread that is there: with another one the spare slots would run out while it is waited for.
        this.policy = Caffeine.newBuilder()
                .maximumSize(count - spare)
                .executor(Runnable::run)
                .evictionListener((Block block, Block same, RemovalCause cause) -> evicted(block))
                .build();
        this.eviction = policy.policy().eviction().orElseThrow();
    }

    /**
     * The blocks of one more file; closed before the file's descriptors are.
     *
     * @param borderBytes no block reaches across a multiple of it; a power of two
     * @throws IllegalStateException if the cache is closed
     */
    public synchronized FileBlocks attach(long borderBytes, BlockLoader loader) {
        if (closed) {
            throw new IllegalStateException("the block cache is closed; open the file with one that is not");
        }
        files++;
        return new FileBlocks(this, loader, (int) Math.min(blockBytes, borderBytes));
    }

    synchronized void detach() {
        files--;
        freeIfUnused();
    }

    /** Counts since it was made. */
    public BlockCacheStatistics statistics() {
        return new BlockCacheStatistics(
                hits.sum(),
                loads.sum(),
                bypasses.sum(),
                evictions.sum(),
                (long) pool.taken() * blockBytes,
                (long) pool.count() * blockBytes);
    }

    /** Takes no more files; the memory goes with the last file and the last view. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        freeIfUnused();
    }

    private void freeIfUnused() {
        if (closed && files == 0) {
            pool.close();
        }
    }

    Block newBlock(FileBlocks file, long number) {
        return new Block(file, number, pool);
    }

    /** Tells the policy of one hit in eight: looking a block up in it costs more than all else but the copy. */
    void hit(Block block) {
        if (hits.increment()) {
            var unused = policy.getIfPresent(block); // The question is what counts.
        }
    }

    void loaded(Block block) {
        loads.increment();
        policy.put(block, block);
    }

    void bypassed() {
        bypasses.increment();
    }

    /** Forgets a block, of whichever file. */
    void remove(Block block) {
        policy.invalidate(block);
        drop(block);
    }

    /** A slot to load into; null where there is none to be had. */
    Slot tryTakeSlot() {
        Slot slot = pool.take();
        if (slot == null) {
            policy.cleanUp();
            slot = pool.take();
        }
        if (slot == null) {
            slot = makeRoom();
        }
        return slot;
    }

    private Slot makeRoom() {
        Slot slot = null;
        for (Block cold : eviction.coldest(COLDEST).keySet()) {
            if (slot == null && !cold.isPinned()) {
                policy.invalidate(cold);
                evicted(cold);
                slot = pool.take();
            }
        }
        return slot;
    }

    void giveBack(Slot slot) {
        pool.giveBack(slot);
    }

    private void evicted(Block block) {
        if (drop(block)) {
            evictions.increment();
        }
    }

    /** True for the one caller that took it out of its table. */
    private static boolean drop(Block block) {
        boolean taken = block.file().take(block);
        if (taken) {
            block.release();
        }
        return taken;
    }
}
