package io.tidemark.log.segment;

/** What a reader of a segment gets where its mode has views. */
public enum Views {
    /** A view, which is good for as long as it is held. */
    GIVEN,

    /** A copy: somebody who doesn't know of views may use the place again. */
    COPIED
}
