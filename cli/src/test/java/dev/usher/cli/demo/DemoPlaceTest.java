package dev.usher.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class DemoPlaceTest {
  private static final Path BINARIES = Path.of("target").toAbsolutePath();

  @Test
  void serversAskForPasswordsAndNothingStays() throws Exception {
    Path folder;
    int port;
    try (DemoPlace place = DemoPlace.make()) {
      Company company = place.open(BINARIES);
      folder = place.folder();
      port = company.prod().port();
      assertThat(company.prod().ask("shop", "select count(*) from public.orders"))
          .containsExactly("300");
      assertThat(company.trial().ask("stock_staging", "select count(*) from public.items"))
          .containsExactly("40");
      assertThatThrownBy(() -> company.prod().login("shop", Company.USHER, "a guess").close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
      try (Connection points =
              company
                  .stores()
                  .points()
                  .orElseThrow()
                  .login("points", Company.USHER, company.usherPassword());
          Jedis carts = company.stores().carts().login(Company.USHER, company.usherPassword())) {
        assertThat(points.isValid(5)).isTrue();
        assertThat(carts.ping()).isEqualTo("PONG");
        assertThatThrownBy(() -> carts.get("session:1")).hasMessageContaining("NOPERM");
      }
      try (Connection usher =
          company.prod().login("shop", Company.USHER, company.usherPassword())) {
        assertThat(usher.isValid(5)).isTrue();
      }
    }
    assertThat(folder).doesNotExist();
    assertThat(Path.of("/tmp/.s.PGSQL." + port)).doesNotExist();
    assertThat(ProcessHandle.allProcesses().map(ProcessHandle::info).map(Object::toString))
        .noneMatch(process -> process.contains(folder.toString()));
  }
}
