package dev.usher.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each folder of {@code good/} is a policy without errors. */
class GoodTest {
  private static final Path GOOD = Path.of("src/test/resources/good");

  static List<Path> cases() throws IOException {
    try (Stream<Path> folders = Files.list(GOOD)) {
      return folders.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsWithoutErrors(Path folder) {
    PolicyReader.Result result = GoldenTest.read(folder);
    assertThat(result.diagnostics().stream().filter(Diagnostic::isError).toList())
        .as(Diagnostics.render(result.diagnostics()))
        .isEmpty();
    assertThat(result.policy()).isPresent();
    assertThat(result.digest()).hasSize(64);
  }

  @Test
  void theExampleOfTheLanguageMeansWhatItSays() {
    PolicyReader.Result result = GoldenTest.read(GOOD.resolve("shop"));
    Policy policy = result.policy().orElseThrow();
    assertThat(policy.targets()).hasSize(3);
    assertThat(policy.roles().get("analyst").can().getFirst().except())
        .extracting(Object::toString)
        .containsExactly("shop-db/public/customers.email", "shop-db/public/customers.phone");
    assertThat(policy.grants().get(2).until())
        .isEqualTo(Optional.of(Instant.parse("2027-04-01T00:00:00Z")));
    assertThat(policy.nevers().get(1).on()).hasToString("[prod/shop-db/public/customers.email]");
    assertThat(result.diagnostics())
        .extracting(Diagnostic::code)
        .contains("not-carried-out-yet", "given-back");
  }

  @Test
  void aDirectoryIsReadAsWritten() {
    Policy policy = GoldenTest.read(GOOD.resolve("directories")).policy().orElseThrow();
    Policy.Directory okta = policy.directories().get("okta");
    assertThat(okta.id()).isEqualTo(Policy.Directory.Id.EMAIL_BEFORE_AT);
    assertThat(okta.attributes())
        .hasSize(5)
        .containsEntry("region", "urn:acme:scim:1.0:User:region");
    assertThat(okta.brake()).isEqualTo(new Policy.Brake(3, 10));
    assertThat(policy.directories().get("entra"))
        .isEqualTo(
            new Policy.Directory(
                "entra",
                "scim",
                Policy.Directory.Id.USER_NAME_BEFORE_AT,
                Map.of(),
                Policy.Brake.USUAL,
                policy.directories().get("entra").at()));
    assertThat(policy.teams().get("nurses").group()).contains(new Policy.Group("okta", "Nurses"));
    assertThat(policy.teams().get("doctors").group())
        .contains(new Policy.Group("entra", "Doctors: on call"));
  }

  @Test
  void whoHasAPartInUsherItself() {
    Policy policy = GoldenTest.read(GOOD.resolve("directories")).policy().orElseThrow();
    assertThat(policy.offices())
        .hasToString(
            "Offices[administrators=[team:doctors, alice], operators=[], auditors=[team:nurses]]");
    assertThat(policy.teams().get("nurses").leads()).hasToString("[alice, team:doctors]");
    Policy shop = GoldenTest.read(GOOD.resolve("shop")).policy().orElseThrow();
    assertThat(shop.offices()).isEqualTo(Policy.Offices.NOBODYS);
  }

  @Test
  void aTargetSaysWhatBecomesOfDriftElseItsSystemDoes() {
    Policy policy = GoldenTest.read(GOOD.resolve("directories")).policy().orElseThrow();
    assertThat(policy.drift(new Target("dev", "ward-db"))).isEqualTo(Policy.Drift.MEND);
    assertThat(policy.drift(new Target("prod", "ward-db"))).isEqualTo(Policy.Drift.REPORT);
    Policy shop = GoldenTest.read(GOOD.resolve("shop")).policy().orElseThrow();
    assertThat(shop.drift(shop.targets().getFirst())).isEqualTo(Policy.Drift.REPORT);
    assertThat(policy.environments().get("prod").onApproval()).isTrue();
    assertThat(policy.environments().get("dev").onApproval()).isFalse();
  }
}
