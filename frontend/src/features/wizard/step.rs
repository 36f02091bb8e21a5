//! What the four steps share: the step bar, the draft, the way on and back, and how the saving goes.

use hilum_api_types::access_requests::AccessRequestView;
use hilum_api_types::paths;
use hilum_domain::RequestId;
use hilum_domain::access_request::{self as domain, Action, RequestStatus};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};

use super::draft::{Draft, Saving};
use crate::api::{self, ApiError, Load, Method, Options};
use crate::features::returned::ReturnReason;
use crate::ui::{
    self, Breadcrumb, Button, Confirm, ErrorSummary, LinkButton, Notice, NoticeKind, PageTitle,
    ProblemNotice, Stepper, Variant, load_state,
};
use crate::words::{t, t_args};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Application,
    Organisation,
    Profile,
    Recap,
}

impl Step {
    const ALL: [Self; 4] = [Self::Application, Self::Organisation, Self::Profile, Self::Recap];

    pub(super) fn address(self, id: RequestId) -> String {
        let name = match self {
            Self::Application => "application",
            Self::Organisation => "organisation",
            Self::Profile => "profile",
            Self::Recap => "recap",
        };
        format!("/requests/{id}/{name}")
    }

    fn title(self) -> String {
        match self {
            Self::Application => t("wizard-step-application"),
            Self::Organisation => t("wizard-step-organisation"),
            Self::Profile => t("wizard-step-profile"),
            Self::Recap => t("wizard-step-recap"),
        }
    }

    /// The step before with the words of the way back.
    fn back(self) -> Option<(Self, String)> {
        match self {
            Self::Application => None,
            Self::Organisation => Some((Self::Application, t("wizard-back-application"))),
            Self::Profile => Some((Self::Organisation, t("wizard-back-organisation"))),
            Self::Recap => Some((Self::Profile, t("wizard-back-profile"))),
        }
    }

    /// What this step asks for, as long as it is missing: (id of the field, text).
    fn missing(self, content: &domain::Draft) -> Option<(String, String)> {
        let (missing, field, text) = match self {
            Self::Application => {
                (content.application.is_none(), "application", "wizard-application-required")
            }
            Self::Organisation => {
                (content.organisation.is_none(), "organisation", "wizard-organisation-required")
            }
            Self::Profile => (content.profiles.is_empty(), "profiles", "wizard-profile-required"),
            Self::Recap => (false, "", ""),
        };
        missing.then(|| (field.to_owned(), t(text)))
    }

    /// One may go to a step when everything before it is chosen.
    fn is_open(self, content: &domain::Draft) -> bool {
        Self::ALL.iter().take_while(|step| **step != self).all(|step| step.missing(content).is_none())
    }
}

/// The request that the address names; the nil id, which nobody has, where it names none.
pub(super) fn request_id() -> RequestId {
    let id = use_params_map().with(|params| params.get("id"));
    RequestId(id.and_then(|id| uuid::Uuid::parse_str(&id).ok()).unwrap_or_default())
}

/// A step of the wizard around its `content`.
pub(super) fn step(step: Step, content: fn(Draft) -> AnyView) -> impl IntoView {
    let id = untrack(request_id);
    let load =
        Load::new(move || async move { api::get::<AccessRequestView>(&paths::access_request(id)).await });
    let number = Step::ALL.iter().position(|s| *s == step).unwrap_or_default();
    let heading = t_args("wizard-heading", &[("number", &(number + 1).to_string()), ("step", &step.title())]);
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".into())] current=t("wizard-title") />
        <PageTitle text=heading />
        {load_state(load, move |view| {
            if view.allowed_actions.contains(&Action::Edit) {
                let draft = Draft::open(view);
                view! { <Bar draft number /> <Returned draft /> {content(draft)} }.into_any()
            } else {
                not_open(id)
            }
        })}
    }
}

#[component]
fn Bar(draft: Draft, number: usize) -> impl IntoView {
    let id = draft.id();
    let steps = move |content: &domain::Draft| {
        let one = |step: &Step| ui::Step {
            title: step.title(),
            href: step.is_open(content).then(|| step.address(id)),
        };
        Step::ALL.iter().map(one).collect()
    };
    move || draft.content.with(|content| view! { <Stepper steps=steps(content) current=number /> })
}

/// Why a returned request has to be changed.
#[component]
fn Returned(draft: Draft) -> impl IntoView {
    let returned = draft.view.with_untracked(|view| view.status == RequestStatus::Returned);
    returned.then(|| {
        view! {
            <Notice kind=NoticeKind::Warning title=t("wizard-returned-title")>
                <ReturnReason id=draft.id() />
                <p>{t("wizard-returned-text")}</p>
            </Notice>
        }
    })
}

fn not_open(id: RequestId) -> AnyView {
    view! {
        <Notice title=t("wizard-not-open-title")>
            <p>{t("wizard-not-open-text")}</p>
        </Notice>
        <div class="hilum-actions">
            <LinkButton href=format!("/requests/{id}") variant=Variant::Primary>
                {t("wizard-not-open-link")}
            </LinkButton>
        </div>
    }
    .into_any()
}

/// Faults of a step that is left too early.
pub(super) type Errors = RwSignal<Vec<(String, String)>>;

pub(super) fn error_summary(errors: Errors) -> AnyView {
    view! { <ErrorSummary errors /> }.into_any()
}

/// Says that an earlier step is missing, and leads there.
pub(super) fn earlier_first(text: String, link: String, to: Step, id: RequestId) -> AnyView {
    view! {
        <Notice title=text />
        <div class="hilum-actions">
            <LinkButton href=to.address(id) variant=Variant::Primary>
                {link}
            </LinkButton>
        </div>
    }
    .into_any()
}

/// Back, Cancel and on. Going on saves first; what is missing is said instead.
#[component]
pub(super) fn Foot(
    draft: Draft,
    step: Step,
    next: Step,
    #[prop(into)] text: String,
    errors: Errors,
) -> impl IntoView {
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let id = draft.id();
    let go = move |_| {
        let missing = draft.content.with_untracked(|content| step.missing(content));
        let ready = missing.is_none();
        errors.set(missing.into_iter().collect());
        let navigate = navigate.clone();
        if ready {
            api::run(busy, async move {
                if draft.saved().await {
                    navigate(&next.address(id), Default::default());
                }
            });
        }
    };
    view! {
        <FootBar draft step>
            <Button variant=Variant::Primary busy on_click=go>
                {text}
            </Button>
        </FootBar>
    }
}

/// The foot of a step; `children` is the way on.
#[component]
pub(super) fn FootBar(draft: Draft, step: Step, children: Children) -> impl IntoView {
    let id = draft.id();
    let leaving = RwSignal::new(false);
    let back = step.back().map(|(to, text)| {
        view! {
            <LinkButton href=to.address(id)>
                <span aria-hidden="true">"← "</span>
                {text}
            </LinkButton>
        }
    });
    view! {
        <SaveState draft />
        <div class="wizard-foot">
            {back}
            <Button variant=Variant::Ghost on_click=move |_| leaving.set(true)>
                {t("wizard-cancel")}
            </Button>
            <div class="wizard-foot__on">{children()}</div>
        </div>
        <Leave draft open=leaving />
    }
}

/// "Saved", or why not.
#[component]
fn SaveState(draft: Draft) -> impl IntoView {
    let text = move || match draft.saving.get() {
        Saving::Untouched | Saving::Failed(_) => String::new(),
        Saving::Waiting => t("wizard-saving"),
        Saving::Saved => t("wizard-saved"),
    };
    // What is tried again by itself and fails as before leaves its button where it is.
    let failed = Memo::new(move |_| match draft.saving.get() {
        Saving::Failed(error) => {
            Some((error.text(), error.fields().iter().map(api::field_error_text).collect::<Vec<_>>()))
        }
        Saving::Untouched | Saving::Waiting | Saving::Saved => None,
    });
    let failure = move || {
        let (text, faults) = failed.get()?;
        let explained = if faults.is_empty() {
            view! { <p>{text} " " {t("wizard-not-saved-text")}</p> }.into_any()
        } else {
            let faults = faults.into_iter().map(|fault| view! { <li>{fault}</li> });
            view! {
                <ul class="hilum-plain-list">{faults.collect_view()}</ul>
                <p>{t("wizard-not-saved-refused")}</p>
            }
            .into_any()
        };
        Some(view! {
            <Notice kind=NoticeKind::Warning title=t("wizard-not-saved") live=true>
                {explained}
                <Button on_click=move |_| draft.retry()>{t("wizard-save-again")}</Button>
            </Notice>
        })
    };
    view! {
        <p class="wizard-saving" role="status">{text}</p>
        {failure}
    }
}

/// Cancel: what was chosen stays saved, unless the applicant throws it away.
#[component]
fn Leave(draft: Draft, open: RwSignal<bool>) -> impl IntoView {
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<ApiError>);
    let discardable = draft.view.with_untracked(|view| view.allowed_actions.contains(&Action::Discard));
    let keep = {
        let navigate = navigate.clone();
        move || navigate("/", Default::default())
    };
    let discard = move |_| {
        let navigate = navigate.clone();
        api::run(busy, async move {
            match draft.discard().await {
                Ok(()) => navigate("/", Default::default()),
                Err(error) => drop(problem.try_set(Some(error))),
            }
        });
    };
    view! {
        <Confirm open title=t("wizard-cancel-title") confirm=t("wizard-cancel-keep") on_confirm=keep>
            <p>{t("wizard-cancel-text")}</p>
            <ProblemNotice problem />
            {discardable
                .then(|| {
                    view! {
                        <Button busy on_click=discard>
                            {t("wizard-cancel-discard")}
                        </Button>
                    }
                })}
        </Confirm>
    }
}

impl Draft {
    pub(super) fn id(self) -> RequestId {
        self.view.with_untracked(|view| view.id)
    }

    async fn discard(self) -> Result<(), ApiError> {
        let (id, version) = self.view.with_untracked(|view| (view.id, view.version));
        self.forget();
        api::send(Method::Delete, &paths::access_request(id), None::<&()>, Options::if_match(version)).await
    }
}
