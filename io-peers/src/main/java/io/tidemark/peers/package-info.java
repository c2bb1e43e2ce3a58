/**
 * Tidemark's log beside those that its users would take instead. {@link io.tidemark.peers.Peers} is the command; a
 * {@link io.tidemark.peers.Heat} is one workload with one size and number of threads, in which all take part.
 */
package io.tidemark.peers;
