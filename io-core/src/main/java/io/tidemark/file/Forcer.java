package io.tidemark.file;

import io.tidemark.file.access.DeviceForces;
import io.tidemark.file.event.ForceEvent;
import io.tidemark.file.event.Recordings;
import io.tidemark.file.tail.Tail;
import java.io.IOException;

/**
 * Makes durable what was appended and updated, and has the seal follow; for the thread that has the forcing side. Appends
 * go on meanwhile.
 */
final class Forcer {
    private final FilePlace place;
    private final RangeTable table;
    private final Tail tail;
    private final Updates updates;
    private final MovingSeal seal;
    private final WriterFailure failure;
    private final DeviceForces deviceForces;

    private DurabilityReceipt receipt;
    private long forces;

    Forcer(FilePlace place, RangeTable table, Tail tail, Updates updates, MovingSeal seal, WriterFailure failure) {
        this.place = place;
        this.table = table;
        this.tail = tail;
        this.updates = updates;
        this.seal = seal;
        this.failure = failure;
        this.deviceForces = place.deviceForces();
    }

    /** How often something was forced. */
    long forces() {
        return forces;
    }

    /** Forces, and seals what it may if that follows each force. */
    DurabilityReceipt forceAsUsual() throws IOException {
        return seal.followsForces() ? forceAndSeal() : force();
    }

    /** Forces, and seals what it may. */
    DurabilityReceipt forceAndSeal() throws IOException {
        DurabilityReceipt forced = force();
        seal.follow(forced.durableOffset());
        return forced;
    }

    /** Forces, and seals all below {@code border}. */
    void forceAndSealTo(long border) throws IOException {
        force();
        seal.moveTo(border);
    }

    /** Bytes that end there, or behind it, take the mark of those before, and have none of their own. */
    long unmarkedEnd() {
        return table.unmarkedEnd();
    }

    /** Forces, and stores where the data ends, before its mark is overwritten. */
    void forceAndStoreEnd() throws IOException {
        long end = force().durableOffset();
        try {
            table.storeEnd(end);
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        }
    }

    /** Forces all that there is when it begins. */
    DurabilityReceipt force() throws IOException {
        failure.check(); // The other side may have failed since this one was entered.
        if (receipt != null && !tail.isDirty() && !updates.isDirty()) {
            return receipt;
        }
        ForceEvent event = Recordings.mayRun() ? ForceEvent.beginIfRecorded() : null;
        long from = tail.forced();
        long upTo = tail.end();
        DurabilityMechanism mechanism;
        deviceForces.begin();
        try {
            mechanism = upTo > from || !updates.isDirty() ? tail.force(upTo) : null;
            if (updates.isDirty()) { // The usual force needs no iterator.
                mechanism = updates.force(mechanism);
            }
            if (upTo >= table.unmarkedEnd()) {
                table.storeEnd(upTo);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        } finally {
            deviceForces.end();
        }
        failure.check(); // The background, or the append, may have met an error that this force was not told.
        tail.acknowledge(upTo);
        forces++;
        receipt = new DurabilityReceipt(upTo, mechanism);
        if (event != null && event.shouldCommit()) {
            event.path = place.name();
            event.offset = from;
            event.length = upTo - from;
            event.mechanism = mechanism.name();
            event.commit();
        }
        return receipt;
    }
}
