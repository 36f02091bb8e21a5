create trigger events_refuse_update before update on events
begin select raise(abort, 'history is append-only'); end
--
create trigger events_refuse_delete before delete on events
begin select raise(abort, 'history is append-only'); end
