//! Every answer to a GET on its way out: conditional, remembered, compressed (see [`crate::http::answers`]).

use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, web};

use crate::context::Context;
use crate::http::answers::{Answer, Question, Repeatable, may_be_kept};
use crate::http::by::By;

pub(crate) async fn middleware<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.method() != Method::GET || !may_be_kept(request.path()) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let Some(context) = request.app_data::<web::Data<Context>>().cloned() else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let question = question(&context, &request).await;
    if let Some(answer) = question.as_ref().and_then(|question| context.answers.find(question)) {
        let response = answer.to(request.headers());
        return Ok(request.into_response(response).map_into_boxed_body());
    }
    let response = next.call(request).await?.map_into_boxed_body();
    Ok(conditional(response, |answer| {
        if let Some(question) = question {
            context.answers.remember(question, answer);
        }
    }))
}

fn conditional(
    response: ServiceResponse<BoxBody>,
    remember: impl FnOnce(Arc<Answer>),
) -> ServiceResponse<BoxBody> {
    let decided = [CACHE_CONTROL, CONTENT_ENCODING].iter().any(|name| response.headers().contains_key(name));
    if response.status() != StatusCode::OK || decided {
        return response;
    }
    let repeatable = response.response().extensions().get::<Repeatable>().is_some();
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    let answer = match body.try_into_bytes() {
        Ok(body) => Arc::new(Answer::new(head.headers(), body)),
        Err(stream) => return ServiceResponse::new(request, head.set_body(stream)),
    };
    if repeatable && answer.is_small() {
        remember(Arc::clone(&answer));
    }
    let response = answer.to(request.headers());
    ServiceResponse::new(request, response)
}

async fn question(context: &Context, request: &ServiceRequest) -> Option<Question> {
    let By { session, actor } = request.extensions().get::<By>().cloned()?;
    let target = request.uri().path_and_query()?.as_str().to_owned();
    let mark = context.store.mark().await.ok()?;
    Some(Question { asked: (session, target), held: actor, mark, at: context.now() })
}
