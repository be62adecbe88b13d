package dev.usher.cli.server;

import static java.util.Map.entry;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Session;
import dev.usher.server.trace.Traces;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connector, and its sessions, of which traces tell what they do for how long: look, plan, carry.
 * It stands beside them so that neither they nor the engine know of traces.
 */
final class WatchedConnector {
  /** By the names of methods; the others tell nothing that takes time. */
  private static final Map<String, String> PARTS =
      Map.ofEntries(
          entry("open", "connect"),
          entry("inspect", "look"),
          entry("doors", "look"),
          entry("exits", "look"),
          entry("alone", "look"),
          entry("around", "look"),
          entry("holds", "look"),
          entry("isStill", "look"),
          entry("probe", "look"),
          entry("compile", "plan"),
          entry("compileDoors", "plan"),
          entry("compileExits", "plan"),
          entry("compileAlone", "plan"),
          entry("compileAround", "plan"),
          entry("arrange", "plan"),
          entry("lock", "carry"),
          entry("run", "carry"),
          entry("mark", "carry"),
          entry("claim", "carry"));

  private final Traces traces;

  WatchedConnector(Traces traces) {
    this.traces = traces;
  }

  Connector<?> of(Connector<?> connector) {
    return watched(Connector.class, connector);
  }

  private <T> T watched(Class<T> type, Object one) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, given) -> {
              String part = PARTS.get(method.getName());
              Object came =
                  part == null
                      ? call(one, method, given)
                      : traces.part(part, method.getName(), () -> call(one, method, given));
              return came instanceof Session<?> ? watched(Session.class, came) : came;
            }));
  }

  private static @Nullable Object call(Object one, Method method, Object @Nullable [] given)
      throws Exception {
    try {
      return method.invoke(one, given);
    } catch (InvocationTargetException thrown) {
      Throwable cause = Objects.requireNonNull(thrown.getCause());
      if (cause instanceof Error error) throw error;
      throw (Exception) cause;
    }
  }
}
