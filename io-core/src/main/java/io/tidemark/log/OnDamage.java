package io.tidemark.log;

/** What opening a log for reading makes of damage that it meets. */
public enum OnDamage {
    /** It fails. */
    FAIL,

    /**
     * What is in front of the damage is opened, and ends there: who reads on, as a cursor that comes to it, gets the
     * {@link DamagedLogException} that opening would have failed with. It fails where nothing is in front.
     *
     * <p>Durable is what the damage or a record proves to have been; where nothing does, {@link Visibility#DURABLE} shows
     * nothing. A writer is not followed: what it appends isn't seen.
     */
    READ_UP_TO
}
