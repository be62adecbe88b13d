-- Of each name that a group had: who was in it then still has it until somebody's yes. 'infinity'
-- is the one in force while a new name waits.
alter table directory_group add column former_at timestamptz[] not null default '{}';

update directory_group
set former_at = array_fill(coalesce(held, 'infinity'), array[cardinality(former)])
where cardinality(former) > 0;

-- The last of them is the one in force.
update directory_group
set former_at[cardinality(former)] = 'infinity'
where cardinality(former) > 0 and awaiting is not null;

alter table directory_group
  add constraint directory_group_former check (cardinality(former) = cardinality(former_at));
