package dev.usher.store.scim;

import dev.usher.core.model.Policy.Brake;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;

/** Counts who is removed, and holds a removal that would be one too many. */
final class Removals {
  /** "brake", in ASCII: one who counts at a time, in each directory. */
  private static final int LOCK = 0x6272616b;

  private static final Duration WITHIN = Duration.ofMinutes(10);

  private final Turn turn;
  private final Brake brake;

  Removals(Turn turn, Brake brake) {
    this.turn = turn;
    this.brake = brake;
  }

  /**
   * These people are to lose something; they have not lost it yet.
   *
   * @param what a group's id; empty for everything
   * @return whether that has to wait for somebody's yes
   */
  boolean areHeld(Collection<UUID> people, String what) {
    if (people.isEmpty()) return false;
    turn.handle()
        .execute("select pg_advisory_xact_lock(" + LOCK + ", hashtext(?))", turn.directory());
    count(people, what);
    if (isAnythingHeld()) return true;
    long removed = removed();
    if (removed <= brake.people()) return false;
    return removed > brake.most(of(enough(removed)));
  }

  private void count(Collection<UUID> people, String what) {
    turn.update("delete from directory_removal where directory = :directory and at < :before")
        .bind("before", Turn.at(turn.now().minus(WITHIN)))
        .execute();
    turn.update(
            """
            insert into directory_removal (directory, user_id, what, at)
            select :directory, unnest(cast(:people as uuid[])), :what, :now
            on conflict (directory, user_id, what) do update set at = excluded.at
            """)
        .bind("people", Turn.texts(people))
        .bind("what", what)
        .execute();
  }

  private long removed() {
    return one(
        "select count(distinct user_id) from directory_removal where directory = :directory");
  }

  /** What is further removed while something waits may be of the same fault. */
  private boolean isAnythingHeld() {
    return turn.query(
            """
            select exists (select from directory_user
                where directory = :directory and held is not null)
              or exists (select from directory_group
                where directory = :directory and held is not null)
              or exists (select from directory_member m join directory_group g on g.id = m.group_id
                where m.held is not null and g.directory = :directory)
            """)
        .mapTo(Boolean.class)
        .one();
  }

  /** Of so many, or more, it is not too many by the share. */
  private long enough(long removed) {
    return Math.ceilDiv(removed * 100, Math.max(1, brake.share()));
  }

  /**
   * The people in force as they were before those were removed.
   *
   * @param enough that more need not be counted, so that the cost does not grow with the directory
   */
  private long of(long enough) {
    long gone =
        one(
            """
            select count(distinct r.user_id) from directory_removal r
            join directory_user u on u.id = r.user_id
            where r.directory = :directory and r.what = '' and not\s"""
                + Turn.IN_FORCE);
    return gone
        + turn.query(
                "select count(*) from (select from directory_user u where u.directory = :directory and "
                    + Turn.IN_FORCE
                    + " limit :enough) counted")
            .bind("enough", enough)
            .mapTo(Long.class)
            .one();
  }

  private long one(String sql) {
    return turn.query(sql).mapTo(Long.class).one();
  }

  /** They have it again: nothing waits, and they are not counted. */
  void areBack(Collection<UUID> people, String what) {
    if (people.isEmpty()) return;
    turn.update(
            """
            delete from directory_removal
            where directory = :directory and what = :what and user_id = any(cast(:people as uuid[]))
            """)
        .bind("people", Turn.texts(people))
        .bind("what", what)
        .execute();
  }
}
