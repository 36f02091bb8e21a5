//! Whom to tell of a hole (RFC 9116).

use actix_web::{HttpResponse, web};
use chrono::{SecondsFormat, TimeDelta};

use crate::context::Context;

pub(crate) const PATH: &str = "/.well-known/security.txt";
/// The file is made anew each time it is asked for; the RFC wants less than a year.
const VALID: TimeDelta = TimeDelta::days(180);

pub(crate) async fn answer(context: web::Data<Context>) -> HttpResponse {
    let settings = &context.settings;
    let default = || format!("mailto:{}", settings.support_email);
    let contact = settings.security_contact.clone().unwrap_or_else(default);
    let expires = (context.now() + VALID).to_rfc3339_opts(SecondsFormat::Secs, true);
    let url = settings.public_url();
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(format!(
        "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\nCanonical: {url}{PATH}\n"
    ))
}
