/** How long a log takes to open after its writer was killed. Start with {@link io.tidemark.bench.recovery.Recovery}. */
package io.tidemark.bench.recovery;
