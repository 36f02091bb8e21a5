create function refuse_change() returns trigger language plpgsql as $$
begin raise exception 'history is append-only'; end $$
--
create trigger events_refuse_change before update or delete on events
for each row execute function refuse_change()
--
create trigger events_refuse_truncate before truncate on events
for each statement execute function refuse_change()
