package dev.usher.engine.enact;

import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Warrant;
import dev.usher.engine.enact.Revisions.About;
import dev.usher.engine.enact.Revisions.Kept;
import dev.usher.engine.follow.InForce;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What the ledger tells of a policy that comes into force. */
final class Coming {
  private static final String WHERE = "policy";

  private Coming() {}

  /** The yes, where one was needed, and then that it is in force. */
  static List<Draft> told(Optional<Kept> before, About about) {
    List<Draft> told = new ArrayList<>();
    String which = InForce.words(about.revision(), about.authors(), Optional.empty());
    about
        .acceptedBy()
        .ifPresent(
            yes ->
                told.add(
                    Draft.said(
                        about.at(),
                        yes,
                        What.DECIDED,
                        WHERE,
                        "yes to " + which,
                        about.accepted(),
                        List.of())));
    Deed deed =
        new Deed(
            before.isPresent() ? "change" : "add",
            which,
            before.map(kept -> words(kept.about())),
            new TreeSet<>());
    String word = InForce.words(about.revision(), about.authors(), about.acceptedBy());
    told.add(
        Draft.said(
                about.at(),
                about.server(),
                What.ENACTED,
                WHERE,
                which + " is in force, from " + about.source(),
                List.of(),
                List.of(deed))
            .on(Warrant.of(about.server()).on(word, about.at())));
    return told;
  }

  private static String words(About about) {
    return InForce.words(about.revision(), about.authors(), Optional.empty());
  }
}
