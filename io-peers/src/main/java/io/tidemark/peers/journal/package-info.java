/**
 * One small class for each log that is measured, behind one interface: {@link io.tidemark.peers.journal.Journal}. None
 * does more than its project's own interface asks for.
 */
package io.tidemark.peers.journal;
