package dev.usher.store.follow;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.ScheduledExecutionsFilter;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.usher.engine.follow.Rota;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * The rota of all servers that share a store. A realm is a task of db-scheduler that comes again
 * and again; which server takes it is db-scheduler's business, and so is a server that died.
 */
public final class SharedRota implements Rota {
  private static final String TASK = "realm";
  private static final String BESIDE = "beside";

  /** How soon a server sees what another one has put on the rota. */
  private static final Duration POLL = Duration.ofMillis(500);

  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final int MISSED = 4;

  /** A turn that threw comes again then: the fault is of usher's own. */
  private static final Duration AFTER_FAULT = Duration.ofSeconds(10);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

  private final CustomTask<Void> task;
  private final CustomTask<Void> beside;
  private final Scheduler scheduler;
  private final InstantSource clock;
  private final ExecutorService turns;
  private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();

  /** Who is on the rota by the last word. */
  private volatile Set<String> named = Set.of();

  /**
   * @param server its name among those that share the store
   * @param most turns at a time on this server, beside those of realms that are slow
   */
  public SharedRota(DataSource store, String server, int most, InstantSource clock, Turn turn) {
    this.clock = clock;
    Lanes lanes = new Lanes(turn, most, clock);
    // Platform threads, as for all that talks to realms (decision 15).
    this.turns =
        Executors.newFixedThreadPool(
            Lanes.THREADS * most, Thread.ofPlatform().name("turn-", 1).factory());
    this.task =
        Tasks.custom(TASK, Void.class)
            .onFailure(
                (complete, operations) ->
                    operations.reschedule(complete, clock.instant().plus(AFTER_FAULT)))
            .onDeadExecutionRevive()
            .execute(
                (instance, _) -> {
                  Instant next = lanes.take(instance.getId());
                  return (complete, operations) -> operations.reschedule(complete, next);
                });
    this.beside =
        Tasks.custom(BESIDE, Void.class)
            // The turn that comes does all of it again.
            .onFailure((_, operations) -> operations.remove())
            .onDeadExecutionRevive()
            .execute(
                (instance, _) -> {
                  lanes.beside(instance.getId());
                  return new CompletionHandler.OnCompleteRemove<>();
                });
    Clock now = clock::instant;
    this.scheduler =
        Scheduler.create(store, task, beside)
            .schedulerName(new SchedulerName.Fixed(server))
            .executorService(turns)
            .threads(Lanes.THREADS * most)
            .pollingInterval(POLL)
            .pollUsingLockAndFetch(0.5, 1.0)
            .heartbeatInterval(HEARTBEAT)
            .missedHeartbeatsLimit(MISSED)
            .enableImmediateExecution()
            .clock(now)
            .build();
  }

  /** From now on this server takes turns. */
  public void start() {
    scheduler.start();
  }

  @Override
  public void realms(Set<String> keys) {
    named = Set.copyOf(keys);
    Set<String> gone = new HashSet<>();
    scheduler.fetchScheduledExecutionsForTask(
        TASK,
        Void.class,
        // Also those whose turn goes on.
        ScheduledExecutionsFilter.all(),
        one -> gone.add(one.getTaskInstance().getId()));
    for (String key : keys)
      if (!gone.remove(key)) scheduler.scheduleIfNotExists(task.instance(key), clock.instant());
    for (String key : gone) soon(() -> named.contains(key) || isStruck(key));
  }

  @Override
  public Set<String> after(Instant then) {
    Set<String> after = new HashSet<>();
    scheduler.fetchScheduledExecutionsForTask(
        TASK,
        Void.class,
        ScheduledExecutionsFilter.all().withPicked(false),
        one -> {
          if (one.getExecutionTime().isAfter(then)) after.add(one.getTaskInstance().getId());
        });
    return after;
  }

  @Override
  public void now(String realm) {
    // The turn that goes on may have looked at what is open before the word came.
    boolean[] said = {false};
    soon(
        () -> {
          if (moved(realm)) return true;
          said[0] = said[0] || isSaidBeside(realm);
          return false;
        });
  }

  /** Whether what cannot wait is looked at beside the turn; false while somebody does already. */
  private boolean isSaidBeside(String realm) {
    try {
      return scheduler.scheduleIfNotExists(beside.instance(realm), clock.instant())
          || scheduler.reschedule(beside.instance(realm), clock.instant());
    } catch (TaskInstanceException _) {
      // It goes on, or has just ended.
      return false;
    }
  }

  /** At once, or after the turn that goes on. */
  private void soon(BooleanSupplier done) {
    if (!isOver(done)) waiting.submit(() -> afterThisTurn(done));
  }

  /** However long that is: a word that nobody comes back to would be lost. */
  private void afterThisTurn(BooleanSupplier done) {
    boolean over = false;
    while (!over) {
      try {
        Thread.sleep(BETWEEN_TRIES);
        over = isOver(done) || waiting.isShutdown();
      } catch (InterruptedException _) {
        // The server stops: what is open is in the store.
        Thread.currentThread().interrupt();
        over = true;
      }
    }
  }

  private static boolean isOver(BooleanSupplier done) {
    try {
      return done.getAsBoolean();
    } catch (RuntimeException _) {
      // The store is away, which the scheduler says in its log: it is asked again.
      return false;
    }
  }

  /** Whether it is off the rota; false while a turn of it goes on. */
  private boolean isStruck(String realm) {
    try {
      scheduler.cancel(task.instance(realm));
      // A turn that ended meanwhile has put it back.
      return scheduler.getScheduledExecution(task.instance(realm)).isEmpty();
    } catch (TaskInstanceNotFoundException _) {
      // Struck off by another server.
      return true;
    } catch (TaskInstanceException _) {
      // Its turn goes on, or began or ended just now.
      return false;
    }
  }

  /** Whether it has its turn now; false while one goes on. */
  private boolean moved(String realm) {
    try {
      return scheduler.reschedule(task.instance(realm), clock.instant());
    } catch (TaskInstanceNotFoundException _) {
      // Not on the rota: the policy has no such realm.
      return true;
    } catch (TaskInstanceException _) {
      // A turn goes on, or has begun or ended between the look and the word.
      return false;
    }
  }

  @Override
  public void close() {
    waiting.shutdownNow();
    scheduler.stop();
    turns.shutdownNow();
  }
}
