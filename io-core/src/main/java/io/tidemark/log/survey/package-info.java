/**
 * A log as a whole, found out from the bytes that are there: {@link io.tidemark.log.survey.LogRecovery} for who opens it,
 * {@link io.tidemark.log.survey.Examination} for who verifies it, {@link io.tidemark.log.survey.Rescue} for who wants out
 * what is left of it. All three have to say the same about where the log ends and what was acknowledged, and none changes a
 * byte; what is left of one segment they ask {@link io.tidemark.log.recovery}.
 */
package io.tidemark.log.survey;
