//! What the document says of each address: its methods, and whether somebody must be signed in.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::ALLOW;
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, ResponseError as _, web};
use hilum_api_types::problem::ErrorCode;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};

use crate::error::ApiError;

#[derive(Debug)]
pub(crate) struct Routes {
    methods: BTreeMap<String, BTreeSet<&'static str>>,
    /// The methods that are for people who are signed in.
    closed: BTreeMap<String, BTreeSet<&'static str>>,
}

impl Routes {
    pub(crate) fn new(api: &OpenApi) -> Self {
        Self {
            methods: methods(api, |_| true),
            closed: methods(api, |operation| operation.security.is_some()),
        }
    }

    /// The methods of an address, a parameter of it standing for anything.
    pub(crate) fn allowed(&self, path: &str) -> Option<&BTreeSet<&'static str>> {
        found(&self.methods, path)
    }

    /// The methods of an address that has no parameter.
    pub(crate) fn exactly(&self, path: &str) -> Option<&BTreeSet<&'static str>> {
        self.methods.get(path)
    }

    pub(crate) fn is_closed(&self, method: &Method, path: &str) -> bool {
        found(&self.closed, path).is_some_and(|methods| methods.contains(method.as_str()))
    }
}

/// `/accounts/confirmations` has the form of `/accounts/{id}`, and yet it is an address of its own.
pub(crate) async fn middleware<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let routes = request.app_data::<web::Data<Routes>>();
    let methods = routes.and_then(|routes| routes.exactly(request.path()));
    match methods.filter(|methods| !methods.contains(request.method().as_str())).map(method_not_allowed) {
        Some(refusal) => Ok(request.into_response(refusal).map_into_right_body()),
        None => next.call(request).await.map(ServiceResponse::map_into_left_body),
    }
}

pub(crate) fn method_not_allowed(allowed: &BTreeSet<&'static str>) -> HttpResponse {
    let mut response = ApiError::from(ErrorCode::MethodNotAllowed).error_response();
    let allowed: Vec<&str> = allowed.iter().copied().collect();
    if let Ok(value) = allowed.join(", ").parse() {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}

fn found<'a>(
    templates: &'a BTreeMap<String, BTreeSet<&'static str>>,
    path: &str,
) -> Option<&'a BTreeSet<&'static str>> {
    templates.iter().find(|(template, _)| fits(template, path)).map(|(_, methods)| methods)
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(w), Some(g)) if w == g || w.starts_with('{') && !g.is_empty() => {}
            _ => return false,
        }
    }
}

/// Path templates with those of their methods.
fn methods(api: &OpenApi, which: fn(&Operation) -> bool) -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut known = BTreeMap::new();
    for (path, item) in &api.paths.paths {
        let mut item = item.clone();
        let wanted = operations(&mut item).filter(|(_, operation)| which(operation));
        known.insert(path.clone(), wanted.map(|(method, _)| method).collect());
    }
    known
}

/// Every operation of an address, with its method.
pub(crate) fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [
        ("GET", item.get.as_mut()),
        ("POST", item.post.as_mut()),
        ("PUT", item.put.as_mut()),
        ("PATCH", item.patch.as_mut()),
        ("DELETE", item.delete.as_mut()),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation?)))
}
