//! Why there is no answer, and what a person should read of it.

use hilum_api_types::problem::{ErrorCode, Problem};
use hilum_domain::{FieldCode, FieldError};

use crate::words::{date, t, t_args, t_code};

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorKind {
    Offline,
    Timeout,
    /// The server said what is wrong.
    Problem,
    Unexpected,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiError {
    pub(crate) kind: ErrorKind,
    pub(crate) problem: Option<Problem>,
    /// Seconds until another try makes sense.
    pub(crate) retry_after: Option<u32>,
}

impl ApiError {
    pub(crate) fn of(kind: ErrorKind) -> Self {
        Self { kind, problem: None, retry_after: None }
    }

    pub(crate) fn code(&self) -> Option<ErrorCode> {
        self.problem.as_ref().map(|problem| problem.code)
    }

    /// Faults of single fields; empty for other errors.
    pub(crate) fn fields(&self) -> &[FieldError] {
        self.problem.as_ref().map_or(&[], |problem| &problem.fields)
    }

    /// What a person should read.
    pub(crate) fn text(&self) -> String {
        let mut text = match (self.kind, self.code()) {
            (ErrorKind::Problem, Some(code)) => t_code("error", code.as_str()),
            (ErrorKind::Offline, _) => t("error-offline"),
            (ErrorKind::Timeout, _) => t("error-timeout"),
            (ErrorKind::Unexpected | ErrorKind::Problem, _) => t("error-unexpected"),
        };
        if let Some(seconds) = self.retry_after {
            let (key, count) = match seconds {
                0..100 => ("error-retry-after-seconds", seconds.max(1)),
                _ => ("error-retry-after-minutes", seconds.div_ceil(60)),
            };
            text = format!("{text} {}", t_args(key, &[("count", &count.to_string())]));
        }
        text
    }
}

/// What a person should read about a fault of a field.
pub(crate) fn field_error_text(error: &FieldError) -> String {
    if error.code == FieldCode::Mismatch && error.field == "current_password" {
        return t("field-error-current_password");
    }
    let dated = error.params.get("max").and_then(|max| max.parse().ok()).map(date);
    let args: Vec<(&str, &str)> = error
        .params
        .iter()
        .map(|(name, value)| match &dated {
            Some(date) if name == "max" => ("max", date.as_str()),
            _ => (name.as_str(), value.as_str()),
        })
        .collect();
    t_args(&["field-error-", error.code.as_str()].concat(), &args)
}
