package dev.usher.connectors.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** The script that makes usher's own account, with its names filled in. */
public final class AdminScript {
  private AdminScript() {}

  /** The script as it ships, with its comments and placeholders. */
  public static String text() {
    try (InputStream script =
        Objects.requireNonNull(AdminScript.class.getResourceAsStream("admin.redis"))) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its commands, each as the words to be sent. */
  public static List<List<String>> commands(String usher, String password) {
    String hash = HexFormat.of().formatHex(RedisMark.sha256(password));
    return text()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(
            line ->
                Words.of(line).stream()
                    .map(word -> word.replace("<usher>", usher).replace("<hash>", hash))
                    .toList())
        .toList();
  }
}
