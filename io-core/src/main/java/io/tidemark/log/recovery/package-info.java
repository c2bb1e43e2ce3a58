/**
 * What is left of a segment: {@link io.tidemark.log.recovery.SegmentScan} reads all of it, {@link
 * io.tidemark.log.recovery.FooterReader} trusts its footer. Both only read, so a recovery that is interrupted begins again.
 */
package io.tidemark.log.recovery;
