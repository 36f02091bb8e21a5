//! Who looked at whose data: written down where somebody opens what is another's, read by the auditor.

use actix_web::{HttpRequest, HttpResponse, get, web};
use hilum_api_types::accounts::DataViewView;
use hilum_api_types::page::Page;
use hilum_domain::AccountId;
use hilum_domain::bounds::{PageCursor, PageLimit};
use hilum_store::data_views::{self, DataView, Filter, Look};
use hilum_store::{Author, Rows, StoreError};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use validator::Validate;

use crate::auth::principal::Audit;
use crate::auth::{Principal, Require};
use crate::context::Context;
use crate::error::ApiResult;
use crate::http::body::Query;
use crate::http::paging;
use crate::names::Names;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_data_views);
}

/// What somebody opens.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    Request,
    /// Of a request.
    History,
    Grant,
    Account,
}

impl What {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::History => "history",
            Self::Grant => "grant",
            Self::Account => "account",
        }
    }
}

/// Writes down, once an hour, that the principal looked at something of `subject`'s; their own is nobody's business.
/// The reader does not wait for it: whether it is known already is a read, and the writing is done beside.
pub(crate) async fn note(
    context: &Context,
    principal: &Principal,
    subject: AccountId,
    what: What,
    object: Uuid,
) -> ApiResult<()> {
    let (viewer, now) = (principal.id(), principal.now);
    let look = Look { viewer, subject, what: what.as_str(), object: Some(object) };
    if viewer == subject || data_views::is_known(&context.store.db(), look, now).await? {
        return Ok(());
    }
    let store = context.store.clone();
    actix_web::rt::spawn(async move {
        let written: Result<(), StoreError> = store
            .write(Author::System, async move |tx| {
                // Somebody may look twice at the same moment.
                if data_views::is_known(tx, look, now).await? {
                    return Ok(());
                }
                data_views::insert(tx, look, now).await
            })
            .await;
        if let Err(error) = written {
            tracing::error!(
                ?look,
                error = format!("{error:#}"),
                "a look at somebody's data was not written down"
            );
        }
    });
    Ok(())
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListDataViews {
    /// Whose data.
    subject: Option<Uuid>,
    /// Who looked.
    viewer: Option<Uuid>,
    #[validate(range(min = PageLimit::MIN, max = PageLimit::MAX))]
    #[param(inline, value_type = Option<PageLimit>)]
    limit: Option<u64>,
    #[validate(length(max = PageCursor::MAX))]
    #[param(inline, value_type = Option<PageCursor>)]
    cursor: Option<String>,
}

/// Who looked at whose data, newest first: for the auditor.
#[utoipa::path(operation_id = "list_data_views", tag = "audit", params(ListDataViews), responses((status = 200, body = Page<DataViewView>)))]
#[get("/api/v1/data-views")]
async fn list_data_views(
    context: web::Data<Context>,
    _auditor: Require<Audit>,
    request: HttpRequest,
    Query(query): Query<ListDataViews>,
) -> ApiResult<HttpResponse> {
    let page = list(&context, query).await?;
    Ok(paging::answer(request.uri(), &page))
}

async fn list(context: &Context, query: ListDataViews) -> ApiResult<Page<DataViewView>> {
    let limit = paging::limit(query.limit);
    let cursor = paging::cursor(query.cursor.as_deref())?;
    let filter = Filter { subject: query.subject.map(AccountId), viewer: query.viewer.map(AccountId) };
    let db = context.store.db();
    let rows = data_views::list(&db, filter, limit, cursor).await?;
    let people = rows.items.iter().flat_map(|row| [row.viewer_id, row.subject_id]).map(AccountId);
    let names = Names::load(&db, people).await?;
    let view = |row: &DataView| DataViewView {
        id: row.id,
        at: row.at,
        viewer: names.person(row.viewer_id.into(), true),
        subject: names.person(row.subject_id.into(), true),
        what: row.what.clone(),
        object: row.object_id,
    };
    let items = rows.items.iter().map(view).collect();
    Ok(paging::page(Rows { items, total: rows.total, next: rows.next, prev: rows.prev }))
}
