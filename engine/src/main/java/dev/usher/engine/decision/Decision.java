package dev.usher.engine.decision;

import java.util.Optional;

/**
 * What was answered to whom. It has names and no values: no token, no attribute of anybody, no row.
 * What callers wrote is cut after 300 characters, and holds no control character.
 *
 * @param asker a token's or a person's name; at the gateway the application whose proxy asks
 * @param request the caller's name for the request
 * @param subject whom it was about, where that is known
 * @param action likewise
 * @param resource likewise
 * @param reason by which grant, or why not, where that was found out for the answer anyway
 * @param revision by which it was decided; empty where it did not come to that
 */
public record Decision(
    Surface surface,
    String asker,
    Optional<String> request,
    Optional<Entity> subject,
    Optional<String> action,
    Optional<Entity> resource,
    boolean allowed,
    Optional<String> reason,
    Optional<String> revision) {
  private static final int LONGEST = 300;

  public Decision {
    asker = shown(asker);
    request = request.map(Decision::shown);
    subject = subject.map(Entity::asShown);
    action = action.map(Decision::shown);
    resource = resource.map(Entity::asShown);
    reason = reason.map(Decision::shown);
  }

  /** Where it was asked. */
  public enum Surface {
    AUTHZEN,
    GATEWAY
  }

  /**
   * A subject or a resource, as AuthZEN names them.
   *
   * @param type of a subject {@code user} or {@code service}
   */
  public record Entity(String type, String id) {
    private Entity asShown() {
      return new Entity(shown(type), shown(id));
    }
  }

  /** As the log has it: no database takes a NUL, and no encoder half a surrogate. */
  static String shown(String text) {
    boolean isLong = text.length() > LONGEST;
    if (!isLong && isAscii(text)) return text;
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .map(one -> isPlain(one) ? one : '\ufffd')
        .forEach(shown::appendCodePoint);
    return isLong ? shown.append('…').toString() : shown.toString();
  }

  /** By a loop: this is asked of each word of every decision. */
  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++)
      if (text.charAt(i) < ' ' || text.charAt(i) >= 0x7f) return false;
    return true;
  }

  private static boolean isPlain(int point) {
    return !Character.isISOControl(point) && Character.getType(point) != Character.SURROGATE;
  }
}
