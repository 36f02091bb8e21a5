use hilum_api_types::paths;
use hilum_api_types::training::{AdvanceClock, TrainingClockView};
use leptos::prelude::*;

use crate::api::{self, ApiError, Load, Method, Options};
use crate::clock;
use crate::ui::{Button, ProblemNotice, load_state};
use crate::words::{date_time, t, t_args};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// The clock of the whole training environment; it only goes forward. `moved` is called after each step.
#[component]
pub(super) fn Clock(#[prop(into)] moved: Callback<()>) -> impl IntoView {
    let clock = Load::new(|| api::get::<TrainingClockView>(paths::TRAINING_CLOCK));
    let problem = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let step = move |seconds: i64, text: String| {
        let advance = move |_| {
            api::run(busy, async move {
                let body = AdvanceClock { advance_seconds: seconds };
                let answer = api::send::<_, TrainingClockView>(
                    Method::Post,
                    paths::TRAINING_CLOCK,
                    Some(&body),
                    Options::default(),
                );
                match answer.await {
                    Ok(view) => {
                        clock::follow(Some(view.clone()));
                        api::reload(); // a session may have run out
                        clock.replace(view);
                        problem.try_set(None);
                        moved.try_run(());
                    }
                    Err(error) => drop(problem.try_set(Some(error))),
                }
            });
        };
        view! { <Button busy on_click=advance>{text}</Button> }
    };
    view! {
        <section aria-labelledby="training-clock">
            <h2 class="hilum-heading" id="training-clock">{t("training-clock")}</h2>
            <p>{t("training-clock-text")}</p>
            <ProblemNotice problem />
            {load_state(clock, |clock: TrainingClockView| {
                let now = date_time(clock.now);
                view! { <p role="status">{t_args("training-clock-now", &[("now", &now)])}</p> }
            })}
            <div class="hilum-actions">
                {step(HOUR, t("training-clock-hour"))}
                {step(DAY, t("training-clock-day"))}
                {step(7 * DAY, t("training-clock-week"))}
                {step(90 * DAY, t("training-clock-90-days"))}
            </div>
        </section>
    }
}
