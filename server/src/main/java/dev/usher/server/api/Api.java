package dev.usher.server.api;

import dev.usher.engine.Refused;
import dev.usher.engine.Usher;
import dev.usher.engine.decision.DecisionPages;
import dev.usher.engine.follow.Follow;
import dev.usher.engine.follow.InForce;
import dev.usher.engine.ports.KeptPlans;
import dev.usher.engine.ports.LedgerPages;
import dev.usher.engine.ports.LedgerStore.LedgerFailure;
import dev.usher.engine.scim.HeldBack;
import dev.usher.engine.token.Scope;
import dev.usher.server.http.Answer;
import dev.usher.server.http.Change;
import dev.usher.server.http.Handler;
import dev.usher.server.http.Listing;
import dev.usher.server.http.Once;
import dev.usher.server.http.Problem;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

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
      Told told,
      HeldBack heldBack,
      DecisionPages decided,
      Once once) {
    Ground ground = new Ground(inForce, ushers);
    policy = new PolicyNow(ground);
    questions = new Questions(ground);
    bygone = new Bygone(ground);
    plans = new Plans(ground, kept, told);
    scheduled = new Scheduled(ground, follow.scheduling());
    persons = new Persons(ground, plans, told, scheduled);
    credentials = new Credentials(ground);
    this.once = once;
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
        list("/who-can", ON, questions::whoCan),
        get("/filter", ON, questions::filter),
        list("/access/{subject}", Right.aboutInPath(Scope.CHECK, "subject"), questions::access),
        list("/then/who-can", AUDIT, bygone::whoCan),
        list("/then/access/{subject}", AUDIT, bygone::access),
        list("/diff", AUDIT, bygone::diff),
        post("/plan", OPERATE, plans::plan),
        post("/apply", OPERATE, plans::apply),
        get("/drift", AUDIT, plans::drift),
        post("/verify", AUDIT, plans::verify),
        post("/subjects/{name}/suspend", OPERATE, persons::suspend),
        post("/subjects/{name}/resume", OPERATE, persons::resume),
        post("/subjects/{name}/offboard", OPERATE, persons::offboard),
        once.secret(
            ROOT + "/subjects/{name}/issue",
            Right.ownInPath(Scope.ADMIN, "name"),
            Credentials.AGAIN,
            change(credentials::issue)),
        list("/schedule", AUDIT, scheduled::read),
        list("/ledger", AUDIT, ledgers::read),
        list("/history", AUDIT, ledgers::history),
        post("/ledger/verify", AUDIT, ledgers::verify),
        list("/decision-log", AUDIT, decisionLog::read),
        list("/open", AUDIT, unfinished::open),
        list("/realms", AUDIT, unfinished::realms),
        list("/orphans", AUDIT, unfinished::orphans),
        list("/approvals", AUDIT, decisions::waiting),
        post("/approvals/{id}", ADMIN, decisions::decide),
        list("/directories/{name}/held", AUDIT, directories::held),
        post("/directories/{name}/release", ADMIN, directories::release),
        list("/directories/{name}/joining", AUDIT, directories::joining),
        post("/directories/{name}/admit", ADMIN, directories::admit),
        post("/names/{name}/free", ADMIN, directories::free));
  }

  private static Route get(String path, Right right, Handler handler) {
    return Route.read(
        ROOT + path, right, (caller, request) -> answered(() -> handler.answer(caller, request)));
  }

  private static Route list(String path, Right right, Listing listing) {
    return Route.list(
        ROOT + path,
        right,
        (caller, request, page) -> answered(() -> listing.answer(caller, request, page)));
  }

  private Route post(String path, Right right, Verb verb) {
    return once.post(ROOT + path, right, change(verb));
  }

  private static Change change(Verb verb) {
    return (caller, request, body) -> {
      Fields fields = new Fields(body);
      return answered(() -> verb.answer(caller, request, fields));
    };
  }

  /** What the engine foresees and refuses is no fault. */
  private static Answer answered(Supplier<Answer> answer) {
    try {
      return answer.get();
    } catch (LedgerFailure failure) {
      throw new Problem(503, "no-ledger", "The ledger cannot be used", failure.getMessage() + ".")
          .raised();
    } catch (Refused refused) {
      throw new Problem(409, "refused", "That cannot be done", refused.getMessage() + ".").raised();
    }
  }
}
