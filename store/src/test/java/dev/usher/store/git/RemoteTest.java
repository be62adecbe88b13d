package dev.usher.store.git;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.engine.enact.SourceFailure;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a policy's repository may be. */
class RemoteTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://git.example/policy.git",
        "ssh://git@git.example/policy.git",
        "git@git.example:policy.git",
        "ext::sh -c id",
        "https://user:pass@git.example/policy.git",
        "https://git.example/policy.git?token=pass@",
        "file://host/policy.git",
        "/srv/policy.git"
      })
  void aUrlThatIsNotTakenIsRefusedAndNotShown(String url) {
    assertThatThrownBy(() -> new Remote(url, "main", "", Optional.empty()))
        .isInstanceOf(SourceFailure.class)
        .hasMessageNotContaining("pass@");
  }
}
