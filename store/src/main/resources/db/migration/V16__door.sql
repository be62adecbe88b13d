-- On whose word a token goes back, where that is a person of the policy: what they may not do any
-- more, their tokens may not either.
alter table token add column owner text;

-- Who somebody at the door is: the issuer and its immutable id are bound to a person of the policy
-- once, and a person to one id of each issuer, until an administrator takes that back.
create table identity (
  issuer text not null,
  sub text not null,
  subject text not null,
  bound timestamptz not null,
  primary key (issuer, sub)
);
create unique index identity_subject on identity (issuer, lower(subject));
grant select, insert, delete on identity to usher_server;
