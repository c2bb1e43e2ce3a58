package io.tidemark.nativeio;

/**
 * How much of a range the page cache held.
 *
 * @param pagesResident cached pages
 * @param pagesDirty cached pages that are not written yet, {@link #UNKNOWN} where the method cannot tell
 * @param pagesTotal pages that the range touches within the file
 * @param method who was asked
 */
public record Residency(long pagesResident, long pagesDirty, long pagesTotal, Method method) {
    /** Stands for a number that the method cannot tell. */
    public static final long UNKNOWN = -1;

    /** Who was asked. */
    public enum Method {
        /** cachestat(2), since Linux 6.5; tells dirty pages too. */
        CACHESTAT,
        /** mincore(2) over a temporary mapping. */
        MINCORE,
        /** Nobody: the range has no page. */
        NONE
    }
}
