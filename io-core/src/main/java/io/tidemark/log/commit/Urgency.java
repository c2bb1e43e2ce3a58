package io.tidemark.log.commit;

/** In what order those who wait are given the turn, the last one first. */
enum Urgency {
    /** May wait for others. */
    PATIENT,
    /** Wants its record forced now. */
    IMPATIENT,
    /** Wants to do something else between two forces, as a {@link GroupCommit#whileIdle}. */
    VISITOR
}
