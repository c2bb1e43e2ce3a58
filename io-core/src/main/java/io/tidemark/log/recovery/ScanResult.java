package io.tidemark.log.recovery;

import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.format.Verdict;
import io.tidemark.log.index.SparseIndex;

/** What a scan found. */
public sealed interface ScanResult {
    /** Of the records in front of the end, the footer or the damage. */
    SparseIndex index();

    /** Behind these records, and behind the footer if it is intact. */
    long endOffset();

    /**
     * An unsealed segment: its records end here, and nothing proves that there had been more. What lies behind is space,
     * the remains of an append that was never acknowledged, or both.
     *
     * @param offset where the next record goes
     * @param incarnation of the last record or of the header; the next one has to be higher
     * @param isClosed whether the last record says that all in front of it is durable
     */
    record End(long offset, int incarnation, boolean isClosed, SparseIndex index) implements ScanResult {
        @Override
        public long endOffset() {
            return offset;
        }
    }

    /** A sealed segment whose footer says what its records say. */
    record Sealed(FooterPlace footer, int incarnation, SparseIndex index) implements ScanResult {
        @Override
        public long endOffset() {
            return footer.endOffset();
        }
    }

    /**
     * Bytes that were durable once are not what was written.
     *
     * @param offset of the first record that is missing
     * @param sequence of that record
     * @param found what lies there now
     * @param evidence how it is known
     * @param evidenceOffset of the record or the bytes that are the evidence, or what the evidence says; at least {@code
     *     offset}
     * @param index of the records in front
     */
    record Damage(long offset, long sequence, Verdict found, Evidence evidence, long evidenceOffset, SparseIndex index)
            implements ScanResult {
        @Override
        public long endOffset() {
            return offset;
        }

        /** Whether what is known also says that all in front was durable. */
        public boolean provesDurability() {
            return evidence == Evidence.LATER_RECORD || evidence == Evidence.KNOWN_DURABLE;
        }
    }

    /** How damage is known from a torn tail. */
    enum Evidence {
        /** A valid record behind says that it was written when the missing one was durable. */
        LATER_RECORD,
        /** The caller knew that it was durable. */
        KNOWN_DURABLE,
        /** The record is there, but contradicts the ones in front. */
        CONTRADICTION,
        /** Bytes there that the medium doesn't give back; who examines a segment takes them for zeros. */
        MEDIA_ERROR
    }
}
