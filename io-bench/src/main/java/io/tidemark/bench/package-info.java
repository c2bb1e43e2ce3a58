/** Placeholder tour, replaced as the package grows. */
package io.tidemark.bench;
