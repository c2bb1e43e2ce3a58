/**
 * A durable log: append once, read many times. {@link io.tidemark.log.HybridLog} is the way in.
 */
package io.tidemark.log;
