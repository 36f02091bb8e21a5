//! The only place that turns an error into an HTTP status (invariant 5). What the client is told and what went wrong
//! inside are different things: the cause goes to the log, found by the request id.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use hilum_api_types::problem::{ErrorCode, Problem};
use hilum_domain::access_request::Rejection;
use hilum_domain::{FieldError, account, grant};
use hilum_store::{StoreError, WorkError};

use crate::request_id;

#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    #[error("{0:?}")]
    Code(ErrorCode),
    /// With a sentence for whoever reads the answer.
    #[error("{1}")]
    Explained(ErrorCode, String),
    /// Every fault of the content.
    #[error("{0:?}")]
    Invalid(Vec<FieldError>),
    /// Try again after so many seconds.
    #[error("{0:?}: again in {1} s")]
    Later(ErrorCode, u64),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0:#}")]
    Internal(anyhow::Error),
}

pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    pub fn not_found() -> Self {
        Self::Code(ErrorCode::NotFound)
    }

    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Code(code) | Self::Explained(code, _) | Self::Later(code, _) => *code,
            Self::Invalid(_) => ErrorCode::Invalid,
            Self::Store(StoreError::Conflict) => ErrorCode::Conflict,
            Self::Store(StoreError::Duplicate) => ErrorCode::Duplicate,
            Self::Store(StoreError::ShutOut) => ErrorCode::NotSignedIn,
            Self::Store(StoreError::Unavailable(_) | StoreError::Busy(_) | StoreError::Retry(_)) => {
                ErrorCode::Unavailable
            }
            Self::Store(
                StoreError::Corrupt(_)
                | StoreError::Panicked
                | StoreError::Newer(_)
                | StoreError::File(_)
                | StoreError::Database(_),
            )
            | Self::Internal(_) => ErrorCode::Internal,
        }
    }

    /// Nothing that was asked is to blame: it says nothing about whoever asked.
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::Store(_) | Self::Internal(_)) || self.code().status() >= 500
    }

    /// Where somebody waits for a verdict, a failure of ours is told as what passes.
    #[must_use]
    pub fn without_verdict(self) -> Self {
        match self {
            Self::Internal(error) => {
                tracing::error!(error = format!("{error:#}"), "something could not be judged");
                Self::Later(ErrorCode::Unavailable, 5)
            }
            Self::Store(StoreError::Corrupt(_) | StoreError::Panicked | StoreError::Database(_)) => {
                tracing::error!(error = format!("{self:#}"), "something could not be judged");
                Self::Later(ErrorCode::Unavailable, 5)
            }
            Self::Store(_) | Self::Code(_) | Self::Explained(..) | Self::Invalid(_) | Self::Later(..) => self,
        }
    }

    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Later(_, seconds) => Some(*seconds),
            _ if self.code() == ErrorCode::Unavailable => Some(5),
            Self::Code(_) | Self::Explained(..) | Self::Invalid(_) | Self::Store(_) | Self::Internal(_) => {
                None
            }
        }
    }

    fn problem(&self) -> Problem {
        let code = self.code();
        let (detail, fields) = match self {
            Self::Explained(_, detail) => (Some(detail.clone()), Vec::new()),
            Self::Invalid(fields) => (None, fields.clone()),
            Self::Code(_) | Self::Later(..) | Self::Store(_) | Self::Internal(_) => (None, Vec::new()),
        };
        Problem {
            kind: format!("/problems/{}", code.as_str()),
            title: code.title().to_owned(),
            status: code.status(),
            detail,
            code,
            request_id: request_id::current(),
            fields,
        }
    }
}

/// The verdict of a check that found these.
pub(crate) fn faultless(faults: Vec<FieldError>) -> ApiResult<()> {
    if faults.is_empty() { Ok(()) } else { Err(ApiError::Invalid(faults)) }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        if matches!(self.code(), ErrorCode::Internal | ErrorCode::Unavailable) {
            tracing::error!(request_id = request_id::current(), error = format!("{self:#}"), cause = ?self, "a request failed");
        }
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((CONTENT_TYPE, "application/problem+json"));
        if let Some(seconds) = self.retry_after() {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        response.extensions_mut().insert(self.code());
        #[expect(clippy::expect_used, reason = "codes and texts are always JSON")]
        let body = serde_json::to_string(&self.problem()).expect("a problem");
        response.body(body)
    }
}

impl WorkError for ApiError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Code(_) | Self::Explained(..) | Self::Invalid(_) | Self::Later(..) | Self::Internal(_) => {
                None
            }
        }
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self::Code(code)
    }
}

impl From<anyhow::Error> for ApiError {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl From<Rejection> for ApiError {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::WrongState => ErrorCode::WrongState.into(),
            Rejection::NotEntitled => ErrorCode::Forbidden.into(),
            Rejection::SelfDecision => ErrorCode::SelfDecision.into(),
            Rejection::Invalid(errors) => Self::Invalid(errors),
        }
    }
}

impl From<grant::Rejection> for ApiError {
    fn from(rejection: grant::Rejection) -> Self {
        match rejection {
            grant::Rejection::WrongState => ErrorCode::WrongState.into(),
            grant::Rejection::NotEntitled => ErrorCode::Forbidden.into(),
        }
    }
}

impl From<account::Rejection> for ApiError {
    fn from(rejection: account::Rejection) -> Self {
        match rejection {
            account::Rejection::WrongState => ErrorCode::WrongState.into(),
            account::Rejection::NotEntitled => ErrorCode::Forbidden.into(),
        }
    }
}
