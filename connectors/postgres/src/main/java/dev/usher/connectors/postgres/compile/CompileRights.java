package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.CatalogueIndex;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Source;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether a live target can carry a right, and whether the right means anything there. */
public final class CompileRights {
  private final Access access;
  private final Catalogue catalogue;
  private final CatalogueIndex index;
  private final PostgresFact.Server server;
  private final List<Diagnostic> diagnostics;

  CompileRights(
      Access access,
      Catalogue catalogue,
      CatalogueIndex index,
      PostgresFact.Server server,
      List<Diagnostic> diagnostics) {
    this.access = access;
    this.catalogue = catalogue;
    this.index = index;
    this.server = server;
    this.diagnostics = diagnostics;
  }

  /** Says what is wrong with the right here; true when nothing may be made of it. */
  boolean isRefused(Right right) {
    boolean refused = false;
    if (right.words().contains("own")) {
      refused = true;
      add(
          Severity.ERROR,
          "not-carried-out-yet",
          "own is understood, and not carried out on PostgreSQL yet",
          "grant what is needed by name",
          right);
    }
    if (right.words().contains("maintain") && server.version() < 170000) {
      refused = true;
      add(
          Severity.ERROR,
          "unsupported-here",
          access.target()
              + " is PostgreSQL "
              + server.version() / 10000
              + ", which has no MAINTAIN (17 has)",
          "leave maintain out, or grant that role only where the server is 17 or newer",
          right);
    }
    for (Pattern except : right.except()) {
      if (!matches(except)) {
        refused = true;
        add(
            Severity.ERROR,
            "except-matches-nothing",
            "except "
                + except
                + " matches nothing that is there, so what it was to hide may be seen",
            "was it renamed? write its new name, or take the exception out",
            right);
      }
    }
    for (String column : new TreeSet<>(right.columns().orElse(Set.of()))) {
      if (!hasColumn(right, column)) {
        refused = true;
        add(
            Severity.ERROR,
            "unknown-column",
            "no table that is meant has a column " + column + " in " + access.target(),
            "was it renamed? write its new name, or take it out",
            right);
      }
    }
    return refused;
  }

  void givesNothing(Right right) {
    add(
        Severity.WARNING,
        "matches-nothing",
        right.on() + " matches nothing in " + access.target(),
        "check the names; views, sequences and functions want their kind in front",
        right);
  }

  void roleGivesNothing(Access.Role role) {
    Optional<Source> at =
        role.rights().stream().flatMap(right -> right.cause().at().stream()).findFirst();
    diagnostics.add(
        new Diagnostic(
            Severity.ERROR,
            "gives-nothing",
            "role "
                + role.name()
                + " is granted in "
                + access.target()
                + " and gives nothing there",
            Optional.of("check the names, or take the grant out of that environment"),
            at,
            Optional.empty()));
  }

  private boolean matches(Pattern pattern) {
    Pattern whole = new Pattern(pattern.steps(), Optional.empty());
    return index.near(List.of(whole)).stream()
        .filter(whole::covers)
        .anyMatch(
            thing ->
                pattern.column().isEmpty()
                    || columns(thing).stream().anyMatch(pattern.column().get()::matches));
  }

  private boolean hasColumn(Right right, String column) {
    return index.near(right.on()).stream()
        .anyMatch(thing -> right.touches(thing) && columns(thing).contains(column));
  }

  private List<String> columns(Resource thing) {
    Catalogue.Entry entry = catalogue.entries().get(thing);
    return entry == null ? List.of() : entry.columns();
  }

  private void add(Severity severity, String code, String message, String hint, Right right) {
    diagnostics.add(
        new Diagnostic(
            severity, code, message, Optional.of(hint), right.cause().at(), Optional.empty()));
  }
}
