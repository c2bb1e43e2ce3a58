package io.tidemark.peers.journal;

/** What is done. */
public enum Workload {
    DURABLE_APPEND("durable append"),
    UNFORCED_APPEND("unforced append"),
    RANDOM_READ("random read"),
    SCAN("scan"),
    REOPEN("reopen after kill -9");

    private final String label;

    Workload(String label) {
        this.label = label;
    }

    /** Whether its files belong on a memory file system. */
    public boolean isInMemory() {
        return this == UNFORCED_APPEND;
    }

    /** What it is called in reports. */
    public String label() {
        return label;
    }
}
