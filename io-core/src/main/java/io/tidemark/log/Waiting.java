package io.tidemark.log;

import io.tidemark.log.commit.Yielding;

/** What threads do that wait for a force of another one: of one that appended as they did, and forces for all. */
public enum Waiting {
    /** They sleep until they are woken. */
    SLEEPING {
        @Override
        Yielding yielding() {
            return Yielding.none();
        }
    },

    /**
     * They stay awake and yield ({@link Thread#yield}) for up to a millisecond, and sleep if it takes longer. Nobody has to
     * be woken then, which with many appending threads and few processors takes as long as the force itself: they append
     * half as much again, or more, and with shorter tails. It costs the processors that would have been idle meanwhile,
     * at worst as many as there are threads that append durably; they are shown as busy and draw power, and count towards
     * the quota of a container. Other work goes first: once a yield has lasted so long that somebody else must have run,
     * all of them sleep for the next millisecond, and for longer the more often that happens. Virtual threads yield their carriers.
     *
     * <p>For processes whose processors have nothing better to do. One thread alone gains nothing: it forces itself.
     */
    YIELDING {
        @Override
        Yielding yielding() {
            return Yielding.aWhile();
        }
    };

    abstract Yielding yielding();
}
