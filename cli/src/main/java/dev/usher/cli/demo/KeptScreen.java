package dev.usher.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;

/** Where everything stays, how to come in, and how to be rid of it. */
final class KeptScreen {
  private KeptScreen() {}

  static void show(Screen screen, DemoPlace place) throws IOException, SQLException {
    Company company = place.company();
    Path stop = place.folder().resolve("stop");
    String programs =
        company
            .prod()
            .ask("postgres", "select setting from pg_config where name = 'BINDIR'")
            .getFirst();
    Files.writeString(
        stop,
        """
        #!/bin/sh
        # Stops the demo's servers and removes all of it.
        if [ "$(id -u)" = 0 ]; then as='unshare -U'; else as=; fi
        for data in prod trial; do
          $as '%2$s/pg_ctl' -D '%1$s/'$data -m fast stop
        done
        for process in %3$s; do
          # A Redis calls itself by its port, whatever it was started with.
          while ps -o args= -p $process | grep -q -F -e '%1$s' -e 'redis-server 127.0.0.1:%4$d'; do
            kill $process; sleep 0.2
          done
        done
        rm -rf '%1$s'
        """
            .formatted(
                place.folder(),
                programs,
                company.stores().processes(),
                company.stores().carts().port()));
    Files.setPosixFilePermissions(stop, PosixFilePermissions.fromString("rwx------"));
    place.keep();

    screen.head("Kept");
    screen.say("  policy and ledger  " + place.policy());
    screen.say("  usher              ./usher plan -p " + place.policy());
    screen.say("  prod               " + company.prod().url("shop"));
    screen.say("  dev and staging    " + company.trial().url("shop_dev"));
    company
        .stores()
        .points()
        .ifPresent(one -> screen.say("  points in prod     " + one.url("points")));
    screen.say("  carts in prod      " + company.stores().carts().url());
    screen.say("  come in            as postgres without a password; as carol with");
    screen.say("                     ./usher issue carol prod/shop-db -p " + place.policy());
    screen.say("  stop and remove    " + stop);
  }
}
