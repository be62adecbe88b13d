package dev.usher.cli.demo;

import dev.usher.engine.Usher;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What each person can and cannot do, tried for real. */
record ProofScreen(Screen screen, Usher usher, Path policy, Company company) {

  boolean show(Typed typed, Passwords passwords) throws SQLException {
    screen.head(
        "The proof",
        "Each has a password from `usher issue` (%d made), logs in with it over a real"
            .formatted(passwords.count()),
        "connection, and tries. On the right stands what the database said to the last cross.");
    List<Proof> proofs = new ArrayList<>();
    for (String subject : Company.SUBJECTS) {
      Proof proof = Proof.of(usher, policy, company, passwords, subject);
      screen.show(new ProofText(screen.ink()).render(proof));
      screen.say("");
      proofs.add(proof);
    }
    long tried = proofs.stream().mapToLong(proof -> proof.tries().size()).sum();
    long right =
        proofs.stream().flatMap(proof -> proof.tries().stream()).filter(Proof.Try::asMeant).count();
    boolean whole =
        screen.check(right == tried, right + " of " + tried + " came out as `usher can` says");
    return typed.verify().isProved() && whole;
  }
}
