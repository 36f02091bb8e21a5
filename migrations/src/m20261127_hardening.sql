alter table accounts add column owes varchar(20);
alter table events add column redacted_at @time;

create table probe (
  id bigint primary key,
  writes bigint not null
);
insert into probe (id, writes) values (1, 0);
