package io.tidemark.bench.write;

/** What is written into. */
public enum Space {
    /** Record behind record into blocks that were written before, as into a recycled segment; going round. */
    WRITTEN("append into written space"),
    /** Record behind record into a new file, which grows: system calls extend it, mappings fill its holes. */
    GROWING("append to a growing file"),
    /** Records at random places of a written file. */
    IN_PLACE("update in place");

    private final String text;

    Space(String text) {
        this.text = text;
    }

    /** As reports say it. */
    public String text() {
        return text;
    }
}
