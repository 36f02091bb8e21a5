//! Messages that could not be delivered: the helpdesk sees that somebody was not told, and has it tried again. What a
//! message says is not shown: it may open an account.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use hilum_api_types::deliveries::DeliveryView;
use hilum_api_types::page::Page;
use hilum_domain::bounds::{ChoiceName, PageCursor, PageLimit};
use hilum_store::Rows;
use hilum_store::outbox::{self, StoredMessage};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use validator::Validate;

use crate::auth::principal::Activate;
use crate::auth::{Principal, Require};
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::http::body::Query;
use crate::http::paging;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_deliveries).service(retry_delivery);
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListDeliveries {
    /// `given_up`; there is no other list.
    #[validate(length(max = ChoiceName::MAX))]
    #[param(inline, value_type = Option<ChoiceName>)]
    status: Option<String>,
    #[validate(range(min = PageLimit::MIN, max = PageLimit::MAX))]
    #[param(inline, value_type = Option<PageLimit>)]
    limit: Option<u64>,
    #[validate(length(max = PageCursor::MAX))]
    #[param(inline, value_type = Option<PageCursor>)]
    cursor: Option<String>,
}

/// Messages that were given up, newest first: for the helpdesk.
#[utoipa::path(operation_id = "list_deliveries", tag = "helpdesk", params(ListDeliveries), responses((status = 200, body = Page<DeliveryView>)))]
#[get("/api/v1/deliveries")]
async fn list_deliveries(
    context: web::Data<Context>,
    _helpdesk: Require<Activate>,
    request: HttpRequest,
    Query(query): Query<ListDeliveries>,
) -> ApiResult<HttpResponse> {
    paging::choice("status", query.status.as_deref(), |status| (status == "given_up").then_some(()))?;
    let (limit, cursor) = (paging::limit(query.limit), paging::cursor(query.cursor.as_deref())?);
    let rows = outbox::given_up(&context.store.db(), limit, cursor).await?;
    let items = rows.items.into_iter().map(view).collect();
    let page = paging::page(Rows { items, total: rows.total, next: rows.next, prev: rows.prev });
    Ok(paging::answer(request.uri(), &page))
}

fn view(message: StoredMessage) -> DeliveryView {
    let word = |name: &str| message.payload[name].as_str().map(str::to_owned);
    DeliveryView {
        about: word("about").or_else(|| word("template")),
        account: word("account")
            .or_else(|| word("to"))
            .and_then(|id| id.parse::<Uuid>().ok())
            .map(Into::into),
        id: message.id,
        kind: message.kind,
        attempts: message.attempts,
        created_at: message.created_at,
        given_up_at: message.finished_at,
        last_error: message.last_error,
    }
}

/// Try again what was given up.
#[utoipa::path(operation_id = "retry_delivery", tag = "helpdesk", params(("id" = Uuid, Path)), responses((status = 204, description = "It is tried again")))]
#[post("/api/v1/deliveries/{id}/retry")]
async fn retry_delivery(
    context: web::Data<Context>,
    Require(principal, _): Require<Activate>,
    id: web::Path<Uuid>,
) -> ApiResult<HttpResponse> {
    try_again(&context, &principal, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn try_again(context: &Context, principal: &Principal, id: Uuid) -> ApiResult<()> {
    let principal = principal.clone();
    context
        .store
        .write(principal.author(), async move |tx| {
            let principal = principal.with_rights_of(tx);
            let found = outbox::retry(tx, id, principal.now).await?;
            if found { Ok(()) } else { Err(ApiError::not_found()) }
        })
        .await?;
    context.store.ring();
    Ok(())
}
