package dev.usher.engine;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where to import from, without what people's tools write into such a URL: a user and a password.
 *
 * @param hadAccount whether there was one, which is not used
 */
record ImportUrl(String text, boolean hadAccount) {
  private static final Set<String> SECRET =
      Set.of("user", "password", "pass", "pwd", "sslpassword");

  /**
   * @param prefixes of every type of system, such as {@code jdbc:NAME:}; that without {@code
   *     jdbc:}, or with a shorter name, is what other tools write
   */
  static ImportUrl of(String written, Collection<String> prefixes) {
    String url = written.strip();
    int scheme = url.indexOf("://");
    for (String prefix : prefixes) {
      if (scheme > 0 && prefix.startsWith("jdbc:" + url.substring(0, scheme))) {
        url = prefix + url.substring(scheme + 1);
        break;
      }
    }
    int start = url.indexOf("//") < 0 ? 0 : url.indexOf("//") + 2;
    int query = url.indexOf('?', start) < 0 ? url.length() : url.indexOf('?', start);
    // A password may hold a slash that nobody escaped: the last sign before the query ends it.
    int sign = url.lastIndexOf('@', query);
    boolean account = sign >= start;
    String place = account ? url.substring(sign + 1, query) : url.substring(start, query);
    StringBuilder rest = new StringBuilder();
    for (String parameter : url.substring(Math.min(query + 1, url.length())).split("&")) {
      String name = parameter.split("=", 2)[0].toLowerCase(Locale.ROOT);
      if (parameter.isEmpty()) continue;
      if (SECRET.contains(name)) account = true;
      else rest.append(rest.isEmpty() ? '?' : '&').append(parameter);
    }
    return new ImportUrl(url.substring(0, start) + place + rest, account);
  }

  /** What the policy calls the system: as its database is called, as far as that can stand. */
  String system() {
    int query = text.indexOf('?') < 0 ? text.length() : text.indexOf('?');
    String name = text.substring(text.lastIndexOf('/', query - 1) + 1, query);
    String plain = name.replaceAll("[^\\p{L}\\p{N}_-]", "-");
    return plain.matches("[\\p{L}_].{0,99}") ? plain : "db-" + plain;
  }

  List<Diagnostic> diagnostics() {
    if (!hadAccount) return List.of();
    return List.of(
        new Diagnostic(
            Severity.WARNING,
            "secret-in-url",
            "the user and the password in the URL are not used, and written nowhere",
            Optional.of(
                "put user:password into a variable and say --admin env:NAME; and change a password"
                    + " that stood in a command line"),
            Optional.empty(),
            Optional.empty()));
  }
}
