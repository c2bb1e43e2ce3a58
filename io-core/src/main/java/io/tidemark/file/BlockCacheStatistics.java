package io.tidemark.file;

/**
 * Counts of a {@link BlockCache} since it was made; a snapshot. Hits are a little too many where blocks go while
 * they are read. A read that spans blocks counts for each of them.
 *
 * @param hits reads of a block that was there, or that another reader was just loading
 * @param loads reads that brought a block in
 * @param bypasses reads that went to the file for just their bytes, because the block could not be read as a whole or all
 *     memory was taken by views and loads
 * @param evictions blocks that made room for others
 * @param usedBytes memory that holds blocks: those that are found, and those that went but are still viewed
 * @param capacityBytes the bound; {@code usedBytes} never passes it
 */
public record BlockCacheStatistics(
        long hits, long loads, long bypasses, long evictions, long usedBytes, long capacityBytes) {
    /** The share of reads that were hits, from 0 to 1; 0 before the first read. */
    public double hitRate() {
        long reads = hits + loads + bypasses;
        return reads == 0 ? 0 : (double) hits / reads;
    }
}
