package dev.usher.store.follow;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.ScheduledExecutionsFilter;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
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

  /** How soon a server sees what another one has put on the rota. */
  private static final Duration POLL = Duration.ofMillis(500);

  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final int MISSED = 4;

  /** A turn that threw comes again then: the fault is of usher's own. */
  private static final Duration AFTER_FAULT = Duration.ofSeconds(10);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

  private final CustomTask<Void> task;
  private final Scheduler scheduler;
  private final InstantSource clock;
  private final ExecutorService turns;
  private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();

  /** Who is on the rota by the last word. */
  private volatile Set<String> named = Set.of();

  /**
   * @param server its name among those that share the store
   * @param most turns at a time on this server
   */
  public SharedRota(DataSource store, String server, int most, InstantSource clock, Turn turn) {
    this.clock = clock;
    // Platform threads, as for all that talks to realms (decision 15).
    this.turns = Executors.newFixedThreadPool(most, Thread.ofPlatform().name("turn-", 1).factory());
    this.task =
        Tasks.custom(TASK, Void.class)
            .onFailure(
                (complete, operations) ->
                    operations.reschedule(complete, clock.instant().plus(AFTER_FAULT)))
            .onDeadExecutionRevive()
            .execute(
                (instance, _) -> {
                  Instant next = turn.take(instance.getId());
                  return (complete, operations) -> operations.reschedule(complete, next);
                });
    Clock now = clock::instant;
    this.scheduler =
        Scheduler.create(store, task)
            .schedulerName(new SchedulerName.Fixed(server))
            .executorService(turns)
            .threads(most)
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
  public void now(String realm) {
    // The turn that goes on may have looked at what is open before the word came.
    soon(() -> moved(realm));
  }

  /** At once, or after the turn that goes on. */
  private void soon(BooleanSupplier done) {
    if (!done.getAsBoolean()) waiting.submit(() -> afterThisTurn(done));
  }

  /** However long that is: a word that nobody comes back to would be lost. */
  private void afterThisTurn(BooleanSupplier done) {
    boolean over = false;
    while (!over) {
      try {
        Thread.sleep(BETWEEN_TRIES);
        over = done.getAsBoolean();
      } catch (InterruptedException _) {
        // The server stops: what is open is in the store.
        Thread.currentThread().interrupt();
        over = true;
      } catch (RuntimeException _) {
        // The store is away, which the scheduler says in its log: it is asked again.
        over = waiting.isShutdown();
      }
    }
  }

  /** Whether it is off the rota; false while a turn of it goes on. */
  private boolean isStruck(String realm) {
    try {
      scheduler.cancel(task.instance(realm));
      // A turn that ended meanwhile has put it back.
      return scheduler.getScheduledExecution(task.instance(realm)).isEmpty();
    } catch (TaskInstanceCurrentlyExecutingException _) {
      return false;
    } catch (TaskInstanceException _) {
      // Struck off by another server.
      return true;
    }
  }

  /** Whether it has its turn now; false while one goes on. */
  private boolean moved(String realm) {
    try {
      return scheduler.reschedule(task.instance(realm), clock.instant());
    } catch (TaskInstanceCurrentlyExecutingException _) {
      return false;
    } catch (TaskInstanceException _) {
      // Not on the rota: the policy has no such realm.
      return true;
    }
  }

  @Override
  public void close() {
    waiting.shutdownNow();
    scheduler.stop();
    turns.shutdownNow();
  }
}
