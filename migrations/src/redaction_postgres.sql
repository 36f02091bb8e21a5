drop trigger events_refuse_change on events
--
create trigger events_refuse_delete before delete on events
for each row execute function refuse_change()
--
create function refuse_unless_redaction() returns trigger language plpgsql as $$
begin
  if old.redacted_at is not null or new.redacted_at is null
    or (new.id, new.at, new.kind, new.subject_id, new.request_id, new.grant_id, new.actor_id, new.office, new.profile)
    is distinct from
    (old.id, old.at, old.kind, old.subject_id, old.request_id, old.grant_id, old.actor_id, old.office, old.profile)
    or not exists (select 1 from accounts where id = old.subject_id and status = 'closed')
  then raise exception 'history is append-only'; end if;
  return new;
end $$
--
create trigger events_refuse_update before update on events
for each row execute function refuse_unless_redaction()
