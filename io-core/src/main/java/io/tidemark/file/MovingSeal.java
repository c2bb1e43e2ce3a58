package io.tidemark.file;

import io.tidemark.file.FileState.Condition;
import io.tidemark.file.Sealer.Storing;
import io.tidemark.file.access.OpenAccess;
import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.tail.Tail;
import java.io.IOException;

/**
 * The border between what is sealed and the tail. It follows what is forced: at once in a file that seals by itself, else
 * on request. For the thread that has the forcing side.
 */
final class MovingSeal {
    private static final System.Logger LOG = System.getLogger(HybridFile.class.getName());
    private static final long STORED_STEP_BYTES = 64 << 20;

    private final FilePlace place;
    private final RangeTable table;
    private final Tail tail;
    private final Sealer sealer;
    private final RangeAccess sealedAccess;
    private final SealPace pace;
    private final WriterFailure failure;

    private long stored;

    /** Read by the appending side. */
    private volatile long forceAt;

    MovingSeal(
            FilePlace place,
            RangeTable table,
            Tail tail,
            Sealer sealer,
            RangeAccess sealedAccess,
            SealPace pace,
            WriterFailure failure) {
        this.place = place;
        this.table = table;
        this.tail = tail;
        this.sealer = sealer;
        this.sealedAccess = sealedAccess;
        this.pace = pace;
        this.failure = failure;
        this.forceAt = pace.forceAt(table.tailOffset());
    }

    /** An append that ends there, or behind it, leaves so much behind it unsealed that it has to force and seal. Any thread. */
    long dueAt() {
        return forceAt;
    }

    /** Whether every force is followed. */
    boolean followsForces() {
        return pace.afterForce();
    }

    /** Goes as far as what is durable, unless somebody else changes ranges just now. */
    void follow(long durableOffset) throws IOException {
        long border = durableOffset & -place.borderBytes();
        if (border > table.tailOffset() && table.lock().tryLock()) {
            try {
                sealTo(border, Storing.LATER);
            } catch (IOException | RuntimeException | Error e) {
                throw failure.by(e);
            } finally {
                table.lock().unlock();
            }
            storeNowAndThen(border);
        } else {
            forceAt = pace.forceAt(durableOffset);
        }
    }

    /** Seals all below {@code border}, which is forced; durable on return. If there are too many ranges for it, nothing is. */
    void moveTo(long border) throws IOException {
        table.lock().lock();
        try {
            sealTo(border, changed -> table.persist(changed, Condition.OPEN, tail.forced()));
            stored = border;
        } catch (TooManyRangesException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        } finally {
            table.lock().unlock();
        }
    }

    private void sealTo(long border, Storing storing) throws IOException {
        sealer.sealTail(border, sealedAccess, storing);
        forceAt = pace.forceAt(table.tailOffset());
        OpenAccess access = tail.access();
        if (access.holdsBelow(border)) {
            place.background().execute(() -> retire(access, border));
        }
    }

    private void retire(OpenAccess access, long border) {
        place.gate().awaitReaders();
        try {
            access.retire(border);
        } catch (IOException e) {
            place.staysMapped(e);
        }
    }

    /** A stored seal that lags behind costs a longer scan after a crash, nothing else; so it is stored in steps. */
    private void storeNowAndThen(long border) {
        if (border - stored < STORED_STEP_BYTES) {
            return;
        }
        stored = border;
        place.background().execute(() -> {
            table.lock().lock();
            try {
                table.persist(Condition.OPEN, tail.forced());
            } catch (TooManyRangesException e) {
                LOG.log(System.Logger.Level.WARNING, "the moving seal is not stored: {0}", e.getMessage());
            } catch (IOException | RuntimeException e) {
                failure.set(e);
            } finally {
                table.lock().unlock();
            }
        });
    }
}
