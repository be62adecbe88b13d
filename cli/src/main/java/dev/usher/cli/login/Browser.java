package dev.usher.cli.login;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows somebody a page, where there is somebody and a browser; the address is told anyway. */
final class Browser {
  private Browser() {}

  /**
   * @param environment BROWSER is the program, where it is set
   */
  static void show(URI page, Map<String, String> environment) {
    String named = environment.getOrDefault("BROWSER", "");
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    List<String> program =
        !named.isEmpty()
            ? List.of(named)
            : system.contains("mac")
                ? List.of("open")
                : system.contains("windows")
                    ? List.of("rundll32", "url.dll,FileProtocolHandler")
                    : List.of("xdg-open");
    List<String> command = new java.util.ArrayList<>(program);
    command.add(page.toString());
    try {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException none) {
      // Whoever is there opens it themselves.
    }
  }
}
