/**
 * Segments and where they lie. {@link io.tidemark.log.segment.SegmentStore} knows the places, of which there are two kinds,
 * files of a directory and slots of one file; {@link io.tidemark.log.segment.Segment} is one that is open, with the file
 * that reads it, and {@link io.tidemark.log.segment.LogSegments} all of a log. {@link io.tidemark.log.segment.PlaceBytes} is
 * for who doesn't know yet what lies at a place. All bytes are reached through an
 * {@link io.tidemark.log.segment.Environment}.
 */
package io.tidemark.log.segment;
