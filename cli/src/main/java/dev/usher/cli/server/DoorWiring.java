package dev.usher.cli.server;

import dev.usher.engine.office.Officers;
import dev.usher.engine.office.Recognising;
import dev.usher.engine.operator.Issuer;
import dev.usher.engine.operator.Operator;
import dev.usher.engine.token.Tokens;
import dev.usher.server.http.Once;
import dev.usher.server.http.Route;
import dev.usher.server.log.EventLog;
import dev.usher.server.person.People;
import dev.usher.server.person.PersonRoutes;
import dev.usher.server.token.RememberedCheckers;
import dev.usher.server.token.TokenAuthenticator;
import dev.usher.server.token.TokenRoutes;
import dev.usher.store.person.PostgresIdentities;
import dev.usher.store.token.PostgresTokens;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/**
 * Who is let in and as whom, put together: by the server's own tokens, and by those of issuers.
 *
 * @param people stands before every route
 */
record DoorWiring(Tokens tokens, Recognising recognising, People people, List<Route> routes) {
  /** Between two looks at an issuer's keys, however many tokens ask for ones that are not there. */
  static final Duration FLOOR = Duration.ofSeconds(30);

  static DoorWiring start(
      ServerConfig config,
      Jdbi jdbi,
      Officers officers,
      Once once,
      InstantSource clock,
      SecureRandom random,
      EventLog log,
      Opened opened) {
    Tokens tokens =
        new Tokens(new PostgresTokens(jdbi), clock, random, config.firstAdministrator());
    Recognising recognising =
        new Recognising(new PostgresIdentities(jdbi), officers, tokens, clock);
    List<Issuer> issuers = config.operator().map(Operator::issuers).orElse(List.of());
    People people =
        opened.keep(
            new People(
                issuers,
                FLOOR,
                clock,
                recognising,
                officers,
                new RememberedCheckers(new TokenAuthenticator(tokens, officers)),
                log));
    List<Route> routes =
        Stream.concat(
                new TokenRoutes(tokens, once).routes().stream(),
                new PersonRoutes(issuers, recognising).routes().stream())
            .toList();
    return new DoorWiring(tokens, recognising, people, routes);
  }

  /** Warns where no administrator can come in, or somebody who need not any more. */
  void tellOfAdministrators(boolean isNamed, EventLog log) {
    boolean isOver = tokens.isFirstAdministratorOver();
    if (isOver && isNamed)
      log.warned("admin-token-dead", Map.of("hint", "unset USHER_ADMIN_TOKEN: it opens nothing"));
    if (!isOver && !isNamed)
      log.warned(
          "no-administrator",
          Map.of("hint", "start once with USHER_ADMIN_TOKEN, and make a token of your own"));
  }
}
