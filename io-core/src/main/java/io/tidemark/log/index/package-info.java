/**
 * Where the records of a segment are, in memory: {@link io.tidemark.log.index.SparseIndex}. Built while the log is written,
 * by a scan, or from a footer, and the same each time.
 */
package io.tidemark.log.index;
