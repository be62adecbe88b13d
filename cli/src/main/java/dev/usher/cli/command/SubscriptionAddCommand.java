package dev.usher.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Refused;
import dev.usher.engine.secret.SecretReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "add", description = "Lets somebody be told; of all that happens unless narrowed.")
final class SubscriptionAddCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final ServerOption server = new ServerOption();

  @Parameters(paramLabel = "NAME", description = "What it is called: pager.")
  private String name = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Only of such: access.changed; may be said more than once, like those below.")
  private List<String> kinds = new ArrayList<>();

  @Option(names = "--env", paramLabel = "ENV", description = "Only of this environment.")
  private List<String> environments = new ArrayList<>();

  @Option(names = "--system", paramLabel = "SYSTEM", description = "Only of this system.")
  private List<String> systems = new ArrayList<>();

  @Option(names = "--team", paramLabel = "TEAM", description = "Only of this team's people.")
  private List<String> teams = new ArrayList<>();

  @ArgGroup(multiplicity = "1")
  private Way way = new Way();

  /** One of them. */
  private static final class Way {
    @ArgGroup(exclusive = false)
    private @Nullable Hook hook;

    @Option(
        names = "--slack",
        paramLabel = "env:NAME|file:PATH|store:NAME",
        description = "A chat; where the server finds its address, which is a secret.")
    private @Nullable String slack;

    @Option(
        names = "--mail",
        paramLabel = "ADDRESS",
        description = "A mail; may be said more than once.")
    private @Nullable List<String> mail;
  }

  private static final class Hook {
    @Option(
        names = "--webhook",
        required = true,
        paramLabel = "URL",
        description = "Who is called, with a signature.")
    private String address = "";

    @Option(
        names = "--signing-key",
        required = true,
        paramLabel = "env:NAME|file:PATH|store:NAME",
        description = "Where the server finds what it signs with, whsec_….")
    private String secret = "";
  }

  SubscriptionAddCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ObjectNode wanted = JsonNodeFactory.instance.objectNode().put("name", name);
    put(wanted, "kinds", kinds);
    put(wanted, "environments", environments);
    put(wanted, "systems", systems);
    put(wanted, "teams", teams);
    wanted.set("channel", channel());
    try (ServerClient client = server.client(terminal.environment())) {
      client.post("/api/v1/subscriptions", wanted);
      terminal.err().println(name + " is told from now on");
    }
    return ExitCode.OK;
  }

  private ObjectNode channel() {
    ObjectNode channel = JsonNodeFactory.instance.objectNode();
    if (way.hook != null)
      return channel
          .put("kind", "webhook")
          .put("address", way.hook.address)
          .put("secret", reference("--signing-key", way.hook.secret));
    if (way.slack != null)
      return channel.put("kind", "slack").put("address", reference("--slack", way.slack));
    channel.put("kind", "email");
    put(channel, "to", way.mail == null ? List.of() : way.mail);
    return channel;
  }

  /** What is written here by mistake goes no further, and is not repeated. */
  private static String reference(String option, String text) {
    if (!SecretReference.isOne(text))
      throw new Refused(
          option
              + " says where the server finds it, never the secret itself: env:NAME, file:PATH or"
              + " store:NAME (usher secret put NAME keeps one there)");
    return text;
  }

  private static void put(ObjectNode object, String key, List<String> values) {
    if (!values.isEmpty()) values.forEach(object.putArray(key)::add);
  }
}
