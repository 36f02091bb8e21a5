//! Several grants activated one after the other: one that fails never stops the others.

use hilum_api_types::grants::GrantView;
use hilum_api_types::paths;
use hilum_domain::GrantId;
use leptos::prelude::*;

use crate::api::{self, ApiError, Method, Options};
use crate::ui::{Badge, BadgeKind};
use crate::words::{t, t_args};

/// How far one grant has come.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    Waiting,
    Running,
    Activated,
    Failed(ApiError),
}

impl Outcome {
    pub(super) fn show(&self) -> AnyView {
        match self {
            Self::Waiting => view! { <Badge text=t("activate-waiting") /> }.into_any(),
            Self::Running => view! { <Badge kind=BadgeKind::Info text=t("activate-running") /> }.into_any(),
            Self::Activated => view! { <Badge kind=BadgeKind::Success text=t("activate-done") /> }.into_any(),
            Self::Failed(error) => view! {
                <Badge kind=BadgeKind::Error text=t("activate-failed") />
                <span class="hilum-list-minor">{error.text()}</span>
            }
            .into_any(),
        }
    }
}

/// What is being activated, and what was.
#[derive(Clone, Copy)]
pub(super) struct Batch {
    pub(super) running: RwSignal<bool>,
    outcomes: RwSignal<Vec<(GrantId, Outcome)>>,
}

impl Batch {
    pub(super) fn new() -> Self {
        Self { running: RwSignal::new(false), outcomes: RwSignal::new(Vec::new()) }
    }

    pub(super) fn forget(&self) {
        self.outcomes.set(Vec::new());
    }

    pub(super) fn outcome(&self, id: GrantId) -> Option<Outcome> {
        self.outcomes
            .with(|outcomes| outcomes.iter().find(|(of, _)| *of == id).map(|(_, outcome)| outcome.clone()))
    }

    pub(super) fn is_done(&self, id: GrantId) -> bool {
        self.outcome(id) == Some(Outcome::Activated)
    }

    /// Something was tried and nothing is on its way any more.
    pub(super) fn is_finished(&self) -> bool {
        !self.running.get() && self.outcomes.with(|outcomes| !outcomes.is_empty())
    }

    /// Activates what is chosen; what succeeds leaves the choice, what fails stays for another try.
    pub(super) fn activate(self, chosen: RwSignal<Vec<GrantId>>) {
        let ids = chosen.get_untracked();
        api::run(self.running, async move {
            self.outcomes.try_set(ids.iter().map(|id| (*id, Outcome::Waiting)).collect());
            for id in ids {
                self.note(id, Outcome::Running);
                let options = Options { idempotency_key: Some(api::new_key()), ..Options::default() };
                let path = paths::activate_grant(id);
                match api::send::<(), GrantView>(Method::Post, &path, None, options).await {
                    Ok(_) => {
                        self.note(id, Outcome::Activated);
                        chosen.try_update(|chosen| chosen.retain(|other| *other != id));
                    }
                    Err(error) => self.note(id, Outcome::Failed(error)),
                }
            }
        });
    }

    fn note(&self, id: GrantId, outcome: Outcome) {
        // The page may have gone meanwhile; what was begun is finished all the same.
        self.outcomes.try_update(|outcomes| {
            if let Some((_, known)) = outcomes.iter_mut().find(|(of, _)| *of == id) {
                *known = outcome;
            }
        });
    }

    /// The progress, and in the end the result, in words.
    pub(super) fn told(&self) -> Option<AnyView> {
        let (all, good, bad) = self.outcomes.with(|outcomes| {
            let good = outcomes.iter().filter(|(_, outcome)| *outcome == Outcome::Activated).count();
            let bad = outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Failed(_))).count();
            (outcomes.len(), good, bad)
        });
        if all == 0 {
            return None;
        }
        let done = good + bad;
        if !self.running.get() {
            let numbers = [("good", good.to_string()), ("bad", bad.to_string())];
            let text =
                t_args("activate-finished", &numbers.each_ref().map(|(name, value)| (*name, value.as_str())));
            return Some(view! { <p>{text}</p> }.into_any());
        }
        let numbers = [("done", done.to_string()), ("all", all.to_string())];
        let text =
            t_args("activate-progress", &numbers.each_ref().map(|(name, value)| (*name, value.as_str())));
        Some(
            view! {
                <p>{text.clone()}</p>
                <progress class="hilum-progress" max=all value=done aria-label=text></progress>
            }
            .into_any(),
        )
    }
}
