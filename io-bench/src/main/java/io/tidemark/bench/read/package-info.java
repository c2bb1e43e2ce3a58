/**
 * The ways to read a sealed file, bare and the library's, over transfer sizes: random and sequential, hot and cold. A
 * {@link io.tidemark.bench.read.ReadWay} is a way, {@link io.tidemark.bench.read.ReadPaths} lets all take turns.
 */
package io.tidemark.bench.read;
