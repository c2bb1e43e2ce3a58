package io.tidemark.cli.map;

/**
 * One cell of a picture. Where several parts share it, it shows the one that the file has least of, so that the header
 * and the tail of a big file can be seen.
 *
 * @param part what it shows
 * @param pages what the page cache holds of that part of the slice
 */
public record Slice(Part part, Pages pages) {}
