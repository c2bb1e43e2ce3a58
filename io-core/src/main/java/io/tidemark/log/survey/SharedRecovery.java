package io.tidemark.log.survey;

import io.tidemark.log.DamagedLogException;
import io.tidemark.log.NotALogException;
import io.tidemark.log.OnDamage;
import io.tidemark.log.RecoveryScan;
import io.tidemark.log.segment.Looks;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.segment.Stores;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.TruncatedFileException;
import io.tidemark.resource.Undo;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Finds out what is left of a log that somebody else may be writing. Segments come and go while it looks, and records
 * grow; what then seems damaged or gone is looked at again. Damage stays where it is, so what is found twice is believed.
 */
public final class SharedRecovery {
    private final Posix posix;
    private final Path path;
    private final RecoveryScan scan;
    private final OnDamage onDamage;
    private final Executor helpers;

    public SharedRecovery(Posix posix, Path path, RecoveryScan scan, OnDamage onDamage, Executor helpers) {
        this.posix = posix;
        this.path = path;
        this.scan = scan;
        this.onDamage = onDamage;
        this.helpers = helpers;
    }

    /** What was found, and the store that it was found in. */
    public record Found(SegmentStore store, Findings findings) {}

    /**
     * Looks until nothing changes meanwhile.
     *
     * @throws DamagedLogException if there is damage; not if who wants to read what is in front of it can
     * @throws IOException as {@link LogRecovery#run}, or if the writer is too fast to be looked at
     */
    public Found run() throws IOException {
        IOException seen = null;
        for (int looks = 0; looks < Looks.MOST; looks++) {
            Undo undo = new Undo();
            try {
                SegmentStore store = undo.push(Stores.openForReading(posix, path));
                Optional<Found> found = look(store, seen);
                if (found.isPresent()) {
                    return found.get();
                }
                store.close();
            } catch (DamagedLogException | NotALogException | NoSuchFileException | TruncatedFileException e) {
                undo.run(e);
                if (Looks.isSame(e, seen)) {
                    throw e;
                }
                seen = e;
            } catch (IOException | RuntimeException | Error e) {
                undo.run(e);
                throw e;
            }
        }
        throw Looks.tooFast(path, seen);
    }

    /** Empty if it changed meanwhile. */
    private Optional<Found> look(SegmentStore store, IOException seen) throws IOException {
        Findings findings = LogRecovery.shared(posix, Headers.read(posix, store.places()), scan, helpers);
        boolean isBelieved =
                findings.damage().filter(damage -> Looks.isSame(damage, seen)).isPresent();
        if (onDamage == OnDamage.FAIL || findings.recovered().isEmpty() || !isBelieved) {
            findings.requireIntact();
        }
        if (!findings.isUnchanged(posix)) {
            return Optional.empty();
        }
        store.requireInPlace(); // Else it is another log's.
        return Optional.of(new Found(store, findings));
    }
}
