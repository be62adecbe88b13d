package dev.usher.server.policy;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.engine.enact.Standing;
import dev.usher.engine.enact.State;
import dev.usher.server.log.EventLog;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Tells in the log what became of a policy; whatever is not in force is a warning. */
public final class PolicyNews implements Consumer<State> {
  private static final int MOST = 10;

  private final EventLog log;

  public PolicyNews(EventLog log) {
    this.log = log;
  }

  @Override
  public void accept(State state) {
    switch (state.head()) {
      case Standing.Enacted(String revision) ->
          log.said("policy-in-force", Map.of("source", state.source(), "revision", revision));
      case Standing.Broken(String revision, List<Diagnostic> diagnostics) -> {
        List<Diagnostic> errors = diagnostics.stream().filter(Diagnostic::isError).toList();
        log.warned(
            "policy-broken",
            Map.of(
                "source",
                state.source(),
                "revision",
                revision,
                "errors",
                errors.size(),
                "first",
                Diagnostics.render(errors.stream().limit(MOST).toList())));
      }
      case Standing.Held held ->
          log.warned(
              "policy-held",
              Map.of(
                  "source",
                  state.source(),
                  "revision",
                  held.revision(),
                  "fingerprint",
                  held.fingerprint(),
                  "why",
                  held.why()));
      case Standing.Unread(String why) ->
          log.warned("policy-unread", Map.of("source", state.source(), "why", why));
      case Standing.Unknown _ -> {}
    }
  }
}
