-- Of whom the answers to checks may be others than before, in the order in which that was committed.
-- Whoever follows asks for what has a higher number than what it knows.
create table check_change (
  number bigint generated always as identity primary key,
  -- Absent: of everybody.
  subject text,
  at timestamptz not null default clock_timestamp()
);
create index check_change_at on check_change (at);
grant select, insert, delete on check_change to usher_server;
