-- A lane for each target; and by whom a message is being delivered.
alter table outbox add column lane varchar(100) not null default 'mail';
alter table outbox add column claimed_by varchar(64);
update outbox set lane = 'text' where kind = 'sms';
drop index outbox_due;
create index outbox_due on outbox (status, lane, due_at);

-- What time brings, once for each occasion.
create table jobs (
  key varchar(200) primary key,
  node varchar(64) not null,
  lease_until @time not null,
  done_at @time
);
