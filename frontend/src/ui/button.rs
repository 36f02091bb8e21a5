use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Variant {
    /// The one thing to do next; once per page.
    Primary,
    #[default]
    Secondary,
    /// Looks like a link.
    Ghost,
    /// Cannot be taken back.
    Danger,
}

impl Variant {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "ecl-button ecl-button--primary",
            Self::Secondary => "ecl-button ecl-button--secondary",
            Self::Ghost => "ecl-button ecl-button--ghost",
            Self::Danger => "ecl-button ecl-button--primary hilum-button--danger",
        }
    }
}

/// A button. While `busy` it keeps the focus and says so; `api::run` makes a second click do nothing.
#[component]
pub(crate) fn Button(
    #[prop(optional)] variant: Variant,
    /// Sends the form it stands in.
    #[prop(optional)]
    submit: bool,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(into, optional)] busy: Signal<bool>,
    /// A property and not `on:click`: listeners put on a component from outside are doubled when it is drawn over
    /// (tachys 0.2.19, `AnyViewWithAttrs::rebuild`).
    #[prop(into, optional)]
    on_click: Option<Callback<web_sys::MouseEvent>>,
    /// Where the text alone does not tell the buttons of a page apart.
    #[prop(into, optional)]
    label: Option<String>,
    children: Children,
) -> impl IntoView {
    // What the button did may have led away from its page.
    let working = move || busy.try_get().unwrap_or_default().then_some("true");
    view! {
        <button
            class=variant.class()
            type=if submit { "submit" } else { "button" }
            disabled=disabled
            aria-label=label
            aria-disabled=working
            aria-busy=working
            on:click=move |event| {
                if let Some(on_click) = on_click {
                    on_click.run(event);
                }
            }
        >
            <span class="ecl-button__container">
                <span class="ecl-button__label">{children()}</span>
            </span>
        </button>
    }
}

/// Leads somewhere and looks like a button.
#[component]
pub(crate) fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] variant: Variant,
    children: Children,
) -> impl IntoView {
    let class = match variant {
        Variant::Primary => "ecl-link ecl-link--primary hilum-link-button",
        Variant::Secondary | Variant::Danger => "ecl-link ecl-link--secondary hilum-link-button",
        Variant::Ghost => "ecl-link ecl-link--standalone hilum-link-button--ghost",
    };
    view! { <a class=class href=href>{children()}</a> }
}
