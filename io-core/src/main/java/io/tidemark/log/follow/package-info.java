/**
 * A log that is open for reading only, whose writer may be another process: {@link io.tidemark.log.follow.TailFollower} looks
 * for what that has appended or discarded, record by record in the {@code FollowedTail}, and changes the
 * {@code FollowedSegments}, which readers look at. {@code ShownRecordsCheck} says whether what was found is still there, since a
 * crash may take it back, and {@code Standstill} when to look whether it is the end where nothing comes, or damage. Readers meet
 * the end of such a log as a {@link io.tidemark.log.follow.FollowedEnd}; what is in front of damage, as a
 * {@link io.tidemark.log.follow.DamagedEnd}, is not followed.
 */
package io.tidemark.log.follow;
