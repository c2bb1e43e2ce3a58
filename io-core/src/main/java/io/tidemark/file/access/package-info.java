/**
 * The ways to the bytes of a range, one class each, and the map that says which one serves which offset.
 *
 * <p>Start with {@link io.tidemark.file.access.RangeAccess} and {@link io.tidemark.file.access.RangeMap}.
 */
package io.tidemark.file.access;
