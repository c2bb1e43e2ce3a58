/**
 * What the commands for logs do between standard input, a log and standard output. Nothing here parses arguments or
 * prints for people.
 */
package io.tidemark.cli.log;
