package dev.usher.policy.section;

import dev.usher.core.model.Parsed;
import dev.usher.core.model.SystemType;
import dev.usher.policy.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A target's URL: of its system's type, with no secret in it and none but harmless parameters. What
 * a driver can be told to load, run, write or log is not on the list of its type.
 */
final class UrlCheck {
  private static final Set<String> SECRET =
      Set.of("user", "password", "sslpassword", "pass", "pwd");

  private UrlCheck() {}

  /** All that is wrong with it; no message shows a value. */
  static List<Parsed.Wrong<String>> of(String url, SystemType.Urls allowed) {
    List<Parsed.Wrong<String>> wrong = new ArrayList<>();
    String start = allowed.prefix() + "//";
    if (!url.startsWith(start)) {
      wrong.add(
          new Parsed.Wrong<>(
              "bad-url",
              "this is no URL of this type of system",
              "write " + start + (allowed.named() ? "host:port/name" : "host:port"),
              0,
              url.length()));
      return wrong;
    }
    int query = url.indexOf('?') < 0 ? url.length() : url.indexOf('?');
    int slash = url.indexOf('/', start.length());
    int hostEnd = slash < 0 ? query : Math.min(slash, query);
    int sign = url.lastIndexOf('@', hostEnd);
    if (sign >= start.length()) {
      wrong.add(
          new Parsed.Wrong<>(
              "secret-in-url",
              "a URL holds no user and no password",
              "drop them; `admin` says where usher's account is found",
              start.length(),
              sign + 1 - start.length()));
    }
    String host = url.substring(start.length(), hostEnd);
    if (sign < start.length()) checkHost(host, start.length(), wrong);
    String name = slash < 0 || slash > query ? "" : url.substring(slash + 1, query);
    if (name.isEmpty() == allowed.named()) {
      wrong.add(
          new Parsed.Wrong<>(
              "bad-url",
              allowed.named()
                  ? "this URL does not say what it leads to on that host"
                  : "this URL goes on behind the host, and accounts are one for the whole server",
              "write " + start + (allowed.named() ? "host:port/name" : "host:port"),
              Math.max(0, hostEnd - 1),
              1));
    }
    int at = query + 1;
    while (at < url.length()) {
      int end = url.indexOf('&', at) < 0 ? url.length() : url.indexOf('&', at);
      checkParameter(url.substring(at, end), at, allowed, wrong);
      at = end + 1;
    }
    return wrong;
  }

  private static void checkHost(String host, int at, List<Parsed.Wrong<String>> wrong) {
    boolean fine = !host.isEmpty();
    for (String each : host.split(",", -1)) {
      fine &= each.matches("(\\[[0-9A-Fa-f:.]+\\]|[\\p{L}\\p{N}._-]+)(:[0-9]{1,5})?");
    }
    if (!fine) {
      wrong.add(
          new Parsed.Wrong<>(
              "bad-url",
              "this URL's host cannot be read",
              "write host, host:port, or several with commas between",
              at,
              Math.max(1, host.length())));
    }
  }

  private static void checkParameter(
      String parameter, int at, SystemType.Urls allowed, List<Parsed.Wrong<String>> wrong) {
    int equals = parameter.indexOf('=');
    String name = equals < 0 ? parameter : parameter.substring(0, equals);
    if (allowed.parameters().contains(name)) return;
    boolean secret = SECRET.contains(name.toLowerCase(Locale.ROOT));
    wrong.add(
        new Parsed.Wrong<>(
            secret ? "secret-in-url" : "bad-parameter",
            secret
                ? "a URL holds no user and no password"
                : "the parameter `"
                    + Words.shown(name)
                    + "` is not allowed: some load classes, run programs or write files",
            secret
                ? "drop them; `admin` says where usher's account is found"
                : Words.instead(name, allowed.parameters()),
            at,
            Math.max(1, name.length())));
  }
}
