/**
 * What a log keeps, and what it gives back: {@link io.tidemark.log.retain.LogDiscarder} lets the oldest segments go, by hand,
 * when one was sealed ({@link io.tidemark.log.retain.Retainer}) or when they have become too old ({@link
 * io.tidemark.log.retain.AgeWatch}); what somebody {@linkplain io.tidemark.log.retain.Hold holds} stays.
 */
package io.tidemark.log.retain;
