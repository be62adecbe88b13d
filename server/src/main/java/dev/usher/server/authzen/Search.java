package dev.usher.server.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import dev.usher.core.check.Asked;
import dev.usher.core.check.Sought;
import dev.usher.core.ledger.Canonical;
import dev.usher.engine.check.Checks.Check;
import dev.usher.engine.decision.Decision.Entity;
import dev.usher.engine.json.Json;
import dev.usher.engine.token.CheckScope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One search request (section 8): a question with a part left open, and which page of what fits
 * there.
 *
 * @param asked empty where it makes no sense to usher, so that nothing fits
 */
record Search(Sought sought, Evaluation question, Optional<Asked> asked, Page page) {

  /**
   * @param page comes first, so that who reads it knows what follows
   * @param results subjects, resources or actions
   */
  record Found(Page.Next page, Context context, List<?> results) {}

  /** By which policy, and what else was known. */
  record Context(String revision) {}

  record Action(String name) {}

  /**
   * @throws dev.usher.server.http.ProblemException 400 when it is no such request
   */
  static Search read(Sought sought, JsonNode body) {
    Evaluation question = Evaluation.open(sought, body);
    Optional<Asked> asked = asked(question);
    String digest =
        Canonical.sha256(Json.of(List.of(sought, asked)).getBytes(StandardCharsets.UTF_8));
    return new Search(sought, question, asked, Page.read(body.path("page"), digest));
  }

  private static Optional<Asked> asked(Evaluation question) {
    try {
      return Optional.of(question.asked());
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * @param sight of whoever asks: in other systems they find nothing
   */
  Found by(Check check, CheckScope sight) {
    int more = page.limit() + 1;
    List<String> names =
        asked
            .map(one -> check.search(sought, one, sight::sees, page.after(), more))
            .orElse(List.of());
    boolean isMore = names.size() == more;
    List<String> here = isMore ? names.subList(0, page.limit()) : names;
    return new Found(
        page.next(here, isMore, check.number()),
        new Context(check.revision()),
        here.stream().map(this::result).toList());
  }

  private Object result(String name) {
    return switch (sought) {
      case SUBJECT -> new Entity(question.subject().type(), name);
      case RESOURCE -> new Entity(question.resource().type(), name);
      case ACTION -> new Action(name);
    };
  }
}
