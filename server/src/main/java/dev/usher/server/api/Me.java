package dev.usher.server.api;

import dev.usher.engine.token.Scope;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Query;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Optional;

/** Who asks, and what they may ask for. */
final class Me {
  private Me() {}

  /**
   * @param owner the person who asks, or on whose word the token goes back
   * @param leads teams whose members' access they may see
   */
  private record Told(
      String name, Optional<String> owner, List<String> scopes, List<String> leads) {}

  static Answer read(Caller caller, ServerRequest request) {
    new Query(request);
    return Answer.of(
        new Told(
            caller.name(),
            caller.owner(),
            caller.scopes().stream().map(Scope::name).sorted().toList(),
            caller.leads().stream().sorted().toList()));
  }
}
