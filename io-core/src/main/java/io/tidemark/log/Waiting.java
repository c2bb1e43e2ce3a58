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
     * be woken then, which with many appending threads and few processors takes a good part of the time of a force.
     *
     * <p>It costs the processors that would have been idle meanwhile, at worst as many as there are threads that append
     * durably: they are busy as long as something is forced, draw power, and count towards the quota of a container, where it
     * is not to be used. Other work goes first: a yield gives the processor to it, and once one has lasted a millisecond all of
     * them sleep for a while, the longer the more often that happens. Virtual threads yield their carriers.
     *
     * <p>One thread alone gains nothing: it forces itself.
     */
    YIELDING {
        @Override
        Yielding yielding() {
            return Yielding.aWhile();
        }
    };

    abstract Yielding yielding();
}
