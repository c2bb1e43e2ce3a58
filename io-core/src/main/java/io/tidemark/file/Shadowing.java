package io.tidemark.file;

import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.event.FallbackEvent;
import io.tidemark.file.shadow.Shadow;
import io.tidemark.file.shadow.Span;
import io.tidemark.mode.Decision;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets the shadow of a DAX file follow the seal, in the background: what was sealed is read from the medium until it has
 * been cloned, and for ever if that fails. All that was sealed meanwhile is cloned in one go.
 */
final class Shadowing {
    private static final System.Logger LOG = System.getLogger(HybridFile.class.getName());
    private static final int LONGEST_PAUSE_SHIFT = 6;

    private final FilePlace place;
    private final RangeTable table;
    private final ShadowRanges shadowed;
    private final Warming warming;
    private final AtomicBoolean due = new AtomicBoolean();

    /** Failures in a row, and how many seals are let pass before the next attempt. Guarded by the table's lock. */
    private int failures;

    private int pause;

    Shadowing(FilePlace place, RangeTable table, ShadowRanges shadowed, Warming warming) {
        this.place = place;
        this.table = table;
        this.shadowed = shadowed;
        this.warming = warming;
    }

    /** Clones what was sealed, soon. Any thread. */
    void followLater() {
        if (due.compareAndSet(false, true)) {
            place.background().execute(this::follow);
        }
    }

    private void follow() {
        due.set(false);
        table.lock().lock();
        try {
            List<Span> missing = shadowed.missingIn(table.map());
            if (pause > 0) {
                pause--;
            } else if (!missing.isEmpty()) {
                follow(missing);
            }
        } finally {
            table.lock().unlock();
        }
    }

    private void follow(List<Span> missing) {
        try {
            place.shadow().cloneFrom(missing);
            for (Span span : missing) {
                publish(span);
            }
            failures = 0;
        } catch (IOException e) {
            leave(e);
        }
    }

    /** Readers go to the shadow only where the file system itself says that it has the same blocks. */
    private void publish(Span span) throws IOException {
        Shadow shadow = place.shadow();
        List<Span> shared = shadow.shared(span);
        for (Span part : shared) {
            RangeAccess access = shadowed.upTo(part.end());
            table.publish(part.start(), part.end(), access);
            if (warming == Warming.SEALED) {
                new Warmer(place, table).warmLater(part.start(), part.length());
            }
        }
        if (!shared.equals(List.of(span))) {
            throw new IOException(shadow.path() + " was cloned, but shares only " + shared + " of " + span);
        }
    }

    private void leave(IOException cause) {
        failures++;
        pause = 1 << Math.min(failures, LONGEST_PAUSE_SHIFT);
        Decision decision = new Decision(
                RangeMode.SHADOWED, "reads go to the medium, because it can't be cloned: " + cause.getMessage());
        RangeAccess medium = place.accesses().unshadowed(decision);
        for (Span span : shadowed.missingIn(table.map())) {
            table.publish(span.start(), span.end(), medium);
        }
        if (failures > 1) {
            return;
        }
        LOG.log(System.Logger.Level.WARNING, () -> place.name() + ": sealed " + decision.reason());
        FallbackEvent.emit(place.name(), decision);
    }
}
