package dev.usher.cli.demo;

import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.LiveProgress;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

/** The whole story, screen after screen. Every screen says whether all came out as it must. */
final class Demo {
  private final Usher usher;
  private final Terminal terminal;
  private final Screen screen;

  Demo(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
    this.screen = new Screen(terminal);
  }

  /**
   * @param binaries where servers' programs are unpacked, once for all runs
   * @param keep whether servers and folder stay
   */
  int run(Path binaries, boolean keep) throws IOException, SQLException {
    try (DemoPlace place = DemoPlace.make()) {
      try {
        boolean whole = story(place, binaries);
        if (keep) KeptScreen.show(screen, place);
        return whole ? ExitCode.OK : ExitCode.ERROR;
      } catch (IOException | SQLException | RuntimeException failure) {
        // Ctrl-C takes the servers away under the story: nobody wants to read of that.
        if (place.isInterrupted()) return ExitCode.ERROR;
        throw failure;
      }
    }
  }

  private boolean story(DemoPlace place, Path binaries) throws IOException, SQLException {
    long begin = System.nanoTime();
    Company company;
    try (LiveProgress progress = terminal.progress()) {
      progress.told("demo", "starting two PostgreSQL servers, a MariaDB and a Redis", 0, 0);
      company = place.open(binaries);
    }
    Duration started = Duration.ofNanos(System.nanoTime() - begin);
    DemoPolicy policy = DemoPolicy.write(place, company);
    Typed typed = new Typed(usher, policy.folder(), screen);

    screen.head(
        "The plan",
        "Two PostgreSQL servers, one for prod (port %d), one for dev and staging (port %d),"
            .formatted(company.prod().port(), company.trial().port()),
        "a shop's and a warehouse's database for each environment; in prod also customers' points",
        "in a MariaDB and their baskets in a Redis. Nobody has access yet.",
        "This is what prod would get.");
    boolean whole = typed.plan("prod").hasChanges();
    screen.head(
        "The apply", "In all three environments, carried out by an account that is no superuser.");
    whole &= typed.apply().isWhole();

    Passwords passwords = Passwords.issue(usher, policy.folder(), company);
    whole &= new ProofScreen(screen, usher, policy.folder(), company).show(typed, passwords);
    Engines engines = new Engines(usher, policy.folder(), company, passwords);
    whole &= new EnginesScreen(screen, usher, policy.folder(), engines).show();
    whole &= new TamperingScreen(screen, company).show(typed);
    var leaving = new LeaverScreen(screen, company, policy, engines).show(typed, passwords);
    whole &= leaving.whole();
    whole &= new RowsScreen(screen, usher, policy, company).show(typed, passwords);
    whole &= new CreatorsScreen(screen, policy, company).show(typed, passwords);
    whole &= new BrownfieldScreen(screen, usher, place, company).show();
    whole &= new ReceiptScreen(screen, engines).show(typed);
    screen.head("The ledger", "What was done, when, by whom, why; each entry chained to the last.");
    whole &= typed.ledger().isWhole();

    screen.head("Figures");
    screen.say("  servers and databases ready   " + seconds(started));
    screen.say("  from the commit to bob's end  " + seconds(leaving.gone()));
    screen.say(
        "  all of this                   " + seconds(Duration.ofNanos(System.nanoTime() - begin)));
    return screen.check(whole, whole ? "all came out as it must" : "not all came out as it must");
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
