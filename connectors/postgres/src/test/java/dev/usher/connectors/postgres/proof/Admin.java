package dev.usher.connectors.postgres.proof;

import dev.usher.connectors.postgres.AdminScript;
import dev.usher.testkit.Database;
import dev.usher.testkit.Sql;
import java.util.List;

/** Usher's own account, made by the script that ships. */
final class Admin {
  private Admin() {}

  /**
   * Makes it.
   *
   * @param owners of what usher is to manage
   * @param adopted an account that it is to take over, as the error about it says
   * @return its name
   */
  static String create(
      Database first, List<Estate.Site> sites, List<String> owners, String adopted) {
    String admin = first.expectRole(first.tag() + "_Usher 1");
    first.run(AdminScript.role(admin));
    for (String owner : owners) first.run(AdminScript.owner(admin, owner));
    int major = first.server().major();
    for (Estate.Site site : sites) {
      site.database().run(AdminScript.database(admin, site.database().name(), major));
    }
    if (major >= 16) {
      first.run(
          "grant %s to %s with admin option, inherit false, set false"
              .formatted(Sql.name(adopted), Sql.name(admin)));
    }
    return admin;
  }
}
