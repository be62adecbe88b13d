package dev.usher.store.scim;

import dev.usher.engine.scim.DirectoryRules;
import java.util.UUID;

/** Which joinings wait for somebody's yes. */
final class Joinings {
  private final Turn turn;
  private final DirectoryRules rules;

  Joinings(Turn turn, DirectoryRules rules) {
    this.turn = turn;
    this.rules = rules;
  }

  /** Whether a group of that name is one that it is no small thing to come into. */
  boolean wait(String name) {
    return rules.isWeighty(turn.directory(), name);
  }

  /**
   * Whether who comes into the group waits: it is such a one, or is within one. Under each name
   * that it has or had, in force or not.
   */
  boolean wait(UUID group) {
    return turn
        .query(
            """
            with recursive up(id) as (
              select cast(:group as uuid)
              union
              select m.group_id from up join directory_member m on m.member_id = up.id
              where m.is_group
            )
            select distinct name.one from up join directory_group g on g.id = up.id
            cross join lateral unnest(g.former || g.display_name) as name(one)
            """)
        .bind("group", group)
        .mapTo(String.class)
        .list()
        .stream()
        .anyMatch(this::wait);
  }
}
