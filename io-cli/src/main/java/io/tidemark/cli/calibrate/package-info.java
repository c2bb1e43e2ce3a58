/** Measuring how long appends take in a place, by mode and record size. */
package io.tidemark.cli.calibrate;
