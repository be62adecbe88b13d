package dev.usher.connectors.redis;

import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.contract.ConnectorContract;
import dev.usher.testkit.contract.Specimen;
import java.util.List;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Redis keeps the contract of every connector. */
@ParameterizedClass
@MethodSource("versions")
class ContractTest extends ConnectorContract<RedisFact> {
  @Parameter Version version;

  static List<Version> versions() {
    return Version.available();
  }

  @Override
  protected Specimen<RedisFact> specimen(int targets) {
    return new RedisSpecimen(version, targets);
  }
}
