drop trigger events_refuse_change on events
--
create trigger events_refuse_delete before delete on events
for each row execute function refuse_change()
--
create trigger events_refuse_update before update on events
for each row when (new.redacted_at is null
  or (new.id, new.at, new.kind, new.subject_id, new.request_id, new.grant_id, new.actor_id, new.office, new.profile)
  is distinct from
  (old.id, old.at, old.kind, old.subject_id, old.request_id, old.grant_id, old.actor_id, old.office, old.profile))
execute function refuse_change()
