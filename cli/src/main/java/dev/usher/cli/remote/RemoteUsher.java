package dev.usher.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Target;
import dev.usher.engine.Progress;
import dev.usher.engine.Refused;
import dev.usher.engine.Usher;
import dev.usher.engine.Wanted;
import dev.usher.engine.enact.FolderSource;
import dev.usher.engine.enact.SourceFailure;
import dev.usher.engine.follow.Later;
import dev.usher.engine.follow.Schedule;
import dev.usher.engine.json.FromJson;
import dev.usher.engine.json.PlanFile;
import dev.usher.engine.json.RowJson;
import dev.usher.engine.report.AccessDiffReport;
import dev.usher.engine.report.AccessReport;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.CanReport;
import dev.usher.engine.report.DiffReport;
import dev.usher.engine.report.DriftReport;
import dev.usher.engine.report.FilterReport;
import dev.usher.engine.report.HeldThenReport;
import dev.usher.engine.report.HistoryReport;
import dev.usher.engine.report.ImportReport;
import dev.usher.engine.report.IssueReport;
import dev.usher.engine.report.LedgerReport;
import dev.usher.engine.report.LedgerReport.Line;
import dev.usher.engine.report.OrphanReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.ReceiptReport;
import dev.usher.engine.report.ScheduleReport;
import dev.usher.engine.report.ValidateReport;
import dev.usher.engine.report.VerifyReport;
import dev.usher.engine.report.WhoCanReport;
import dev.usher.engine.report.WhoCouldReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Everything that usher does, done by a server with the policy that is in force there: folders that
 * are named here count for nothing. What the server refuses is thrown as {@link Refused}, in its
 * own words.
 */
public final class RemoteUsher implements Usher {
  private final ServerClient server;

  public RemoteUsher(ServerClient server) {
    this.server = server;
  }

  @Override
  public ValidateReport validate(Path policy) {
    return read(get("/policy"), ValidateReport.class);
  }

  /** From the one in force there, whatever the first folder is, to the files of the second. */
  @Override
  public AccessDiffReport accessDiff(Path old, Path changed) {
    ObjectNode body = object();
    ObjectNode files = body.putObject("files");
    try {
      new FolderSource(changed)
          .head(Optional.empty())
          .tree()
          .files()
          .forEach((path, bytes) -> files.put(path, new String(bytes, StandardCharsets.UTF_8)));
    } catch (SourceFailure failure) {
      throw new Refused(String.valueOf(failure.getMessage()));
    }
    return read(post("/access-diff", body), AccessDiffReport.class);
  }

  @Override
  public PlanReport plan(Path policy, Set<String> environments, Progress progress) {
    progress.told("server", "planning", 0, 0);
    return planned(post("/plan", among(environments)));
  }

  /** By its digest: the server carries out what it has shown, and nothing that is sent to it. */
  @Override
  public ApplyReport apply(Path policy, PlanReport planned, Progress progress) {
    progress.told("server", "applying", 0, 0);
    return read(post("/apply", digest(planned)), ApplyReport.class);
  }

  @Override
  public PlanReport suspend(Path policy, String subject, Progress progress) {
    return planned(post(of(subject, "suspend"), object().put("dryRun", true)));
  }

  @Override
  public PlanReport resume(Path policy, String subject, Progress progress) {
    return planned(post(of(subject, "resume"), object().put("dryRun", true)));
  }

  @Override
  public PlanReport offboard(
      Path policy, String subject, Optional<String> successor, Progress progress) {
    return planned(post(of(subject, "offboard"), leaving(successor).put("dryRun", true)));
  }

  /** Nothing is shown on the way: the server does it in one go, and the ledger tells it. */
  @Override
  public ReceiptReport offboardAtOnce(
      Path policy,
      String subject,
      Optional<String> successor,
      Consumer<PlanReport> shown,
      Progress progress) {
    progress.told("server", "offboarding", 0, 0);
    return read(post(of(subject, "offboard"), leaving(successor)), ReceiptReport.class);
  }

  @Override
  public ReceiptReport receipt(Path policy, PlanReport offboarding, Progress progress) {
    String subject =
        offboarding
            .subject()
            .orElseThrow(() -> new IllegalArgumentException("the plan is nobody's offboarding"));
    progress.told("server", "offboarding", 0, 0);
    return read(post(of(subject, "offboard"), digest(offboarding)), ReceiptReport.class);
  }

  @Override
  public ScheduleReport later(Later later) {
    ObjectNode body = leaving(later.successor()).put("on", later.on());
    return read(
        post(of(later.subject(), Schedule.Line.does(later.kind())), body), ScheduleReport.class);
  }

  @Override
  public ScheduleReport schedule() {
    return read(all("/schedule"), ScheduleReport.class);
  }

  @Override
  public DriftReport drift(Path policy, Progress progress) {
    progress.told("server", "looking", 0, 0);
    return read(get("/drift"), DriftReport.class);
  }

  @Override
  public VerifyReport verify(Path policy, Set<String> environments, Progress progress) {
    progress.told("server", "verifying", 0, 0);
    return read(post("/verify", among(environments)), VerifyReport.class);
  }

  @Override
  public OrphanReport orphans(Path policy) {
    return read(all("/orphans"), OrphanReport.class);
  }

  @Override
  public CanReport can(
      Path policy,
      String subject,
      String action,
      String address,
      Optional<Map<String, Value>> row,
      boolean live) {
    Query query = new Query().with("subject", subject).with("action", action).with("on", address);
    return read(
        get(
            "/can"
                + row.map(values -> query.with("row", RowJson.write(values)))
                    .orElse(query)
                    .with("live", live)),
        CanReport.class);
  }

  @Override
  public WhoCanReport whoCan(Path policy, String action, String address, boolean live) {
    return read(
        all("/who-can" + new Query().with("action", action).with("on", address).with("live", live)),
        WhoCanReport.class);
  }

  @Override
  public FilterReport filter(Path policy, Wanted wanted) {
    if (wanted.columns().stream().anyMatch(column -> column.contains(",")))
      throw new Refused("a server is not asked for a column whose name has a comma");
    Query query =
        new Query()
            .with("subject", wanted.subject())
            .with("action", wanted.action())
            .with("on", wanted.address())
            .with("style", wanted.style().word());
    if (!wanted.columns().isEmpty())
      query = query.with("columns", String.join(",", wanted.columns()));
    if (wanted.alias().isPresent()) query = query.with("alias", wanted.alias().get());
    return read(get("/filter" + query), FilterReport.class);
  }

  @Override
  public AccessReport access(Path policy, String subject, boolean live) {
    return read(
        all("/access/" + Query.said(subject) + new Query().with("live", live)), AccessReport.class);
  }

  @Override
  public IssueReport issue(Path policy, String subject, Target target, Duration length) {
    ObjectNode wish =
        object().put("target", target.toString()).put("for", length.toSeconds() + "s");
    return read(post(of(subject, "issue"), wish), IssueReport.class);
  }

  @Override
  public ImportReport importing(String url, String admin, Path policy, Progress progress) {
    throw notThere("import");
  }

  @Override
  public List<Path> init(Path policy) {
    throw notThere("init");
  }

  private static Refused notThere(String command) {
    return new Refused("a server does no " + command + "; say it without --server");
  }

  @Override
  public HistoryReport history(Path policy, String about, Instant from, Instant until) {
    Query query =
        new Query()
            .with("about", about)
            .with("from", from.toString())
            .with("until", until.toString());
    return read(all("/history" + query), HistoryReport.class);
  }

  @Override
  public WhoCouldReport whoCould(String action, String address, Instant at) {
    Query query = new Query().with("action", action).with("on", address).with("at", at.toString());
    return read(all("/then/who-can" + query), WhoCouldReport.class);
  }

  @Override
  public HeldThenReport accessAt(String subject, Instant at) {
    Query query = new Query().with("at", at.toString());
    return read(all("/then/access/" + Query.said(subject) + query), HeldThenReport.class);
  }

  @Override
  public DiffReport diff(Instant from, Instant to, Optional<String> subject) {
    Query query = new Query().with("from", from.toString()).with("to", to.toString());
    return read(
        all("/diff" + subject.map(one -> query.with("subject", one)).orElse(query)),
        DiffReport.class);
  }

  /** As the server shows it: without what only its own look at the chain would find. */
  private record Shown(List<Line> lines, String head) {}

  @Override
  public LedgerReport ledger(Path policy) {
    Shown shown = read(all("/ledger"), Shown.class);
    return new LedgerReport(List.of(), shown.lines(), shown.head(), List.of(), List.of());
  }

  @Override
  public LedgerReport verifyLedger(Path policy) {
    return read(post("/ledger/verify", object()), LedgerReport.class);
  }

  /** Its lines are the store's, and a page of the API shows less of each. */
  @Override
  public void exportLedger(Path policy, Consumer<String> line) {
    throw notThere("ledger export");
  }

  private JsonNode get(String path) {
    return server.get("/api/v1" + path);
  }

  private JsonNode all(String path) {
    return server.all("/api/v1" + path);
  }

  private JsonNode post(String path, JsonNode body) {
    return server.post("/api/v1" + path, body);
  }

  private static PlanReport planned(JsonNode file) {
    return read(file.path("report"), PlanReport.class);
  }

  private static <T extends Record> T read(JsonNode answer, Class<T> type) {
    try {
      return FromJson.read(answer, type);
    } catch (IllegalArgumentException other) {
      throw new Refused(
          "the server answers in words that this usher does not know (%s); use the same version here as there"
              .formatted(other.getMessage()));
    }
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode among(Set<String> environments) {
    ObjectNode body = object();
    ArrayNode names = body.putArray("environments");
    environments.forEach(names::add);
    return body;
  }

  private static ObjectNode digest(PlanReport plan) {
    return object().put("digest", PlanFile.digest(plan));
  }

  private static ObjectNode leaving(Optional<String> successor) {
    ObjectNode body = object();
    successor.ifPresent(heir -> body.put("successor", heir));
    return body;
  }

  private static String of(String subject, String verb) {
    return "/subjects/" + Query.said(subject) + "/" + verb;
  }
}
