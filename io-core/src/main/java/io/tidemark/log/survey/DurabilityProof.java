package io.tidemark.log.survey;

import io.tidemark.log.format.RecordCursor;
import io.tidemark.log.recovery.ScanListener;
import io.tidemark.log.recovery.ScanResult;

/**
 * Looks for a record that was written when something of its segment was durable: then all segments before are, as wholes.
 * Damage counts as one, because most is known by such a record, and what can't be read must not be cut off.
 */
class DurabilityProof implements ScanListener {
    private boolean isRecorded;

    @Override
    public void onRecord(RecordCursor record) {
        isRecorded |= record.durableOffset() > 0;
    }

    @Override
    public void onProofBehind(RecordCursor record) {
        isRecorded = true;
    }

    /** Whether it was found in the segment that this has listened to. */
    final boolean isIn(ScanResult result) {
        return isRecorded || result instanceof ScanResult.Damage;
    }

    /** Whether it is one beyond doubt. */
    final boolean isCertainIn(ScanResult result) {
        return isRecorded || (result instanceof ScanResult.Damage damage && damage.provesDurability());
    }
}
