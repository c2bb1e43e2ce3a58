package io.tidemark.file;

/** What made bytes durable, or what they depend on instead. */
public enum DurabilityMechanism {
    /** Cache lines written back into a MAP_SYNC mapping: survives power loss on persistent memory. */
    CACHE_LINE_WRITEBACK("survives power loss"),
    /** A write with RWF_DSYNC: the device confirmed it behind its volatile cache (FUA or flush). */
    DSYNC_WRITE("survives power loss"),
    /** fdatasync(2): data and needed metadata written, device cache flushed. */
    FDATASYNC("survives power loss"),
    /** msync(2) of the mapped range: as fdatasync. */
    MSYNC("survives power loss"),
    /** A memory file system, or an overlay that forces nothing: what is written survives the process, not the machine. */
    MEMORY_ONLY("survives the process, not the machine");

    private final String survival;

    DurabilityMechanism(String survival) {
        this.survival = survival;
    }

    /** What bytes made durable by this survive, in words. */
    public String survival() {
        return survival;
    }

    /** True where the bytes survive the loss of power, on a device that honours its flush. */
    public boolean survivesPowerLoss() {
        return this != MEMORY_ONLY;
    }
}
