/** The growing end of a file and the space in front of it. */
package io.tidemark.file.tail;
