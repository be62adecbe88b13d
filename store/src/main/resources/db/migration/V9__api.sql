-- Plans that were shown, so that they are carried out as they were; a day each.
create table plan_kept (
  digest text primary key check (digest ~ '^[0-9a-f]{64}$'),
  kept timestamptz not null,
  purpose text not null,
  file text not null
);
create index plan_kept_kept on plan_kept (kept);
-- Its text is never changed: a digest stands for it.
grant select, insert, delete, update (kept) on plan_kept to usher_server;

-- Answers to requests with an Idempotency-Key; a day each.
create table answer_given (
  caller text not null,
  key text not null,
  request text not null,
  begun timestamptz not null,
  status int,
  body text,
  primary key (caller, key)
);
create index answer_given_begun on answer_given (begun);
grant select, insert, delete, update (status, body) on answer_given to usher_server;
