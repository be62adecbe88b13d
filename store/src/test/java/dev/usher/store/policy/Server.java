package dev.usher.store.policy;

import dev.usher.engine.LocalUsher;
import dev.usher.engine.enact.Enacting;
import dev.usher.engine.enact.KeptInForce;
import dev.usher.engine.enact.PolicySource;
import dev.usher.engine.enact.Shelf;
import dev.usher.engine.enact.Standing;
import dev.usher.engine.enact.State;
import dev.usher.engine.follow.InForce;
import dev.usher.engine.ports.FileLedger;
import dev.usher.policy.PolicyReader;
import dev.usher.testkit.fake.LocksConnector;
import dev.usher.testkit.fake.LocksType;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One of several servers that share a store, with a source of its own. */
public final class Server {
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-29T10:00:00Z"));

  public final Enacting enacting;
  public final InForce inForce;

  /** What it said of the source's head. */
  public final List<State> told = new ArrayList<>();

  public Server(String name, PolicyTables tables, PolicySource source, Path home) {
    PostgresRevisions revisions = new PostgresRevisions(tables.jdbi());
    Shelf shelf = new Shelf(home.resolve(name));
    enacting =
        new Enacting(
            source,
            new LocalUsher(
                    new PolicyReader(CLOCK, UnaryOperator.identity()),
                    _ -> Optional.empty(),
                    List.of(new LocksConnector(LocksType.TYPE, CLOCK, List.of())),
                    FileLedger::beside,
                    CLOCK,
                    name,
                    new SecureRandom(),
                    Duration.ofSeconds(1))
                .policyCheck(),
            revisions,
            shelf,
            CLOCK,
            name,
            told::add);
    inForce = new KeptInForce(revisions, shelf);
  }

  /** Looks, and gives what became of the head. */
  public Standing look() {
    return enacting.look().head();
  }

  public Path folder() {
    return inForce.current().orElseThrow().folder();
  }
}
