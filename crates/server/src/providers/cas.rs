//! CAS 3 (the protocol of Apereo CAS) and EU Login's dialect of it: another address for the validation, what is asked
//! for and what is answered about the level of authentication, and attributes that are not in a list of their own.

mod answer;

use hilum_domain::Moment;
use hilum_domain::catalogue::Assurance;

use answer::Ticket;
pub use answer::ended_ticket;

use super::http::{self, Http};
use super::protocol::{Answer, ExternalIdentity, Fault, Journey};
use crate::config::providers::{AssuranceLevel, AuthenticationLevel, Kind, ProviderSettings};
use crate::security::secret;

/// Longest ticket we look at (CAS 3.0, 3.1.1 asks for 256 at least).
const TICKET_MAX: usize = 512;

#[derive(Debug)]
pub struct Client {
    settings: ProviderSettings,
    http: Http,
    /// Without a slash at the end; it stands for the issuer.
    base: String,
}

impl Client {
    pub fn new(settings: &ProviderSettings, http: Http) -> Self {
        let base = settings.url.trim_end_matches('/').to_owned();
        Self { settings: settings.clone(), http, base }
    }

    pub(super) fn begin(&self, journey: &Journey, service: &str) -> Result<String, Fault> {
        let mut url = self.address("login")?;
        let mut query = url.query_pairs_mut();
        query.append_pair("service", service);
        if journey.again {
            query.append_pair("renew", "true");
        }
        if self.settings.kind == Kind::EuLogin {
            query.append_pair("authenticationLevel", self.settings.authentication_level.as_str());
        }
        drop(query);
        Ok(url.into())
    }

    pub(super) async fn finish(
        &self,
        journey: &Journey,
        answer: &Answer,
        service: &str,
        now: Moment,
    ) -> Result<ExternalIdentity, Fault> {
        let ticket = answer.ticket.as_deref().ok_or_else(|| Fault::failed("there is no ticket"))?;
        // Only tickets for a service: a proxy's are handed to others.
        if !ticket.starts_with("ST-")
            || ticket.len() > TICKET_MAX
            || !ticket.chars().all(|c| c.is_ascii_graphic())
        {
            return Err(Fault::failed("this is no ticket"));
        }
        let eu_login = self.settings.kind == Kind::EuLogin;
        let mut url =
            self.address(if eu_login { "TicketValidationService" } else { "p3/serviceValidate" })?;
        let mut query = url.query_pairs_mut();
        query.append_pair("service", service).append_pair("ticket", ticket);
        if journey.again {
            query.append_pair("renew", "true");
        }
        if eu_login {
            query
                .append_pair("assuranceLevel", self.settings.assurance_level.as_str())
                .append_pair("ticketTypes", "SERVICE")
                .append_pair("userDetails", "true")
                .append_pair("groups", "*")
                .append_pair("format", "XML");
        }
        drop(query);
        let body = http::read(self.http.get(url.as_str())).await?;
        let told = answer::read(&body)?;
        let auth_time = if journey.again { Some(now) } else { told.auth_time.filter(|at| *at <= now) };
        let assurance = if eu_login { self.eu_login_assurance(&told)? } else { self.assurance(&told) };
        Ok(ExternalIdentity {
            provider: self.settings.id.clone(),
            issuer: self.base.clone(),
            email_verified: eu_login || self.settings.emails_verified,
            email: told.first(&["email", "mail"]),
            first_name: told.first(&["firstName", "givenName", "first_name"]).unwrap_or_default(),
            last_name: told.first(&["lastName", "familyName", "sn", "last_name"]).unwrap_or_default(),
            assurance,
            auth_time,
            session: Some(session_of(ticket)),
            groups: told.all("groups"),
            subject: told.user,
        })
    }

    fn assurance(&self, told: &Ticket) -> Assurance {
        let words = told.all("authnContextClass");
        self.settings.assurance(words.iter().map(String::as_str))
    }

    /// What was asked for is looked for in the answer: the address that asked went through the person's browser.
    fn eu_login_assurance(&self, told: &Ticket) -> Result<Assurance, Fault> {
        let level = told.first(&["authenticationLevel"]).and_then(|level| AuthenticationLevel::parse(&level));
        let level = level.unwrap_or_default();
        let known = told.first(&["assuranceLevel"]).and_then(|level| AssuranceLevel::parse(&level));
        if level < self.settings.authentication_level
            || known.map_or(self.settings.assurance_level > AssuranceLevel::Low, |known| {
                known < self.settings.assurance_level
            })
        {
            return Err(Fault::AssuranceTooLow);
        }
        let strengths = [told.all("strengths"), told.all("authenticationFactors")].concat();
        let by_strength = self.settings.assurance(strengths.iter().map(String::as_str));
        Ok(match level {
            // A strength counts for more than it only where EU Login itself says that there were two steps.
            AuthenticationLevel::Basic => Assurance::Password,
            AuthenticationLevel::Medium | AuthenticationLevel::High => by_strength.max(Assurance::TwoStep),
        })
    }

    fn address(&self, path: &str) -> Result<url::Url, Fault> {
        format!("{}/{path}", self.base).parse().map_err(Fault::failed)
    }
}

/// How a session is called that began with a ticket: single logout names the ticket.
pub fn session_of(ticket: &str) -> String {
    secret::hash(ticket)
}

impl AuthenticationLevel {
    fn as_str(self) -> &'static str {
        match self {
            Self::Basic => "BASIC",
            Self::Medium => "MEDIUM",
            Self::High => "HIGH",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Basic, Self::Medium, Self::High].into_iter().find(|level| level.as_str() == text)
    }
}

impl AssuranceLevel {
    fn as_str(self) -> &'static str {
        match self {
            Self::Low => "LOW",
            Self::Medium => "MEDIUM",
            Self::High => "HIGH",
            Self::Top => "TOP",
        }
    }

    /// By name or by number, as EU Login writes it.
    fn parse(text: &str) -> Option<Self> {
        match text {
            "LOW" | "10" => Some(Self::Low),
            "MEDIUM" | "20" => Some(Self::Medium),
            "HIGH" | "30" => Some(Self::High),
            "TOP" | "INTERNAL" | "40" => Some(Self::Top),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
