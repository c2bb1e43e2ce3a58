/**
 * Blocks of files in a bounded piece of memory: what the page cache is to other files, for files that have none.
 *
 * <p>Start with {@link io.tidemark.file.block.Blocks}, of which files share one, and
 * {@link io.tidemark.file.block.FileBlocks}, which each file has.
 */
package io.tidemark.file.block;
