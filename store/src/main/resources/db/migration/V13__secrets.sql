-- Secrets that the server needs, each sealed with the store's own key; and that key, sealed with
-- one that is not in the store.
create table secret_keys (
  only_row boolean primary key default true check (only_row),
  sealed bytea not null
);
grant select, insert, update (sealed) on secret_keys to usher_server;

create table secret (
  name text primary key,
  sealed bytea not null,
  by text not null,
  since timestamptz not null
);
grant select, insert, update, delete on secret to usher_server;
