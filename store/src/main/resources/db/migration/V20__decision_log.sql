-- What was decided for whom, where the store is to keep it: names, no values. Lines are numbered in
-- the order in which they are committed, so that a page asked for again is the same.
create table decision_log (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  run text not null,
  -- Of decisions that are missing here; then all the rest is absent.
  dropped bigint check (dropped > 0),
  number bigint,
  surface text,
  asker text,
  request text,
  subject_type text,
  subject text,
  action text,
  resource_type text,
  resource text,
  allowed boolean,
  reason text,
  revision text,
  check ((dropped is null) = (number is not null and surface is not null and asker is not null
    and allowed is not null))
);
create index decision_log_at on decision_log (at);
create index decision_log_subject on decision_log (subject, id);
create index decision_log_resource on decision_log (resource, id);
create index decision_log_dropped on decision_log (id) where dropped is not null;
-- Never changed; deleted when it has been kept long enough.
grant select, insert, delete on decision_log to usher_server;
