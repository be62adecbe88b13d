-- Bearer tokens, each found by the SHA-256 of what its bearer shows. The running role makes them,
-- notes their use and takes them back; what one is for and until when it cannot change.
create table token (
  id text primary key,
  digest bytea not null unique check (length(digest) = 32),
  name text not null,
  scopes text[] not null check (cardinality(scopes) > 0),
  created timestamptz not null,
  created_by text not null,
  expires timestamptz not null
    check (expires > created and expires <= created + interval '8760 hours'),
  revoked timestamptz,
  used timestamptz
);
create unique index token_name on token (name) where revoked is null;
grant select, insert, update (revoked, used) on token to usher_server;

-- A row when there was a named administrator: the first one's token is dead for good, and the
-- running role cannot bring it back.
create table first_administrator_over (
  only_row boolean primary key default true check (only_row),
  at timestamptz not null,
  by text not null
);
grant select, insert on first_administrator_over to usher_server;
