//! The decision: each profile on its own, with a reason where one is needed, or the whole request back (R6).

use hilum_api_types::access_requests::{
    AccessRequestView, DecideAccessRequest, DecideItem, ItemView, ReturnAccessRequest,
};
use hilum_api_types::paths;
use hilum_api_types::problem::ErrorCode;
use hilum_domain::access_request::{Action, GUEST_DAYS, ItemStatus, Verdict};
use hilum_domain::catalogue::OrganisationKind;
use hilum_domain::{FieldError, ItemId, RequestId};
use leptos::prelude::*;
use serde::Serialize;

use super::reason::{ReasonFields, ReasonIds, ReasonInput};
use crate::api::{self, ApiError, ErrorKind, Method, Options, field_error_text};
use crate::clock::now;
use crate::ui::{
    Button, ChoiceGroup, DateField, Details, ErrorSummary, Notice, NoticeKind, ProblemNotice, Radio, Variant,
    date_input_value, end_of_day, error_of, focus,
};
use crate::words::{date, t, t_args};

const REASON: ReasonIds = ReasonIds { code: "decision-reason", text: "decision-text" };
const RETURN: ReasonIds = ReasonIds { code: "return-reason", text: "return-text" };
const UNTIL: &str = "decision-until";
const RACED: &str = "decision-raced";

type Errors = RwSignal<Vec<(String, String)>>;

/// What is chosen about one item so far; `None` leaves it for later.
#[derive(Clone, Copy)]
struct Choice {
    item: ItemId,
    verdict: RwSignal<Option<Verdict>>,
}

/// What both ways of deciding share.
#[derive(Clone, Copy)]
struct Desk {
    id: RequestId,
    version: i64,
    errors: Errors,
    problem: RwSignal<Option<ApiError>>,
    /// Somebody else moved the request on.
    raced: RwSignal<bool>,
    busy: RwSignal<bool>,
    /// Kept while it is unknown whether the last try arrived.
    key: StoredValue<String>,
    /// Called when the state is to be shown anew, with what to say about it.
    after: Callback<Option<String>>,
}

/// The panel of those who may decide; the request allows it.
#[component]
pub(crate) fn Decide(request: AccessRequestView, after: Callback<Option<String>>) -> impl IntoView {
    let desk = Desk {
        id: request.id,
        version: request.version,
        errors: RwSignal::new(Vec::new()),
        problem: RwSignal::new(None),
        raced: RwSignal::new(false),
        busy: RwSignal::new(false),
        key: StoredValue::new(api::new_key()),
        after,
    };
    let raced = move || {
        desk.raced.get().then(|| {
            view! {
                <Notice kind=NoticeKind::Warning title=t("decision-raced-title") live=true>
                    <p>{t("decision-raced-text")}</p>
                    <Button on_click=move |_| after.run(None)>{t("decision-raced-button")}</Button>
                </Notice>
            }
        })
    };
    let returnable = request.allowed_actions.contains(&Action::Return);
    view! {
        <section class="request-decide" aria-labelledby="request-decide">
            <h2 class="hilum-heading" id="request-decide">{t("decision-title")}</h2>
            <p>{t("decision-lead")}</p>
            <ErrorSummary errors=desk.errors />
            <ProblemNotice problem=desk.problem />
            <div id=RACED tabindex="-1">{raced}</div>
            {items(desk, &request)}
            {returnable.then(|| give_back(desk))}
        </section>
    }
}

/// Approve or reject, item by item.
fn items(desk: Desk, request: &AccessRequestView) -> AnyView {
    let pending: Vec<(ItemId, &ItemView)> = request
        .items
        .iter()
        .filter(|item| item.status == ItemStatus::Pending)
        .filter_map(|item| item.id.map(|id| (id, item)))
        .collect();
    let several = pending.len() > 1;
    let choices: Vec<Choice> =
        pending.iter().map(|(item, _)| Choice { item: *item, verdict: RwSignal::new(None) }).collect();
    let questions = pending
        .iter()
        .zip(&choices)
        .map(|((_, item), choice)| question(desk.errors, *choice, item, several))
        .collect_view();
    let choices = StoredValue::new(choices);
    let any = move |verdict: Verdict| {
        Memo::new(move |_| {
            choices.with_value(|all| all.iter().any(|choice| choice.verdict.get() == Some(verdict)))
        })
    };
    let (approves, rejects) = (any(Verdict::Approve), any(Verdict::Reject));
    let reason = ReasonInput::new();
    let until = RwSignal::new(String::new());
    let hint = until_hint(request);
    let asked_for = request.items.clone();
    let decide = move |_| {
        let items: Vec<DecideItem> = choices.with_value(|all| {
            let decided = |choice: &Choice| {
                choice.verdict.get_untracked().map(|decision| DecideItem { id: choice.item, decision })
            };
            all.iter().filter_map(decided).collect()
        });
        let mut faults = Vec::new();
        if items.is_empty() {
            let first = choices.with_value(|all| all.first().map(|choice| field_of(choice.item)));
            faults.extend(first.map(|field| (field, t("decision-nothing"))));
        }
        if rejects.get_untracked() {
            faults.extend(reason.faults(REASON));
        }
        let valid_until = end_of_day(&until.get_untracked()).filter(|_| approves.get_untracked());
        if valid_until.is_some_and(|until| until <= now()) {
            faults.push((UNTIL.to_owned(), t("field-error-must_be_future")));
        }
        desk.errors.set(faults);
        if desk.errors.with_untracked(Vec::is_empty) {
            let reason = reason.value().filter(|_| rejects.get_untracked());
            let sent: Vec<ItemId> = items.iter().map(|item| item.id).collect();
            let asked_for = asked_for.clone();
            let place = move |fault: &FieldError| shown(fault, &sent, &asked_for);
            desk.send("decide", DecideAccessRequest { items, reason, valid_until }, "decision-done", place);
        }
    };
    let button = move || match (approves.get(), rejects.get()) {
        (true, false) => t("decision-approve-button"),
        (false, true) => t("decision-reject-button"),
        (true, true) | (false, false) => t("decision-save"),
    };
    view! {
        {questions}
        // Hidden, not removed: what was typed is still there when one changes one's mind back.
        <div hidden=move || !rejects.get()>
            <ReasonFields input=reason ids=REASON errors=desk.errors />
        </div>
        <div hidden=move || !approves.get()>
            <DateField
                id=UNTIL
                label=t("decision-until")
                hint
                value=until
                min=date_input_value(now())
                error=error_of(desk.errors, UNTIL)
            />
        </div>
        <div class="hilum-actions">
            <Button variant=Variant::Primary busy=desk.busy on_click=decide>
                {button}
            </Button>
        </div>
    }
    .into_any()
}

fn until_hint(request: &AccessRequestView) -> String {
    let mut hint = match request.requested_until {
        Some(until) => t_args("decision-until-asked-hint", &[("moment", &date(until))]),
        None => t("decision-until-hint"),
    };
    let place = request.organisation.as_ref().and_then(|organisation| organisation.path.last());
    if place.is_some_and(|node| node.kind == OrganisationKind::Guest) {
        hint.push(' ');
        hint.push_str(&t_args("decision-until-guest-hint", &[("days", &GUEST_DAYS.to_string())]));
    }
    hint
}

/// The field of an item's verdict.
fn field_of(item: ItemId) -> String {
    format!("decision-{item}")
}

fn question(errors: Errors, choice: Choice, item: &ItemView, several: bool) -> AnyView {
    let field = field_of(choice.item);
    let error = {
        let field = field.clone();
        Signal::derive(move || {
            errors.with(|errors| errors.iter().find(|(id, _)| *id == field).map(|(_, text)| text.clone()))
        })
    };
    let name = field.clone();
    let answer = move |suffix: &str, label: String, verdict: Option<Verdict>| {
        view! {
            <Radio
                id=format!("{name}-{suffix}")
                name=name.clone()
                label
                checked=Signal::derive(move || choice.verdict.get() == verdict)
                on_select=move || choice.verdict.set(verdict)
            />
        }
    };
    view! {
        <ChoiceGroup
            id=field.clone()
            legend=t_args("decision-item", &[("profile", &item.profile.name)])
            hint=item.profile.description.clone()
            error
            required=!several
        >
            <div class="request-verdicts">
                {answer("approve", t("decision-approve"), Some(Verdict::Approve))}
                {answer("reject", t("decision-reject"), Some(Verdict::Reject))}
                {several.then(|| answer("later", t("decision-later"), None))}
            </div>
        </ChoiceGroup>
    }
    .into_any()
}

/// The whole request back to the applicant.
fn give_back(desk: Desk) -> AnyView {
    let reason = ReasonInput::new();
    let give_back = move |_| {
        desk.errors.set(reason.faults(RETURN));
        if let (true, Some(reason)) = (desk.errors.with_untracked(Vec::is_empty), reason.value()) {
            let place = |fault: &FieldError| {
                let field = if fault.field.ends_with("text") { RETURN.text } else { RETURN.code };
                (field.to_owned(), field_error_text(fault))
            };
            desk.send("return", ReturnAccessRequest { reason }, "decision-return-done", place);
        }
    };
    view! {
        <Details summary=t("decision-return-title")>
            <p>{t("decision-return-text")}</p>
            <ReasonFields input=reason ids=RETURN errors=desk.errors />
            <Button busy=desk.busy on_click=give_back>
                {t("decision-return-button")}
            </Button>
        </Details>
    }
    .into_any()
}

/// Where a fault of the server belongs on this panel, in words.
fn shown(fault: &FieldError, sent: &[ItemId], asked_for: &[ItemView]) -> (String, String) {
    let mut named = fault.clone();
    if let Some(profile) = named.params.get_mut("profile")
        && let Some(item) = asked_for.iter().find(|item| item.profile.code == *profile)
    {
        profile.clone_from(&item.profile.name);
    }
    let text = field_error_text(&named);
    let index =
        fault.field.strip_prefix("items[").and_then(|rest| rest.split(']').next()?.parse::<usize>().ok());
    if let Some(id) = index.and_then(|index| sent.get(index)) {
        let item = asked_for.iter().find(|item| item.id == Some(*id));
        let name = item.map(|item| item.profile.name.as_str()).unwrap_or_default();
        return (field_of(*id), [name, ": ", &text].concat());
    }
    let field = match &*fault.field {
        "reason.text" => REASON.text.to_owned(),
        "reason" | "reason.code" => REASON.code.to_owned(),
        "valid_until" => UNTIL.to_owned(),
        _ => sent.first().map(|item| field_of(*item)).unwrap_or_default(),
    };
    (field, text)
}

impl Desk {
    /// Sends it once; `place` says where a fault of the server belongs.
    fn send<B: Serialize + 'static>(
        self,
        action: &'static str,
        body: B,
        done: &'static str,
        place: impl Fn(&FieldError) -> (String, String) + 'static,
    ) {
        self.problem.set(None);
        self.raced.set(false);
        api::run(self.busy, async move {
            let Some(key) = self.key.try_get_value() else { return };
            let options = Options { if_match: Some(self.version), idempotency_key: Some(key) };
            let path = paths::access_request_action(self.id, action);
            let answer = api::send::<B, AccessRequestView>(Method::Post, &path, Some(&body), options).await;
            let error = match answer {
                Ok(_) => return self.after.run(Some(t(done))),
                Err(error) => error,
            };
            if !matches!(error.kind, ErrorKind::Offline | ErrorKind::Timeout) {
                self.key.try_set_value(api::new_key());
            }
            match error.code() {
                Some(
                    ErrorCode::Stale | ErrorCode::Conflict | ErrorCode::WrongState | ErrorCode::Duplicate,
                ) => {
                    self.raced.try_set(true);
                    focus(RACED);
                }
                _ if !error.fields().is_empty() => {
                    self.errors.try_set(error.fields().iter().map(place).collect());
                }
                _ => {
                    self.problem.try_set(Some(error));
                }
            }
        });
    }
}
