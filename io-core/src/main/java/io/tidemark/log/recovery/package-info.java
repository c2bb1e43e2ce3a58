/**
 * What is left of a segment: {@link io.tidemark.log.recovery.SegmentScan} reads all of it, {@link
 * io.tidemark.log.recovery.FooterReader} trusts its footer. Where a header is damaged or missing, {@link
 * io.tidemark.log.recovery.FirstRecord} looks whether the place begins with a record all the same, and {@link
 * io.tidemark.log.recovery.IdentityScan} finds out whose it is; {@link io.tidemark.log.recovery.RescueScan} finds what is
 * intact, also behind damage. All of them only read, so a recovery that is interrupted begins again.
 */
package io.tidemark.log.recovery;
