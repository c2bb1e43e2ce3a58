/** Access modes: what there is, what a place can do, and which one a range gets. */
package io.tidemark.mode;
