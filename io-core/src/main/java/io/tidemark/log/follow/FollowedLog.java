package io.tidemark.log.follow;

import io.tidemark.log.NotALogException;
import io.tidemark.log.OnDamage;
import io.tidemark.log.RecoveryScan;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.SegmentStore;
import io.tidemark.log.survey.Recovered;
import io.tidemark.log.survey.SharedRecovery;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** Which log it is that is followed, and what a recovery finds of it. For one thread at a time. */
final class FollowedLog {
    private final Posix posix;
    private final SegmentStore store;

    /** Empty as long as there was no segment. */
    private Optional<UUID> logId;

    FollowedLog(Posix posix, SegmentStore store, Optional<Recovered> recovered) {
        this.posix = posix;
        this.store = store;
        this.logId = recovered.map(Recovered::logId);
    }

    /** Whether a segment is one of it; the first one tells what it is. */
    boolean has(SegmentHeader header) {
        return logId.isEmpty() || logId.get().equals(header.logId());
    }

    /** From now on it is this one; none if nothing is left that tells. */
    void is(Optional<UUID> newId) {
        logId = newId;
    }

    /** Whether what is left is another log: one that begins anew, since nothing was left of the first one that tells what it was. */
    boolean isAnother(Optional<Recovered> left) {
        return logId.isPresent() && !left.map(Recovered::logId).equals(logId);
    }

    /**
     * What is left in the file or directory that is open.
     *
     * @param durable the last sequence that is known to be durable
     * @throws io.tidemark.log.DamagedLogException if there is damage
     * @throws NotALogException if some was durable of what is another log now
     */
    Optional<Recovered> recover(long durable) throws IOException {
        SharedRecovery recovery =
                new SharedRecovery(posix, store.path(), RecoveryScan.FOOTERS, OnDamage.FAIL, Runnable::run);
        SharedRecovery.Found found = recovery.run();
        found.store().close();
        store.requireInPlace(); // Else it was another one that was looked at.
        Optional<Recovered> left = found.findings().recovered();
        if (isAnother(left) && durable >= 0) {
            throw new NotALogException(
                    store.path().toString(),
                    left.isPresent()
                            ? "another log was written over the one that was opened; open it anew"
                            : "nothing is left of the log that was opened, of which some was durable");
        }
        return left;
    }
}
