/**
 * Access modes: what there is, what a place can do, and which one a range gets.
 *
 * <p>{@link io.tidemark.mode.Capabilities#probe} tries what a directory or file can do and keeps the evidence. An
 * {@link io.tidemark.mode.AccessPolicy} turns an {@link io.tidemark.mode.Intent}, a few {@link io.tidemark.mode.Hint
 * hints} and the capabilities into a {@link io.tidemark.mode.Decision}: an {@link io.tidemark.mode.RangeMode} with the
 * reason for it. A caller may overrule the policy by a {@link io.tidemark.mode.ModeChoice};
 * {@link io.tidemark.mode.Modes#resolve} brings the three together. A {@link io.tidemark.mode.WriteProfile} that was taken
 * in the place can tell the policy which mode is fast there. Only the probe, and reading a profile, do I/O; everything else
 * is a value or a pure function of values.
 */
package io.tidemark.mode;
