use hilum_api_types::factors::{FactorView, FactorsView, RecoveryCodesView};
use hilum_api_types::paths;
use leptos::prelude::*;

use crate::api::{self, Load, Method};
use crate::features::two_step::{RecoveryCodes, TWO_STEP};
use crate::ui::{
    Button, ConfirmedChange, Empty, FieldKind, Form, FormField, LinkButton, Table, Variant, dynamic_afresh,
    focus, load_state,
};
use crate::words::{ago, date, t, t_args, t_code};

const HEADING: &str = "account-factors";
/// The field of a new name.
const NAME: &str = "label";

/// Verification methods, and the codes that stand in for them.
#[component]
pub(super) fn Factors() -> impl IntoView {
    let load = Load::new(|| api::get::<FactorsView>(paths::MY_FACTORS));
    let renamed = RwSignal::new(None::<FactorView>);
    let codes = RwSignal::new(None::<Vec<String>>);
    let changed = Callback::new(move |()| {
        renamed.set(None);
        codes.set(None);
        load.reload();
        api::reload(); // second_factor
        focus(HEADING);
    });
    let content = move |view: FactorsView| {
        if view.items.is_empty() {
            return view! {
                <Empty text=t("account-factors-none")>
                    <p>{t("account-factors-none-text")}</p>
                    <LinkButton href=TWO_STEP variant=Variant::Primary>{t("account-factors-set-up")}</LinkButton>
                </Empty>
            }
            .into_any();
        }
        let left = view.recovery_codes_left;
        view! {
            {table(view, renamed, changed)}
            {dynamic_afresh(move || renamed.get().map(|factor| rename(factor, changed)).into_any())}
            <p><LinkButton href=TWO_STEP>{t("account-factors-add")}</LinkButton></p>
            <h3 class="hilum-list-group" id="recovery-codes" tabindex="-1">{t("recovery-codes")}</h3>
            {dynamic_afresh(move || match codes.get() {
                Some(fresh) => view! { <RecoveryCodes codes=fresh on_kept=changed /> }.into_any(),
                None => codes_left(left, codes),
            })}
        }
        .into_any()
    };
    view! {
        <section aria-labelledby=HEADING>
            <h2 class="hilum-heading" id=HEADING tabindex="-1">{t("account-factors")}</h2>
            {load_state(load, content)}
        </section>
    }
}

fn table(view: FactorsView, renamed: RwSignal<Option<FactorView>>, changed: Callback<()>) -> AnyView {
    let removable = view.items.len() > 1 || view.last_removable;
    let headings = vec![
        t("account-factor-name"),
        t("account-factor-added"),
        t("account-factor-used"),
        t("account-factor-change"),
    ];
    let rows = view.items.into_iter().map(|factor| row(factor, removable, renamed, changed)).collect();
    view! { <Table caption=t("account-factors") headings rows /> }.into_any()
}

fn row(
    factor: FactorView,
    removable: bool,
    renamed: RwSignal<Option<FactorView>>,
    changed: Callback<()>,
) -> Vec<AnyView> {
    let kind = match &factor.sent_to {
        Some(number) => t_args("account-factor-sms", &[("number", number)]),
        None => t_code("factor", factor.kind.as_str()),
    };
    let name = factor.label.clone();
    let named = |key: &str| t_args(key, &[("name", &name)]);
    let remove = if removable {
        view! {
            <ConfirmedChange
                text=t("account-factor-remove")
                label=named("account-factor-remove-name")
                title=named("account-factor-remove-title")
                told=t("account-factor-remove-told")
                confirm=t("account-factor-remove")
                path=paths::my_factor(factor.id)
                if_match=factor.version
                on_done=move |_| changed.run(())
            />
        }
        .into_any()
    } else {
        view! { <span class="hilum-list-minor">{t("account-factor-last")}</span> }.into_any()
    };
    let label = named("account-factor-rename-name");
    let used = factor.last_used_at.map_or_else(|| t("account-factor-never"), ago);
    let added = date(factor.created_at);
    let begin = move |_| {
        renamed.set(Some(factor.clone()));
        request_animation_frame(|| focus(NAME));
    };
    vec![
        view! {
            <strong>{name.clone()}</strong>
            <span class="hilum-list-minor">{kind}</span>
        }
        .into_any(),
        added.into_any(),
        used.into_any(),
        view! {
            <div class="hilum-actions">
                <Button variant=Variant::Ghost label on_click=begin>{t("account-factor-rename")}</Button>
                {remove}
            </div>
        }
        .into_any(),
    ]
}

fn rename(factor: FactorView, changed: Callback<()>) -> AnyView {
    let label = t_args("account-factor-new-name", &[("name", &factor.label)]);
    let value = RwSignal::new(factor.label);
    view! {
        <div class="hilum-card">
            <Form
                fields=vec![FormField::new(NAME, label, FieldKind::Text("off")).value(value)]
                method=Method::Patch
                path=paths::my_factor(factor.id)
                if_match=Some(factor.version)
                submit=t("account-factor-rename")
                on_done=move |_| changed.run(())
            />
        </div>
    }
    .into_any()
}

/// How many are left, and the way to new ones.
fn codes_left(left: u64, codes: RwSignal<Option<Vec<String>>>) -> AnyView {
    let show = move |answer: String| {
        if let Ok(view) = api::read::<RecoveryCodesView>(answer) {
            codes.set(Some(view.recovery_codes.into_iter().map(|code| code.0).collect()));
            focus("recovery-codes");
        }
    };
    view! {
        <p>{t_args("account-codes-left", &[("count", &left.to_string())])}</p>
        <ConfirmedChange
            text=t("account-codes-new")
            title=t("account-codes-new-title")
            told=t("account-codes-new-told")
            confirm=t("account-codes-new")
            method=Method::Post
            path=paths::MY_RECOVERY_CODES
            on_done=show
        />
    }
    .into_any()
}
