//! The receipt: who was told, how long it usually takes, what comes next.

use hilum_api_types::access_requests::AccessRequestView;
use hilum_api_types::paths;
use hilum_domain::RequestId;
use hilum_domain::access_request::RequestStatus;
use hilum_domain::catalogue::Activation;
use leptos::prelude::*;

use super::application;
use super::step::{Step, request_id};
use crate::api::{self, ApiError, Load};
use crate::session::session;
use crate::ui::{
    Breadcrumb, LinkButton, Notice, NoticeKind, PageTitle, SummaryList, SummaryRow, Variant, load_state,
};
use crate::words::{t, t_args, working_days};

#[derive(Clone)]
struct Sent {
    request: AccessRequestView,
    activation: Activation,
}

/// `/requests/{id}/receipt`
#[component]
pub(crate) fn Receipt() -> impl IntoView {
    let id = untrack(request_id);
    let load = Load::new(move || sent(id));
    let title = move || match load.value() {
        Some(sent) if is_draft(&sent.request) => t("wizard-receipt-draft-title"),
        Some(_) => t("wizard-receipt-title"),
        None => t("wizard-title"),
    };
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".into())] current=t("wizard-title") />
        <PageTitle text=Signal::derive(title) />
        {load_state(load, |sent| if is_draft(&sent.request) { not_yet(sent.request.id) } else { receipt(sent) })}
    }
}

async fn sent(id: RequestId) -> Result<Sent, ApiError> {
    let request: AccessRequestView = api::get(&paths::access_request(id)).await?;
    let applications = application::all().await?.items;
    let known =
        applications.into_iter().find(|a| request.application.as_ref().is_some_and(|r| r.code == a.code));
    Ok(Sent { request, activation: known.map_or(Activation::Helpdesk, |application| application.activation) })
}

fn is_draft(request: &AccessRequestView) -> bool {
    matches!(request.status, RequestStatus::Draft | RequestStatus::Returned)
}

fn not_yet(id: RequestId) -> AnyView {
    view! {
        <p>{t("wizard-receipt-draft-text")}</p>
        <div class="hilum-actions">
            <LinkButton href=Step::Recap.address(id) variant=Variant::Primary>
                {t("wizard-receipt-draft-link")}
            </LinkButton>
        </div>
    }
    .into_any()
}

fn receipt(sent: Sent) -> AnyView {
    let Sent { request, activation } = sent;
    let told = request.stage.with.as_ref().map(|office| {
        let text = match request.stage.people {
            Some(people) => {
                t_args("wizard-receipt-told", &[("office", office), ("people", &people.to_string())])
            }
            None => t_args("wizard-receipt-told-office", &[("office", office)]),
        };
        view! { <li>{text}</li> }
    });
    let time = request.stage.usual_days.as_ref().map(|days| {
        view! { <li>{t_args("wizard-receipt-time", &[("time", &working_days(days))])}</li> }
    });
    let activated = match activation {
        Activation::Helpdesk => t("wizard-receipt-activated"),
        Activation::Automatic => t("wizard-receipt-activated-automatic"),
    };
    let email = session().view().map(|view| {
        view! { <p>{t_args("wizard-receipt-mail", &[("email", &view.user.email)])}</p> }
    });
    let profiles: Vec<String> = request.items.iter().map(|item| item.profile.name.clone()).collect();
    let rows = vec![
        SummaryRow::new(
            t("wizard-recap-application"),
            request.application.map(|a| a.name).unwrap_or_default(),
        ),
        SummaryRow::new(
            t("wizard-recap-organisation"),
            request.organisation.map(|o| o.label).unwrap_or_default(),
        ),
        SummaryRow::new(t("wizard-recap-profiles"), profiles.join(", ")),
    ];
    view! {
        <Notice kind=NoticeKind::Success title=t("wizard-receipt-lead") />
        <h2 class="hilum-heading">{t("wizard-receipt-next")}</h2>
        <ol class="wizard-next">
            {told} {time} <li>{t("wizard-receipt-decided")}</li> <li>{activated}</li>
        </ol>
        {email}
        <h2 class="hilum-heading">{t("wizard-receipt-what")}</h2>
        <SummaryList rows />
        <div class="hilum-actions">
            <LinkButton href=format!("/requests/{}", request.id) variant=Variant::Primary>
                {t("wizard-receipt-request")}
            </LinkButton>
            <LinkButton href="/">{t("wizard-receipt-home")}</LinkButton>
        </div>
    }
    .into_any()
}
