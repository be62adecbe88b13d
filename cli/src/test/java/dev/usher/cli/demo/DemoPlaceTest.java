package dev.usher.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
    assertThat(processesOf(folder)).isEmpty();
  }

  @Test
  void whatIsKeptGoesOnUntilItsScriptIsRunWhichLeavesNothing() throws Exception {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
    Path folder;
    try (DemoPlace place = DemoPlace.make()) {
      place.open(BINARIES);
      folder = place.folder();
      Terminal terminal = new Terminal(InputStream.nullInputStream(), out, out, "", Map.of());
      KeptScreen.show(new Screen(terminal), place);
    }
    assertThat(folder).exists();
    assertThat(processesOf(folder)).isNotEmpty();
    Path stop = folder.resolve("stop");
    assertThat(told.toString(StandardCharsets.UTF_8)).contains("stop and remove    " + stop);
    Process script = new ProcessBuilder(stop.toString()).inheritIO().start();
    assertThat(script.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(script.exitValue()).isZero();
    assertThat(folder).doesNotExist();
    assertThat(processesOf(folder)).isEmpty();
  }

  private static List<String> processesOf(Path folder) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().toString())
        .filter(process -> process.contains(folder.toString()))
        .toList();
  }
}
