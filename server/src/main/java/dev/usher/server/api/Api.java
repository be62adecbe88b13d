package dev.usher.server.api;

import dev.usher.engine.Refused;
import dev.usher.engine.Usher;
import dev.usher.engine.decision.DecisionPages;
import dev.usher.engine.follow.Follow;
import dev.usher.engine.follow.InForce;
import dev.usher.engine.ports.GivenAnswers;
import dev.usher.engine.ports.KeptPlans;
import dev.usher.engine.ports.LedgerPages;
import dev.usher.engine.ports.LedgerStore.LedgerFailure;
import dev.usher.engine.scim.HeldBack;
import dev.usher.engine.token.Scope;
import dev.usher.server.http.Caller;
import dev.usher.server.http.Endpoint;
import dev.usher.server.http.JsonBody;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.function.Function;

/** The table of routes under {@code /api/v1}. */
public final class Api {
  private static final String ROOT = "/api/v1";
  private static final Right ON = Right.checkingInQuery("on");
  private static final Right OPERATE = Right.scope(Scope.OPERATE);
  private static final Right AUDIT = Right.scope(Scope.AUDIT);
  private static final Right ADMIN = Right.scope(Scope.ADMIN);

  private final PolicyNow policy;
  private final Questions questions;
  private final Bygone bygone;
  private final Plans plans;
  private final Scheduled scheduled;
  private final Persons persons;
  private final Credentials credentials;
  private final Once once;
  private final JsonBody json;
  private final Ledgers ledgers;
  private final Unfinished unfinished;
  private final Decisions decisions;
  private final Directories directories;
  private final DecisionsLogged decisionLog;
  private final Document document = new Document();

  /**
   * @param ushers usher at work for somebody, by the name that the ledger is to tell
   */
  public Api(
      InForce inForce,
      Function<String, Usher> ushers,
      LedgerPages ledger,
      Follow follow,
      KeptPlans kept,
      GivenAnswers answers,
      Told told,
      HeldBack heldBack,
      DecisionPages decided,
      JsonBody json) {
    Ground ground = new Ground(inForce, ushers);
    policy = new PolicyNow(ground);
    questions = new Questions(ground);
    bygone = new Bygone(ground);
    plans = new Plans(ground, kept, told);
    scheduled = new Scheduled(ground, follow.scheduling());
    persons = new Persons(ground, plans, told, scheduled);
    credentials = new Credentials(ground);
    once = new Once(answers);
    this.json = json;
    ledgers = new Ledgers(ground, ledger);
    unfinished = new Unfinished(ground, follow.open(), follow.realms());
    decisions = new Decisions(follow.deciding());
    directories = new Directories(heldBack);
    decisionLog = new DecisionsLogged(decided);
  }

  public List<Route> routes() {
    return List.of(
        get("/openapi.json", Right.OPEN, document::read),
        get("/policy", AUDIT, policy::read),
        get("/me", Right.KNOWN, Me::read),
        get("/can", Right.aboutInQuery(Scope.CHECK, "subject"), questions::can),
        get("/who-can", ON, questions::whoCan),
        get("/filter", ON, questions::filter),
        get("/access/{subject}", Right.aboutInPath(Scope.CHECK, "subject"), questions::access),
        get("/then/who-can", AUDIT, bygone::whoCan),
        get("/then/access/{subject}", AUDIT, bygone::access),
        get("/diff", AUDIT, bygone::diff),
        post("/plan", OPERATE, plans::plan),
        post("/apply", OPERATE, once.of(plans::apply)),
        get("/drift", AUDIT, plans::drift),
        post("/verify", AUDIT, plans::verify),
        post("/subjects/{name}/suspend", OPERATE, once.of(persons::suspend)),
        post("/subjects/{name}/resume", OPERATE, once.of(persons::resume)),
        post("/subjects/{name}/offboard", OPERATE, once.of(persons::offboard)),
        post("/subjects/{name}/issue", Right.ownInPath(Scope.ADMIN, "name"), credentials::issue),
        get("/schedule", AUDIT, scheduled::read),
        get("/ledger", AUDIT, ledgers::read),
        get("/history", AUDIT, ledgers::history),
        post("/ledger/verify", AUDIT, ledgers::verify),
        get("/decision-log", AUDIT, decisionLog::read),
        get("/open", AUDIT, unfinished::open),
        get("/realms", AUDIT, unfinished::realms),
        get("/orphans", AUDIT, unfinished::orphans),
        get("/approvals", AUDIT, decisions::waiting),
        post("/approvals/{id}", ADMIN, decisions::decide),
        get("/directories/{name}/held", AUDIT, directories::held),
        post("/directories/{name}/release", ADMIN, directories::release),
        get("/directories/{name}/joining", AUDIT, directories::joining),
        post("/directories/{name}/admit", ADMIN, directories::admit),
        post("/names/{name}/free", ADMIN, directories::free));
  }

  private static Route get(String path, Right right, Handler handler) {
    return Route.get(ROOT + path, right, endpoint(handler));
  }

  private Route post(String path, Right right, Change change) {
    return Route.post(
        ROOT + path,
        right,
        endpoint(
            (caller, request) -> change.answer(caller, request, new Fields(json.read(request)))));
  }

  private static Endpoint endpoint(Handler handler) {
    return (caller, request, response) -> answered(handler, caller, request).send(response);
  }

  /** What the engine foresees and refuses is no fault. */
  private static Answer answered(Handler handler, Caller caller, ServerRequest request) {
    try {
      return handler.answer(caller, request);
    } catch (LedgerFailure failure) {
      throw new Problem(503, "no-ledger", "The ledger cannot be used", failure.getMessage() + ".")
          .raised();
    } catch (Refused refused) {
      throw new Problem(409, "refused", "That cannot be done", refused.getMessage() + ".").raised();
    }
  }
}
