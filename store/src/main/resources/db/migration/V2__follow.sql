-- What is still to be followed, and whose turn it is.

create table follow_open (
  realm text not null,
  subject text not null,
  word bigint not null,
  since timestamptz not null,
  attempts int not null default 0,
  due timestamptz not null,
  failure text,
  primary key (realm, subject)
);
create index follow_open_due on follow_open (realm, due);
grant select, insert, update, delete on follow_open to usher_server;

-- The form is db-scheduler's (16.12).
create table scheduled_tasks (
  task_name text not null,
  task_instance text not null,
  task_data bytea,
  execution_time timestamptz,
  picked boolean not null,
  picked_by text,
  last_success timestamptz,
  last_failure timestamptz,
  consecutive_failures int,
  last_heartbeat timestamptz,
  version bigint not null,
  priority smallint,
  state text,
  primary key (task_name, task_instance)
);
create index execution_time_idx on scheduled_tasks (execution_time);
create index last_heartbeat_idx on scheduled_tasks (last_heartbeat);
grant select, insert, update, delete on scheduled_tasks to usher_server;
