//! The wire contract of Hilum's REST API: what goes over HTTP, shared by the server, the page and Rust clients.
//!
//! Names are `CreateX` for what comes in, `XView` for one thing, `XSummary` for a line of a list. Dates are RFC 3339
//! in UTC (R20), ids UUID v7, enums snake_case. With the feature `openapi` every type describes itself.

pub mod access_profiles;
pub mod access_requests;
pub mod accounts;
pub mod applications;
pub mod deliveries;
pub mod factors;
pub mod grants;
pub mod organisations;
pub mod own_data;
pub mod page;
pub mod paths;
pub mod portal;
pub mod preferences;
pub mod problem;
pub mod sessions;
pub mod training;

/// Derives what every type of the contract has.
macro_rules! wire {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident { $($body:tt)* })+) => {$(
        #[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        $(#[$meta])*
        $vis struct $name { $($body)* }
    )+};
}
pub(crate) use wire;

/// What comes in, besides: names it does not have are faults, and so is more than its bounds allow.
macro_rules! input {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident { $($body:tt)* })+) => {$(
        $crate::wire! {
            #[cfg_attr(feature = "server", derive(validator::Validate))]
            #[serde(deny_unknown_fields)]
            $(#[$meta])*
            $vis struct $name { $($body)* }
        }
    )+};
}
pub(crate) use input;

/// What must not appear in a log, even by mistake: read like text, shown as nothing.
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "server", schema(value_type = String))]
#[derive(Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

#[cfg(feature = "server")]
impl validator::ValidateLength<u64> for Secret {
    fn length(&self) -> Option<u64> {
        self.0.length()
    }
}

/// Each text of a list, as the document has it: which are too long is in the parameter `at`.
#[cfg(feature = "server")]
pub(crate) fn each_code(codes: &[String]) -> Result<(), validator::ValidationError> {
    use hilum_domain::bounds::CatalogueCode;
    let long = |code: &String| code.chars().count() as u64 > CatalogueCode::MAX;
    let at: Vec<usize> = (0..).zip(codes).filter(|(_, code)| long(code)).map(|(i, _)| i).collect();
    if at.is_empty() {
        return Ok(());
    }
    let mut error = validator::ValidationError::new("length");
    error.add_param("max".into(), &CatalogueCode::MAX);
    error.add_param("at".into(), &at);
    Err(error)
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}
