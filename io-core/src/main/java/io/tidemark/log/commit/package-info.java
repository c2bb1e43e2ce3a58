/**
 * One force for all who wait for one: {@link io.tidemark.log.commit.GroupCommit} says who of them does it and whom it
 * acknowledges, {@link io.tidemark.log.commit.LogFailure} that after the first failure nobody is acknowledged any more.
 */
package io.tidemark.log.commit;
