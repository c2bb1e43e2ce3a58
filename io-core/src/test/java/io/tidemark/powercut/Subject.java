package io.tidemark.powercut;

import io.tidemark.log.Layout;
import io.tidemark.mode.RangeMode;

/** Who appends during the power cuts: a file for each mode, and logs whose tails have another one after each cut. */
enum Subject {
    DAX_MAPPED(Place.DAX, RangeMode.DAX_MAPPED),
    DAX_WRITE(Place.DAX, RangeMode.DAX_WRITE),
    DIRECT(Place.DISK, RangeMode.DIRECT),
    BUFFERED(Place.DISK, RangeMode.BUFFERED),
    MAPPED(Place.DISK, RangeMode.MAPPED),

    /** Logs, in slots of one file or in a file for each segment. */
    DAX_SLOTS(Place.DAX, Layout.SINGLE_FILE),
    DAX_FILES(Place.DAX, Layout.DIRECTORY),
    DISK_SLOTS(Place.DISK, Layout.SINGLE_FILE),
    DISK_FILES(Place.DISK, Layout.DIRECTORY),

    /** Must lose what was only in the guest's memory; else the cuts cut nothing. */
    BUFFERED_UNFORCED(Place.CONTROL, RangeMode.BUFFERED),

    /** Must lose what was only in the disk's cache; else the disk has none. */
    DIRECT_UNFORCED(Place.CONTROL, RangeMode.DIRECT),

    /** Must lose records, be it as damage; else the check of logs finds nothing. */
    SLOTS_UNFORCED(Place.CONTROL, Layout.SINGLE_FILE);

    /** A file system. */
    enum Place {
        /** On persistent memory. */
        DAX,
        /** On a disk of its own, whose cache is gone with the power: a force of any file of a disk empties all of it. */
        DISK,
        /** On such a disk, on which nobody forces anything. */
        CONTROL
    }

    private final Place place;
    private final RangeMode mode;
    private final Layout layout;

    /** A file. */
    Subject(Place place, RangeMode mode) {
        this.place = place;
        this.mode = mode;
        this.layout = null;
    }

    /** A log. */
    Subject(Place place, Layout layout) {
        this.place = place;
        this.mode = null;
        this.layout = layout;
    }

    boolean isLog() {
        return layout != null;
    }

    /** Of a log. */
    Layout layout() {
        return layout;
    }

    /** The tail's mode in a round; a log has all that its place has, in turn. */
    RangeMode mode(int round) {
        if (!isLog()) {
            return mode;
        }
        int turn = layout == Layout.SINGLE_FILE ? round : round + 1;
        if (place == Place.DAX) {
            return turn % 2 == 0 ? RangeMode.DAX_MAPPED : RangeMode.DAX_WRITE;
        }
        return switch (turn % 3) {
            case 0 -> RangeMode.DIRECT;
            case 1 -> RangeMode.BUFFERED;
            default -> RangeMode.MAPPED;
        };
    }

    /** Whether its forces do nothing, although it acknowledges them: then it has to lose data. */
    boolean isControl() {
        return place == Place.CONTROL;
    }
}
