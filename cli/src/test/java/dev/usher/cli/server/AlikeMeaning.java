package dev.usher.cli.server;

import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.core.access.Access;
import dev.usher.core.access.Derivation;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Decider;
import dev.usher.core.model.AddressParser;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import dev.usher.policy.PolicyReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a policy means, which is what {@code usher can} answers by: asked here of one that was read
 * once, for that takes a hundred times as long as to answer.
 */
final class AlikeMeaning {
  private final AddressParser addresses;
  private final Derivation derivation;
  private final Instant now = Instant.now();
  private final Map<Target, Access> access = new HashMap<>();

  /**
   * @param folder of a policy without errors
   */
  AlikeMeaning(Path folder) {
    InstantSource clock = InstantSource.system();
    var postgres = new PostgresConnector(clock).type();
    PolicyReader.Result read =
        new PolicyReader(clock)
            .read(folder, Map.of(postgres.name(), postgres), _ -> Optional.empty());
    Policy policy =
        read.policy().orElseThrow(() -> new AssertionError(read.diagnostics().toString()));
    addresses = AddressParser.of(policy);
    derivation = new Derivation(policy);
  }

  boolean allows(AlikeQuestion one) {
    return switch (addresses.resource(one.address())) {
      case Parsed.Ok<Resource>(Resource on) ->
          Decider.decide(
                  access.computeIfAbsent(on.target(), target -> derivation.at(target, now)),
                  one.who(),
                  one.action(),
                  on,
                  said(one),
                  one.context())
              instanceof Decision.All;
      case Parsed.Wrong<Resource> wrong -> throw new AssertionError(wrong.toString());
    };
  }

  /** To a resource nothing said is no attribute, as it is to a server, and not any. */
  static Optional<Map<String, Value>> said(AlikeQuestion one) {
    return one.request().isPresent() ? Optional.of(Map.of()) : one.said();
  }
}
