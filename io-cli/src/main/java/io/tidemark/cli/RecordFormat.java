package io.tidemark.cli;

/** How {@code cat} writes records. */
enum RecordFormat {
    /** Each with a newline behind it, as {@code append} reads them. */
    TEXT,
    /** Each as a line of hexadecimal digits. */
    HEX,
    /** Each as a JSON object on a line. */
    JSON,
    /** Each with its length in front, as {@code append --binary} reads them. */
    BINARY
}
