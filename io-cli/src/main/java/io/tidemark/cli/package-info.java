/**
 * The {@code tidemark} command. {@link io.tidemark.cli.Tidemark} is the entry; each subcommand is a class of its own that
 * gets the {@link io.tidemark.cli.Console} to write to, so that tests run the real thing in-process. An exception
 * thrown by a subcommand becomes one line and an exit code in {@link io.tidemark.cli.ErrorHandler}; a subcommand neither
 * prints errors nor exits.
 */
package io.tidemark.cli;
