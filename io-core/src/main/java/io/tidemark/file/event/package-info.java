/** Flight Recorder events: what a file did, when, for how long. */
package io.tidemark.file.event;
