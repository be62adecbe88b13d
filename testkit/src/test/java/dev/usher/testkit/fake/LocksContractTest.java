package dev.usher.testkit.fake;

import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.testkit.contract.ConnectorContract;
import dev.usher.testkit.contract.Specimen;
import java.util.List;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Houses keep the contract: those where people are swept out, and those where they stay. */
@ParameterizedClass
@MethodSource("types")
class LocksContractTest extends ConnectorContract<LocksFact> {
  @Parameter SystemType houses;

  static List<SystemType> types() {
    return List.of(LocksType.with(Capability.SESSIONS), LocksType.with());
  }

  @Override
  protected Specimen<LocksFact> specimen(int targets) {
    return new LocksSpecimen(houses, targets);
  }
}
