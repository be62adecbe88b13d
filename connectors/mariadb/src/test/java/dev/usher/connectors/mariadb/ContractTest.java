package dev.usher.connectors.mariadb;

import dev.usher.testkit.MariaDb;
import dev.usher.testkit.contract.ConnectorContract;
import dev.usher.testkit.contract.Specimen;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** MariaDB keeps the contract of every connector. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("dev.usher.testkit.MariaDb#all")
class ContractTest extends ConnectorContract<MariaDbFact> {
  @Parameter MariaDb server;

  @Override
  protected Specimen<MariaDbFact> specimen(int targets) {
    return new MariaDbSpecimen(server, targets);
  }
}
