package dev.usher.connectors.postgres;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Scram;
import dev.usher.testkit.contract.ConnectorContract;
import dev.usher.testkit.contract.Specimen;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** PostgreSQL keeps the contract of every connector. */
@ParameterizedClass
@MethodSource("servers")
@Tag("long")
class ContractTest extends ConnectorContract<PostgresFact> {
  private static Optional<Scram> scram = Optional.empty();

  @Parameter Postgres server;

  static List<Postgres> servers() {
    return List.of(Postgres.oldest(), Postgres.newest());
  }

  @BeforeParameterizedClassInvocation
  static void askForPasswords(Postgres server) {
    scram = Optional.of(server.scram());
  }

  @AfterParameterizedClassInvocation
  static void askNoMore() {
    scram.ifPresent(Scram::close);
  }

  @Override
  protected Specimen<PostgresFact> specimen(int targets) {
    return new PostgresSpecimen(server, targets);
  }
}
