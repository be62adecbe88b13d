package dev.usher.engine.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminSecretsTest {
  private static final Target TARGET = new Target("prod", "shop");
  @TempDir Path folder;

  @Test
  void an_account_is_found_in_a_variable_or_a_file() throws IOException {
    Path file = Files.writeString(folder.resolve("admin"), "ann:s:e cret\n");
    AdminSecrets secrets = holding("bob:");
    Login fromFile = secrets.login(TARGET, "file:" + file);
    assertThat(fromFile.user()).isEqualTo("ann");
    assertThat(new String(fromFile.password())).isEqualTo("s:e cret");
    assertThat(secrets.login(TARGET, "env:ADMIN").user()).isEqualTo("bob");
    assertThat(secrets.login(TARGET, "env:ADMIN").password()).isEmpty();
  }

  @Test
  void what_is_missing_or_malformed_is_told_without_what_it_holds() {
    AdminSecrets secrets = holding("onlysecret");
    for (String admin :
        new String[] {"env:ADMIN", "env:OTHER", "file:/nowhere/at/all", "file:\0", "vault:x"})
      assertThatThrownBy(() -> secrets.login(TARGET, admin))
          .isInstanceOf(TargetFailure.class)
          .hasMessageContaining("prod/shop")
          .hasMessageNotContaining("onlysecret");
  }

  @Test
  void a_file_that_holds_something_else_is_not_shown() throws IOException {
    Path file =
        Files.writeString(folder.resolve("other"), "token=onlysecret\nurl=https://api.example\n");
    assertThatThrownBy(() -> holding("").login(TARGET, "file:" + file))
        .isInstanceOf(TargetFailure.class)
        .hasMessageNotContaining("onlysecret");
  }

  private static AdminSecrets holding(String text) {
    return new AdminSecrets(name -> name.equals("ADMIN") ? Optional.of(text) : Optional.empty());
  }
}
