//! `?limit=&cursor=` in, `{items, total, next, prev}` and `Link` (RFC 8288) out.

use actix_web::HttpResponse;
use actix_web::http::Uri;
use actix_web::http::header::LINK;
use hilum_api_types::page::{DEFAULT_LIMIT, Page};
use hilum_domain::{FieldCode, FieldError};
use hilum_store::Rows;
use serde::Serialize;

use super::answers::Repeatable;
use crate::error::{ApiError, ApiResult};

/// 25 when not said.
pub(crate) fn limit(asked: Option<u64>) -> u64 {
    asked.unwrap_or(DEFAULT_LIMIT)
}

/// A cursor given out earlier.
pub(crate) fn cursor<C: std::str::FromStr>(asked: Option<&str>) -> ApiResult<Option<C>> {
    asked.map(str::parse).transpose().ok().ok_or_else(|| invalid("cursor"))
}

pub(crate) fn invalid(field: &str) -> ApiError {
    ApiError::Invalid(vec![FieldError::new(field, FieldCode::Invalid)])
}

/// A value of a closed set, by its name.
pub(crate) fn choice<T>(
    field: &str,
    asked: Option<&str>,
    parse: fn(&str) -> Option<T>,
) -> ApiResult<Option<T>> {
    asked.filter(|text| !text.is_empty()).map(|text| parse(text).ok_or_else(|| invalid(field))).transpose()
}

pub(crate) fn page<T>(rows: Rows<T>) -> Page<T> {
    Page { items: rows.items, total: rows.total, from: None, next: rows.next, prev: rows.prev }
}

/// Everything there is, on one page.
pub(crate) fn whole<T>(items: Vec<T>) -> Page<T> {
    Page { total: items.len() as u64, items, from: None, next: None, prev: None }
}

pub(crate) fn answer<T: Serialize>(uri: &Uri, page: &Page<T>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    let links = [("next", &page.next), ("prev", &page.prev)];
    let links: Vec<String> = links
        .into_iter()
        .filter_map(|(rel, cursor)| {
            Some(format!("<{}>; rel=\"{rel}\"", with_cursor(uri, cursor.as_deref()?)))
        })
        .collect();
    if !links.is_empty() {
        response.insert_header((LINK, links.join(", ")));
    }
    response.extensions_mut().insert(Repeatable);
    response.json(page)
}

fn with_cursor(uri: &Uri, cursor: &str) -> String {
    let others =
        uri.query().unwrap_or_default().split('&').filter(|p| !p.is_empty() && !p.starts_with("cursor="));
    let query: Vec<String> = others.map(str::to_owned).chain([format!("cursor={cursor}")]).collect();
    format!("{}?{}", uri.path(), query.join("&"))
}
