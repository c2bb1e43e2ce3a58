package io.tidemark.file.powercut;

import io.tidemark.mode.AccessMode;

/** Who appends during the power cuts: one file each. */
enum Subject {
    DAX_MAPPED(AccessMode.DAX_MAPPED, Place.DAX),
    DAX_WRITE(AccessMode.DAX_WRITE, Place.DAX),
    DIRECT(AccessMode.DIRECT, Place.DISK),
    BUFFERED(AccessMode.BUFFERED, Place.DISK),
    MAPPED(AccessMode.MAPPED, Place.DISK),

    /** Must lose what was only in the guest's memory; else the cuts cut nothing. */
    BUFFERED_UNFORCED(AccessMode.BUFFERED, Place.CONTROL),

    /** Must lose what was only in the disk's cache; else the disk has none. */
    DIRECT_UNFORCED(AccessMode.DIRECT, Place.CONTROL);

    /** A file system. */
    enum Place {
        /** On persistent memory. */
        DAX,
        /** On a disk whose cache is gone with the power. */
        DISK,
        /** On such a disk of its own, because a force of any file empties the cache of a disk. */
        CONTROL
    }

    private final AccessMode mode;
    private final Place place;

    Subject(AccessMode mode, Place place) {
        this.mode = mode;
        this.place = place;
    }

    AccessMode mode() {
        return mode;
    }

    Place place() {
        return place;
    }

    /** Whether its forces do nothing, although it acknowledges them: then it has to lose data. */
    boolean isControl() {
        return place == Place.CONTROL;
    }
}
