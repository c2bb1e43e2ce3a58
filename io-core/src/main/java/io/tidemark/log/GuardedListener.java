package io.tidemark.log;

/** Keeps what a listener throws from whoever tells it something. */
record GuardedListener(LogListener listener) implements LogListener {
    private static final System.Logger LOG = System.getLogger(HybridLog.class.getName());

    @Override
    public void onSealed(SegmentInfo segment) {
        tell(() -> listener.onSealed(segment));
    }

    @Override
    public void onDiscarded(long firstSequence) {
        tell(() -> listener.onDiscarded(firstSequence));
    }

    @Override
    public void onFailure(Throwable cause) {
        tell(() -> listener.onFailure(cause));
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "a listener failed", e);
        }
    }
}
