/** What the commands that measure share: options, and how they run. */
package io.tidemark.bench.command;
