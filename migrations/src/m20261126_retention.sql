alter table access_requests add column updated_at @time;
create index outbox_finished on outbox (finished_at);
