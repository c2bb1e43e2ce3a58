/** Where the range states of a file survive reopening: its own header. */
package io.tidemark.file.state;
