//! Training mode only (R18); absent elsewhere.

use actix_web::{HttpResponse, get, post, web};
use hilum_api_types::page::Page;
use hilum_api_types::training::{AdvanceClock, TrainingAccountView, TrainingClockView, TrainingMailView};
use hilum_domain::bounds::{ClockAdvance, MailAddress};
use hilum_store::Author;
use hilum_store::training as stored;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::http::body::{Json, Query};
use crate::http::paging;
use crate::training::{PASSWORD, people};

/// The newest mails.
const MAILS_MAX: u64 = 100;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_training_accounts)
        .service(list_training_mails)
        .service(get_training_clock)
        .service(advance_training_clock);
}

fn only_in_training(context: &Context) -> ApiResult<()> {
    if context.settings.training.enabled { Ok(()) } else { Err(ApiError::not_found()) }
}

/// The training people and how to sign in as them.
#[utoipa::path(operation_id = "list_training_accounts", security(()), tag = "training", responses((status = 200, body = Page<TrainingAccountView>)))]
#[get("/api/v1/training/accounts")]
async fn list_training_accounts(context: web::Data<Context>) -> ApiResult<HttpResponse> {
    only_in_training(&context)?;
    let all = people(&context.store.catalogue());
    let view = |person: crate::training::TrainingPerson| TrainingAccountView {
        email: person.email(),
        password: PASSWORD.into(),
        role: person.role.into(),
        network: person.network().map(str::to_owned),
    };
    Ok(HttpResponse::Ok().json(paging::whole(all.into_iter().map(view).collect())))
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
struct ListMails {
    /// Only to this address.
    #[validate(length(max = MailAddress::MAX))]
    #[param(inline, value_type = Option<MailAddress>)]
    to: Option<String>,
}

/// Mails that would have been sent, newest first.
#[utoipa::path(operation_id = "list_training_mails", security(()), tag = "training", params(ListMails), responses((status = 200, body = Page<TrainingMailView>)))]
#[get("/api/v1/training/mailbox")]
async fn list_training_mails(
    context: web::Data<Context>,
    Query(query): Query<ListMails>,
) -> ApiResult<HttpResponse> {
    only_in_training(&context)?;
    let to = query.to.filter(|to| !to.is_empty());
    let mails = stored::mails(&context.store.db(), to.as_deref(), MAILS_MAX).await?;
    let view = |mail: stored::TrainingMail| TrainingMailView {
        to: mail.recipient,
        subject: mail.subject,
        text: mail.text_body,
        html: mail.html_body,
        sent_at: mail.sent_at,
    };
    Ok(HttpResponse::Ok().json(paging::whole(mails.into_iter().map(view).collect())))
}

/// What time it is here.
#[utoipa::path(operation_id = "get_training_clock", security(()), tag = "training", responses((status = 200, body = TrainingClockView)))]
#[get("/api/v1/training/clock")]
async fn get_training_clock(context: web::Data<Context>) -> ApiResult<HttpResponse> {
    only_in_training(&context)?;
    Ok(HttpResponse::Ok().json(clock(&context)))
}

/// Move the clock forward, to see what time does.
#[utoipa::path(operation_id = "advance_training_clock", security(()), tag = "training", request_body = AdvanceClock, responses((status = 200, body = TrainingClockView)))]
#[post("/api/v1/training/clock")]
async fn advance_training_clock(
    context: web::Data<Context>,
    Json(body): Json<AdvanceClock>,
) -> ApiResult<HttpResponse> {
    only_in_training(&context)?;
    advance(&context, body.whole()?.advance_seconds).await?;
    Ok(HttpResponse::Ok().json(clock(&context)))
}

async fn advance(context: &Context, seconds: i64) -> ApiResult<()> {
    let advanced = context
        .store
        .write(Author::Stranger, async move |tx| {
            let advanced = stored::advanced_seconds(tx).await?;
            if !(0..=ClockAdvance::MAX - advanced).contains(&seconds) {
                return Err(paging::invalid("advance_seconds"));
            }
            stored::set_advanced_seconds(tx, advanced + seconds).await?;
            Ok(advanced + seconds)
        })
        .await?;
    context.clock.catch_up(advanced);
    context.store.ring();
    Ok(())
}

fn clock(context: &Context) -> TrainingClockView {
    TrainingClockView { now: context.now(), advanced_seconds: context.clock.advanced_seconds() }
}
