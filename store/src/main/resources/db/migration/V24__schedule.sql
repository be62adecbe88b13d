-- What is to become of people on a date, by somebody's word: once it comes it is a word like any other.
create table hold_scheduled (
  subject text not null,
  kind text not null check (kind in ('suspended', 'offboarded', 'none')),
  due timestamptz not null,
  successor text check (successor is null or kind = 'offboarded'),
  by_whom text not null,
  at timestamptz not null,
  primary key (subject, kind)
);
create index hold_scheduled_due on hold_scheduled (due);
grant select, insert, update, delete on hold_scheduled to usher_server;

-- Who gets what they own: for a system too that is down on the day.
alter table hold add column successor text;
