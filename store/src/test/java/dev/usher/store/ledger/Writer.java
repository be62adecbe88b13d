package dev.usher.store.ledger;

import dev.usher.core.ledger.Head;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.ports.LedgerStore;
import dev.usher.store.Account;
import dev.usher.store.Store;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import java.util.Properties;
import org.jdbi.v3.core.Jdbi;

/**
 * A process that appends until it is killed, and prints the number of each entry when it is told.
 */
final class Writer {
  static final String FILE = "LEDGER_FILE";
  static final String URL = "LEDGER_URL";
  static final String PASSWORD = "LEDGER_PASSWORD";

  private Writer() {}

  public static void main(String[] none) {
    LedgerStore ledger = open(System.getenv());
    while (true) {
      System.out.println(ledger.append(LedgerContract.draft("written"), Head.NONE).number() + ".");
      System.out.flush();
    }
  }

  private static LedgerStore open(Map<String, String> environment) {
    if (environment.containsKey(FILE)) return new FileLedger(Path.of(environment.get(FILE)));
    Account account =
        new Account(environment.get(URL), Store.RUNNING, environment.get(PASSWORD).toCharArray());
    return new PostgresLedger(jdbi(account));
  }

  /** One connection, as that account. */
  static Jdbi jdbi(Account account) {
    Properties login = new Properties();
    login.setProperty("user", account.user());
    login.setProperty("password", new String(account.password()));
    login.setProperty("currentSchema", Store.SCHEMA);
    return Jdbi.create(() -> DriverManager.getConnection(account.url(), login));
  }
}
