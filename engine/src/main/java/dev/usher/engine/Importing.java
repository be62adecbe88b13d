package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Description;
import dev.usher.connectors.api.Description.Account;
import dev.usher.connectors.api.Description.Unsaid;
import dev.usher.connectors.api.Description.Whole;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.Native;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.report.ImportReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.policy.PolicyReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes a policy that describes what a live system grants. It is read and planned before it is
 * kept: that the plan is empty is not hoped but seen.
 */
final class Importing {
  private static final String ENVIRONMENT = "prod";
  private static final String SCHEMA = "policy.schema.json";

  private final Reading reading;
  private final Map<String, Connector<?>> connectors;
  private final AdminSecrets secrets;
  private final Duration limit;
  private final Planning planning;
  private final InstantSource clock;

  Importing(
      Reading reading,
      Map<String, Connector<?>> connectors,
      AdminSecrets secrets,
      Duration limit,
      Planning planning,
      InstantSource clock) {
    this.reading = reading;
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
    this.planning = planning;
    this.clock = clock;
  }

  /**
   * @param written as the user gave it; what it holds of an account is dropped
   */
  ImportReport importing(String written, String admin, Path folder, Progress progress) {
    ImportUrl url =
        ImportUrl.of(
            written,
            connectors.values().stream().map(one -> one.type().urls().prefix()).sorted().toList());
    Optional<Connector<?>> connector =
        connectors.values().stream()
            .filter(one -> url.text().startsWith(one.type().urls().prefix() + "//"))
            .<Connector<?>>map(one -> one)
            .findFirst();
    if (connector.isEmpty() || !connector.get().type().can().contains(Capability.IMPORT)) {
      return refused(url, cannot(connector.map(Connector::type)));
    }
    if (!admin.matches("(env|file):.+")) {
      return refused(
          url,
          Diagnostic.error(
              "literal-admin",
              "--admin says where usher's account is found, never the account itself",
              "write env:NAME for a variable or file:PATH for a file that holds user:password"));
    }
    refuseToOverwrite(folder);
    Target target = new Target(ENVIRONMENT, url.system());
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    ImportText text = new ImportText(target, connector.get().type(), url.text(), admin, today);
    try {
      Path draft = Files.createTempDirectory("usher");
      try {
        return importing(text, url, draft, folder, progress);
      } finally {
        remove(draft);
      }
    } catch (TargetFailure failure) {
      return new ImportReport(
          url.diagnostics(),
          target.toString(),
          url.text(),
          List.of(),
          0,
          0,
          0,
          List.of(),
          List.of(),
          List.of(SideBySide.failure(failure)));
    } catch (IOException _) {
      throw new Refused(folder + " cannot be written: name a folder that you may write with --out");
    }
  }

  private ImportReport importing(
      ImportText text, ImportUrl url, Path draft, Path folder, Progress progress)
      throws IOException {
    String key = text.target().toString();
    progress.told(key, "connecting", 0, 4);
    Files.writeString(draft.resolve("estate.yaml"), text.estate(new Whole(Map.of(), Map.of())));
    Read bare = reading.read(draft);
    if (bare.ground().isEmpty()) return refused(url, bare.diagnostics().getFirst());
    Site.All all = Site.of(bare.ground().get().policy(), connectors);
    if (all.sites().isEmpty()) {
      return new ImportReport(
          url.diagnostics(),
          key,
          url.text(),
          List.of(),
          0,
          0,
          0,
          List.of(),
          List.of(),
          all.failures());
    }
    progress.told(key, "inspecting", 1, 4);
    Site<?> site = all.sites().getFirst();
    Description found = described(site);
    progress.told(key, "describing", 2, 4);
    Map<String, String> files = new LinkedHashMap<>();
    PlanReport plan;
    try (Planning.Ahead look = planning.ahead(site.with(found.whole()))) {
      files.put("estate.yaml", text.estate(found.whole()));
      files.put("people.yaml", text.people(found.accounts()));
      files.put("roles.yaml", text.roles(found));
      for (var file : files.entrySet())
        Files.writeString(draft.resolve(file.getKey()), file.getValue());
      progress.told(key, "checking", 3, 4);
      plan = planning.plan(draft, look, Progress.silent());
    }
    List<Diagnostic> diagnostics = new ArrayList<>(url.diagnostics());
    diagnostics.addAll(plan.diagnostics());
    List<Path> kept = plan.hasErrors() ? List.of() : keep(files, folder);
    progress.told(key, "imported", 4, 4);
    return report(text, found, kept, plan, diagnostics);
  }

  /** Looks with everything in view: every schema is managed, and every role is taken over. */
  private <N extends Native> Description described(Site<N> bare) {
    try (Session<N> session = bare.open(secrets, limit)) {
      Site<N> site = bare.with(session.whole());
      // What no policy can say needs none of the rest, and a connection that is open.
      try (Meanwhile<List<Unsaid>> unsaid = Meanwhile.of(session::unsaid);
          Session<N> there = site.open(secrets, limit)) {
        Description found = site.connector().describe(site.realm(), there.inspect());
        Set<Unsaid> all = new TreeSet<>(found.unsaid());
        all.addAll(unsaid.result());
        return new Description(found.whole(), found.roles(), found.accounts(), List.copyOf(all));
      }
    }
  }

  private static ImportReport report(
      ImportText text,
      Description found,
      List<Path> files,
      PlanReport plan,
      List<Diagnostic> diagnostics) {
    long services = found.accounts().values().stream().filter(Account::service).count();
    return new ImportReport(
        List.copyOf(diagnostics),
        text.target().toString(),
        text.url(),
        files,
        found.roles().size(),
        found.accounts().size() - (int) services,
        (int) services,
        found.unsaid().stream()
            .map(one -> new ImportReport.Unsaid(Yaml.shown(one.row()), Yaml.shown(one.text())))
            .toList(),
        plan.plans().stream()
            .flatMap(one -> one.stages().stream())
            .flatMap(stage -> stage.steps().stream())
            .map(Plan.Step::statement)
            .toList(),
        plan.failures());
  }

  private static void refuseToOverwrite(Path folder) {
    if (!Files.isDirectory(folder)) return;
    try (DirectoryStream<Path> there = Files.newDirectoryStream(folder, "*.{yaml,yml}")) {
      for (Path file : there)
        throw new Refused(
            file + " is there already: import overwrites nothing; name an empty folder with --out");
    } catch (IOException _) {
      throw new Refused(folder + " cannot be read: name a folder that you may write with --out");
    }
  }

  private static List<Path> keep(Map<String, String> files, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> written = new ArrayList<>();
    for (var file : files.entrySet()) {
      written.add(
          Files.writeString(
              folder.resolve(file.getKey()),
              "# yaml-language-server: $schema=" + SCHEMA + "\n" + file.getValue()));
    }
    Path schema = folder.resolve(SCHEMA);
    if (Files.exists(schema)) return written;
    try (InputStream from =
        Objects.requireNonNull(PolicyReader.class.getResourceAsStream("/" + SCHEMA))) {
      Files.copy(from, schema);
    }
    written.add(schema);
    return written;
  }

  private static void remove(Path draft) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(draft)) {
      for (Path file : files) Files.delete(file);
    }
    Files.delete(draft);
  }

  private Diagnostic cannot(Optional<SystemType> type) {
    List<String> those =
        connectors.values().stream()
            .map(Connector::type)
            .filter(one -> one.can().contains(Capability.IMPORT))
            .map(one -> one.urls().prefix() + "//host:port" + (one.urls().named() ? "/name" : ""))
            .toList();
    return new Diagnostic(
        Severity.ERROR,
        "cannot-import",
        type.map(one -> "a " + one.name() + " cannot be imported yet")
            .orElse("this is no URL of a system that usher knows"),
        Optional.of(
            type.isPresent()
                ? "write its policy by hand: usher init shows how"
                : "write " + String.join(" or ", those)),
        Optional.empty(),
        Optional.empty());
  }

  private static ImportReport refused(ImportUrl url, Diagnostic why) {
    return new ImportReport(
        List.of(why), "", url.text(), List.of(), 0, 0, 0, List.of(), List.of(), List.of());
  }
}
