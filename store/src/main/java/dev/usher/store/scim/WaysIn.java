package dev.usher.store.scim;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Head;
import dev.usher.store.ledger.PostgresLedger;
import java.util.List;

/**
 * How somebody comes to usher itself: tokens that go back on their word, and who they are at the
 * door. They bear a name, and would let in whoever it was under the rights of whoever has it next.
 */
record WaysIn(Turn turn) {

  /** None of that name's is left, whatever its case; told as if each had been taken by itself. */
  void shut(String name, String byWhom) {
    List<String> tokens =
        turn.query(
                """
                update token set revoked = :now
                where lower(owner) = lower(:name) and revoked is null and expires > :now
                returning id
                """)
            .bind("name", name)
            .mapTo(String.class)
            .list();
    for (String id : tokens) tell(byWhom, "token " + id + " revoked");
    int bound =
        turn.update("delete from identity where lower(subject) = lower(:name)")
            .bind("name", name)
            .execute();
    if (bound > 0) tell(byWhom, name + " is nobody's at the door");
  }

  private void tell(String byWhom, String text) {
    PostgresLedger.append(
        turn.handle(),
        Draft.said(turn.now(), byWhom, What.CREDENTIAL, "usher", text, List.of(), List.of()),
        Head.NONE);
  }
}
