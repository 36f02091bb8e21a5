-- By whose hand: a program's, or somebody's who stands in for somebody else.
alter table events add column program_id @uuid;
alter table events add column on_behalf_of @uuid;

-- Facts that have no position yet. Filled by a trigger: whatever becomes history gets one.
create table unsequenced (
  event_id @uuid primary key
);
insert into unsequenced (event_id) select id from events;

-- The order in which facts became known, without a gap, and what shows that none of them was changed or taken out since.
create table chain (
  position bigint primary key,
  event_id @uuid not null unique,
  words varchar(64) not null,
  link varchar(64) not null
);
-- Where it ends. Beside the revisions, which everybody who writes reads.
create table chain_end (
  id bigint primary key,
  position bigint not null
);
insert into chain_end (id, position) values (1, 0);
