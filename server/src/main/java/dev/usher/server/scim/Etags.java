package dev.usher.server.scim;

import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions as weak ETags (RFC 7644 section 3.14). */
final class Etags {
  private static final Pattern TAG = Pattern.compile("(?:W/)?\"([0-9]{1,18})\"");

  private Etags() {}

  static String of(long version) {
    return "W/\"" + version + "\"";
  }

  /** The version that the caller wants to change, where they say which. */
  static OptionalLong expected(ServerRequest request) {
    return expected(text(request, HeaderNames.IF_MATCH));
  }

  static OptionalLong expected(Optional<String> tag) {
    if (tag.isEmpty() || tag.get().equals("*")) return OptionalLong.empty();
    Matcher written = TAG.matcher(tag.get());
    if (written.matches()) return OptionalLong.of(Long.parseLong(written.group(1)));
    throw new ScimRefused(Why.OTHER_VERSION, "That is no version of it: read it again.");
  }

  /** Whether the caller has this version already. */
  static boolean isKnown(ServerRequest request, long version) {
    Matcher tags = TAG.matcher(text(request, HeaderNames.IF_NONE_MATCH).orElse(""));
    while (tags.find()) if (Long.parseLong(tags.group(1)) == version) return true;
    return false;
  }

  private static Optional<String> text(ServerRequest request, HeaderName name) {
    return request.headers().first(name).map(String::strip);
  }
}
