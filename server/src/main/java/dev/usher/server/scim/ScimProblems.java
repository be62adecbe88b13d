package dev.usher.server.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.engine.scim.ScimRefused;
import dev.usher.server.http.Problem;
import dev.usher.server.http.ProblemRenderer;

/** Errors as RFC 7644 section 3.12 wants them, for all below {@code /scim/v2}. */
public final class ScimProblems implements ProblemRenderer {
  private static final String SCIM_TYPE = "scimType";

  @Override
  public String mediaType() {
    return ScimJson.MEDIA_TYPE;
  }

  @Override
  public byte[] body(Problem problem) {
    return ScimJson.bytes(error(problem));
  }

  static ObjectNode error(Problem problem) {
    ObjectNode error = ScimJson.message("Error");
    String type = problem.more().get(SCIM_TYPE);
    if (type != null) error.put(SCIM_TYPE, type);
    String id = problem.more().get("id");
    return error
        .put("detail", id == null ? problem.detail() : problem.detail() + " Id: " + id)
        .put("status", String.valueOf(problem.status()));
  }

  static Problem of(ScimRefused refused) {
    ScimRefused.Why why = refused.why();
    Problem problem =
        switch (why.status()) {
          case 403 ->
              new Problem(403, "forbidden", "That is not for whoever asks", refused.detail());
          case 404 -> Problem.notFound(refused.detail());
          case 409 -> new Problem(409, "conflict", "Somebody has that", refused.detail());
          case 412 -> new Problem(412, "other-version", "It has been changed", refused.detail());
          case 413 -> new Problem(413, "too-large", "That is too much", refused.detail());
          case 501 -> new Problem(501, "not-here", "That is not done here", refused.detail());
          default -> Problem.badRequest(refused.detail());
        };
    return why.word().map(word -> problem.with(SCIM_TYPE, word)).orElse(problem);
  }
}
