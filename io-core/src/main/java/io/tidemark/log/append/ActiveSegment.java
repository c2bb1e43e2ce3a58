package io.tidemark.log.append;

import io.tidemark.file.HybridFile;
import io.tidemark.log.segment.Segment;

/**
 * A segment that is appended to, with the file that its appender writes.
 *
 * @param segment what readers use
 * @param file what the appender and the forcing thread use
 */
public record ActiveSegment(Segment segment, HybridFile file) {}
