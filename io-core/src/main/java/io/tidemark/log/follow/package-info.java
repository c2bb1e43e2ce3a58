/**
 * A log that is open for reading only, whose writer may be another process: {@link io.tidemark.log.follow.TailFollower} looks
 * for what that has appended or discarded, record by record in the {@code FollowedTail}; {@code ShownRecords} whether what was
 * found is still there, since a crash may take it back; and {@code Remains} whether what lies behind may be damage. Readers meet both as a {@link io.tidemark.log.follow.FollowedEnd}, and what is in front of damage as a {@link
 * io.tidemark.log.follow.DamagedEnd}, which is not followed.
 */
package io.tidemark.log.follow;
