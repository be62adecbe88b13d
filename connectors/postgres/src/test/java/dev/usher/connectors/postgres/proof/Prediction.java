package dev.usher.connectors.postgres.proof;

import dev.usher.core.access.Access;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Meaning;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.testkit.live.Answers;
import dev.usher.testkit.live.Cell;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What an account should be able to do by the policy alone, cell by cell. */
record Prediction(Access access, Catalogue catalogue, Meaning meaning) {
  static Prediction of(Access access, Catalogue catalogue) {
    return new Prediction(access, catalogue, new Meaning(access, catalogue));
  }

  /** In the order of the answers' bits; nothing on what no pattern matches, or for nobody's. */
  BitSet of(String account, Answers answers) {
    BitSet bits = new BitSet();
    Optional<String> subject =
        access.members().values().stream()
            .filter(member -> member.account().equals(account))
            .map(Access.Member::subject)
            .findFirst();
    if (subject.isEmpty()) return bits;
    List<Cell> cells = answers.cells();
    for (int i = 0; i < cells.size(); i++) {
      Resource on = cells.get(i).on();
      if (catalogue.entry(on.whole()).isEmpty()) continue;
      bits.set(
          i,
          meaning.decide(subject.get(), cells.get(i).action(), on, Optional.empty())
              instanceof Decision.All);
    }
    return bits;
  }
}
