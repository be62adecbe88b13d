-- What was done: the lines of a ledger's file, a row each, with the columns that are asked for.
-- The running role adds rows and reads them. It owns nothing, so that it can neither change a row
-- nor what holds rows back. That two servers do not fork the chain is held by these constraints
-- even if one of them forgets to wait for its turn.
create table ledger (
  number bigint primary key check (number between 1 and 9007199254740991),
  at timestamptz not null,
  what text not null,
  prev text not null unique,
  hash text not null unique,
  line text not null,
  -- The hash is over the canonical line without it (core/ledger/Entry). An unescaped "hash": is
  -- the key and nothing else, for quotes within texts are escaped.
  check (
    hash = encode(sha256(convert_to(replace(line, '"hash":"' || hash || '",', ''), 'UTF8')), 'hex')
  )
);

create index ledger_at on ledger (at);

grant usage on schema ${flyway:defaultSchema} to usher_server;
grant insert, select on ledger to usher_server;
