-- The catalogue is asked in memory: what was worked out for asking it here is kept here no more.
drop index organisations_by_parent;
drop index organisations_by_network;
alter table organisations drop column closed;
alter table organisations drop column sort_key;
alter table organisations drop column search_text;
create table revisions (
  name varchar(50) primary key,
  value bigint not null
);
insert into revisions (name, value) values ('catalogue', 1);
