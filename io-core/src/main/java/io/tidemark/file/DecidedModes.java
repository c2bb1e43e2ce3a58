package io.tidemark.file;

import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Decision;

/** What a place can do, and the modes that were chosen by that. */
record DecidedModes(Capabilities capabilities, Decision tail, Decision sealed) {}
