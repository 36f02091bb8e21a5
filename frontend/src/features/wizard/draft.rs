//! The draft as the page holds it: a change shows at once and goes to the server by itself (R13).
//!
//! Changes are merge patches. One save travels at a time; what changes meanwhile waits and follows. What the server has
//! not confirmed is also kept in the browser's session, so that neither a reload nor a lost session loses a word.

mod stash;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use hilum_api_types::access_requests::{AccessRequestView, PatchAccessRequest};
use hilum_api_types::paths;
use hilum_api_types::problem::ErrorCode;
use hilum_domain::access_request as domain;
use js_sys::{Function, Promise};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::api::{self, ApiError, ErrorKind, Method, Options};

/// Pause after the last key before typed text is saved.
pub(super) const TYPING: Duration = Duration::from_millis(700);
/// Waiting times before a failed save is tried again; the last one repeats.
const RETRIES: [u64; 4] = [2, 5, 15, 30];

/// How the saving goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Saving {
    /// Nothing was changed yet.
    #[default]
    Untouched,
    Waiting,
    Saved,
    /// Kept here; tried again by itself.
    Failed(ApiError),
}

/// A draft that is open in a step of the wizard.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    /// What the server answered last.
    pub(super) view: RwSignal<AccessRequestView>,
    /// What the applicant chose, confirmed or not.
    pub(super) content: RwSignal<domain::Draft>,
    pub(super) saving: RwSignal<Saving>,
    desk: StoredValue<Rc<Desk>, LocalStorage>,
}

/// What outlives the step: a save must finish although the person has gone on.
struct Desk {
    view: RefCell<AccessRequestView>,
    unsaved: RefCell<PatchAccessRequest>,
    travelling: Cell<bool>,
    /// Counts the changes, so that only the last pause of typing saves.
    change: Cell<u32>,
    failures: Cell<usize>,
    /// Promises to those who wait for everything to be saved: (kept, broken).
    waiting: RefCell<Vec<(Function, Function)>>,
}

impl Draft {
    /// Opens what the server answered, with what an earlier visit could not save.
    pub(super) fn open(view: AccessRequestView) -> Self {
        let kept = stash::read(&view);
        let mut content = content_of(&view);
        overlay(&mut content, &kept);
        let unsaved = kept != PatchAccessRequest::default();
        let desk = Rc::new(Desk {
            view: RefCell::new(view.clone()),
            unsaved: RefCell::new(kept),
            travelling: Cell::new(false),
            change: Cell::new(0),
            failures: Cell::new(0),
            waiting: RefCell::default(),
        });
        let draft = Self {
            view: RwSignal::new(view),
            content: RwSignal::new(content),
            saving: RwSignal::new(Saving::Untouched),
            desk: StoredValue::new_local(Rc::clone(&desk)),
        };
        if unsaved {
            draft.save_now(desk);
        }
        on_cleanup(move || {
            if let Some(desk) = draft.desk.try_get_value() {
                draft.save_now(desk);
            }
        });
        draft
    }

    /// Shows a choice and saves it at once.
    pub(super) fn choose(self, patch: PatchAccessRequest) {
        self.change(patch, Duration::ZERO);
    }

    /// Shows a change and saves it after a pause.
    pub(super) fn change(self, patch: PatchAccessRequest, pause: Duration) {
        let Some(desk) = self.desk.try_get_value() else { return };
        self.content.update(|content| overlay(content, &patch));
        merge(&mut desk.unsaved.borrow_mut(), patch);
        stash::write(&desk);
        if !matches!(self.saving.get_untracked(), Saving::Failed(_)) {
            self.saving.set(Saving::Waiting);
        }
        self.save_after(desk, pause);
    }

    /// Saves what is still unsaved; whether that went well. What went wrong is shown by `saving`.
    pub(super) async fn saved(self) -> bool {
        let Some(desk) = self.desk.try_get_value() else { return false };
        let all = Promise::new(&mut |resolve, reject| desk.waiting.borrow_mut().push((resolve, reject)));
        self.save_now(desk);
        JsFuture::from(all).await.is_ok()
    }

    /// Tries a failed save again at once.
    pub(super) fn retry(self) {
        if let Some(desk) = self.desk.try_get_value() {
            self.save_now(desk);
        }
    }

    /// Gives up what is not saved: the request is being thrown away.
    pub(super) fn forget(self) {
        if let Some(desk) = self.desk.try_get_value() {
            desk.unsaved.take();
            stash::write(&desk);
        }
    }

    /// Takes over a newer answer of the server.
    pub(super) fn take(self, view: AccessRequestView) {
        if let Some(desk) = self.desk.try_get_value() {
            self.accept(&desk, view);
        }
    }

    fn save_after(self, desk: Rc<Desk>, pause: Duration) {
        let change = desk.change.get().wrapping_add(1);
        desk.change.set(change);
        if pause.is_zero() {
            return self.save_now(desk);
        }
        set_timeout(
            move || {
                if desk.change.get() == change {
                    self.save_now(desk);
                }
            },
            pause,
        );
    }

    fn save_now(self, desk: Rc<Desk>) {
        if !desk.travelling.replace(true) {
            spawn_local(async move {
                let outcome = self.save(&desk).await;
                desk.travelling.set(false);
                for (kept, broken) in desk.waiting.take() {
                    let told = if outcome.is_ok() { kept } else { broken };
                    let _ = told.call0(&JsValue::UNDEFINED); // settling a promise cannot fail
                }
                match outcome {
                    Ok(()) => desk.failures.set(0),
                    Err(error) => self.failed(desk, error),
                }
            });
        }
    }

    /// Sends patches until none is left.
    async fn save(self, desk: &Rc<Desk>) -> Result<(), ApiError> {
        loop {
            let patch = desk.unsaved.take();
            if patch == PatchAccessRequest::default() {
                return Ok(());
            }
            let (path, version) = {
                let view = desk.view.borrow();
                (paths::access_request(view.id), view.version)
            };
            let options = Options::if_match(version);
            match api::send::<_, AccessRequestView>(Method::Patch, &path, Some(&patch), options).await {
                Ok(view) => {
                    self.accept(desk, view);
                    stash::write(desk);
                    let _ = self.saving.try_set(Saving::Saved);
                }
                Err(error) => {
                    // What was typed while the save travelled is newer than what comes back.
                    let newer = desk.unsaved.replace(patch);
                    merge(&mut desk.unsaved.borrow_mut(), newer);
                    stash::write(desk);
                    if error.code() != Some(ErrorCode::Stale) {
                        return Err(error);
                    }
                    // Changed elsewhere, in another tab perhaps: take that version and put this change on top.
                    self.accept(desk, api::get::<AccessRequestView>(&path).await?);
                }
            }
        }
    }

    fn accept(self, desk: &Rc<Desk>, view: AccessRequestView) {
        let mut content = content_of(&view);
        overlay(&mut content, &desk.unsaved.borrow());
        if self.content.try_with_untracked(|shown| *shown != content) == Some(true) {
            let _ = self.content.try_set(content);
        }
        *desk.view.borrow_mut() = view.clone();
        let _ = self.view.try_set(view);
    }

    fn failed(self, desk: Rc<Desk>, error: ApiError) {
        let again = passes(&error);
        let shown = self.saving.try_set(Saving::Failed(error)).is_none();
        if again && shown {
            let failures = desk.failures.get();
            desk.failures.set(failures + 1);
            let pause = RETRIES[failures.min(RETRIES.len() - 1)];
            self.save_after(desk, Duration::from_secs(pause));
        }
    }
}

/// Whether trying again later may help, without the applicant changing anything.
fn passes(error: &ApiError) -> bool {
    match error.kind {
        ErrorKind::Offline | ErrorKind::Timeout | ErrorKind::Unexpected => true,
        ErrorKind::Problem => error.problem.as_ref().is_some_and(|p| p.status >= 500 || p.status == 429),
    }
}

/// The choices inside a server's answer.
pub(super) fn content_of(view: &AccessRequestView) -> domain::Draft {
    domain::Draft {
        application: view.application.as_ref().map(|a| a.code.clone()),
        organisation: view.organisation.as_ref().map(|o| o.id),
        profiles: view.items.iter().map(|i| i.profile.code.clone()).collect(),
        comment: view.comment.clone(),
        requested_until: view.requested_until,
    }
}

fn overlay(content: &mut domain::Draft, patch: &PatchAccessRequest) {
    let patch = patch.clone();
    if let Some(application) = patch.application {
        content.application = application;
    }
    if let Some(organisation) = patch.organisation_id {
        content.organisation = organisation;
    }
    if let Some(profiles) = patch.profiles {
        content.profiles = profiles.unwrap_or_default();
    }
    if let Some(comment) = patch.comment {
        content.comment = comment;
    }
    if let Some(until) = patch.requested_until {
        content.requested_until = until;
    }
}

/// Puts the newer patch over the older one.
fn merge(older: &mut PatchAccessRequest, newer: PatchAccessRequest) {
    older.application = newer.application.or(older.application.take());
    older.organisation_id = newer.organisation_id.or(older.organisation_id);
    older.profiles = newer.profiles.or(older.profiles.take());
    older.comment = newer.comment.or(older.comment.take());
    older.requested_until = newer.requested_until.or(older.requested_until);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patch(application: Option<Option<&str>>, comment: Option<Option<&str>>) -> PatchAccessRequest {
        let owned = |value: Option<Option<&str>>| value.map(|value| value.map(str::to_owned));
        PatchAccessRequest {
            application: owned(application),
            comment: owned(comment),
            ..PatchAccessRequest::default()
        }
    }

    #[test]
    fn of_two_changes_the_newer_counts_and_what_it_leaves_alone_stays() {
        let mut waiting = patch(Some(Some("CPMS")), Some(Some("first")));
        merge(&mut waiting, patch(None, Some(Some("second"))));
        assert_eq!(waiting, patch(Some(Some("CPMS")), Some(Some("second"))));
        merge(&mut waiting, patch(Some(None), None));
        assert_eq!(waiting, patch(Some(None), Some(Some("second"))), "clearing is a change too");
    }

    #[test]
    fn what_waits_to_be_saved_is_shown_over_what_the_server_has() {
        let saved = domain::Draft {
            application: Some("CPMS".into()),
            comment: Some("first".into()),
            profiles: vec!["hp".into()],
            ..domain::Draft::default()
        };
        let mut shown = saved.clone();
        overlay(&mut shown, &PatchAccessRequest::default());
        assert_eq!(shown, saved);
        overlay(&mut shown, &patch(None, Some(None)));
        assert_eq!(shown, domain::Draft { comment: None, ..saved.clone() });
        overlay(&mut shown, &PatchAccessRequest { profiles: Some(None), ..PatchAccessRequest::default() });
        assert_eq!(shown, domain::Draft { comment: None, profiles: Vec::new(), ..saved });
    }
}
