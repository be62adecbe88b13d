package dev.usher.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.Wiring;
import dev.usher.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ServedDemoTest {

  @Test
  void theServerFollowsAndNothingStays() throws Exception {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(InputStream.nullInputStream(), out, out, "", Map.of());
    Path folder;
    try (DemoPlace place = DemoPlace.make()) {
      folder = place.folder();
      boolean whole =
          new ServedDemo(Wiring.ushers(Map.of()), terminal)
              .story(place, Path.of("target").toAbsolutePath(), "127.0.0.1:0");
      String said = told.toString(StandardCharsets.UTF_8);
      assertThat(whole).as(said).isTrue();
      assertThat(said).contains("nina joins", "she leaves", "--server http://127.0.0.1:");
      assertThat(said + Files.readString(folder.resolve("server.log")))
          .doesNotContain(Files.readString(folder.resolve("token")).strip());
    }
    assertThat(folder).doesNotExist();
  }
}
