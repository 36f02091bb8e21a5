//! Reading a JSON body and a query string: what cannot be read is 400, what does not fit is 422 and names the field.

use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, web};
use hilum_api_types::problem::ErrorCode;
use hilum_domain::{FieldCode, FieldError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use validator::Validate;

use super::given::Given;
use super::unique::{self, Unique};
use crate::error::ApiError;

/// Most bytes of a body.
pub(crate) const BODY_LIMIT: usize = 256 * 1024;
/// Time for a body to arrive: less than the whole request has, so that who is slow is told so.
const BODY_TIME: Duration = Duration::from_secs(10);

/// A JSON body, of media type `application/json`.
#[derive(Clone, Debug)]
pub(crate) struct Json<T>(pub Given<T>);

impl<T: DeserializeOwned + Serialize + Validate> FromRequest for Json<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = arrived(request, payload, "application/json");
        Box::pin(async move { Ok(Self(Given::new(parse(&bytes.await?)?))) })
    }
}

/// The fields of a form, as other servers send them.
#[derive(Clone, Debug)]
pub(crate) struct Form(pub Vec<(String, String)>);

impl Form {
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }
}

impl FromRequest for Form {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = arrived(request, payload, "application/x-www-form-urlencoded");
        Box::pin(async move { Ok(Self(url::form_urlencoded::parse(&bytes.await?).into_owned().collect())) })
    }
}

/// A body of that media type, once all of it is there.
fn arrived(
    request: &HttpRequest,
    payload: &mut Payload,
    media_type: &str,
) -> impl Future<Output = Result<web::Bytes, ApiError>> + use<> {
    let right = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.split(';').next())
        .is_some_and(|v| v.trim().eq_ignore_ascii_case(media_type));
    let bytes = web::Bytes::from_request(request, payload);
    async move {
        if !right {
            return Err(ErrorCode::UnsupportedMediaType.into());
        }
        let late =
            |_| ApiError::Explained(ErrorCode::Malformed, "the body did not arrive within 10 s".into());
        let bytes = tokio::time::timeout(BODY_TIME, bytes).await.map_err(late)?.map_err(|error| {
            if error.as_response_error().status_code().as_u16() == 413 {
                ErrorCode::TooLarge
            } else {
                ErrorCode::Malformed
            }
        })?;
        Ok(bytes)
    }
}

fn parse<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, ApiError> {
    let value = read(bytes)?;
    if let Some(path) = unstorable(&value, String::new()) {
        return Err(ApiError::Invalid(vec![FieldError::new(path, FieldCode::Invalid)]));
    }
    let read: T = serde_path_to_error::deserialize(&value)
        .map_err(|error| ApiError::Invalid(vec![field_error(&error)]))?;
    let shape = serde_json::to_value(&read).map_err(anyhow::Error::from)?;
    match misshapen(&value, &shape, String::new()) {
        Some(path) => Err(ApiError::Invalid(vec![FieldError::new(path, FieldCode::Invalid)])),
        None => Ok(read),
    }
}

fn read(bytes: &[u8]) -> Result<serde_json::Value, ApiError> {
    let malformed = |error: &serde_json::Error| {
        ApiError::Explained(ErrorCode::Malformed, format!("the body is not JSON: {error}"))
    };
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let Unique(value) = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let text = error.inner().to_string();
        match text.strip_prefix(unique::TWICE).and_then(|text| text.rsplit_once('`')) {
            Some((name, _)) => {
                let path = beneath(&path_of(&error), name);
                ApiError::Invalid(vec![FieldError::new(path, FieldCode::DuplicateKey)])
            }
            None => malformed(error.inner()),
        }
    })?;
    reader.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

fn path_of(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    Some(error.path().to_string()).filter(|path| path != ".").unwrap_or_default()
}

fn beneath(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Serde also reads an object from a list of its values and a word from an object; the API's document allows neither.
fn misshapen(given: &serde_json::Value, read: &serde_json::Value, path: String) -> Option<String> {
    use serde_json::Value::{Array, Object};
    match (given, read) {
        (Array(given), Array(read)) => given
            .iter()
            .zip(read)
            .enumerate()
            .find_map(|(i, (given, read))| misshapen(given, read, format!("{path}[{i}]"))),
        (Object(given), Object(read)) => {
            given.iter().find_map(|(name, given)| misshapen(given, read.get(name)?, beneath(&path, name)))
        }
        (Array(_) | Object(_), _) => Some(path),
        _ => None,
    }
}

/// U+0000 is text to JSON and not to databases: said here, once, rather than found out there.
fn unstorable(value: &serde_json::Value, path: String) -> Option<String> {
    use serde_json::Value;
    match value {
        Value::String(text) => text.contains('\0').then_some(path),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(i, item)| unstorable(item, format!("{path}[{i}]")))
        }
        Value::Object(fields) => {
            fields.iter().find_map(|(name, item)| unstorable(item, beneath(&path, name)))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn field_error(error: &serde_path_to_error::Error<serde_json::Error>) -> FieldError {
    let text = error.inner().to_string();
    let named = |marker: &str| text.strip_prefix(marker)?.split('`').next().map(str::to_owned);
    let path = path_of(error);
    let field = |name: String| if path.ends_with(&name) { path.clone() } else { beneath(&path, &name) };
    if let Some(name) = named("unknown field `") {
        FieldError::new(field(name), FieldCode::UnknownField)
    } else if let Some(name) = named("missing field `") {
        FieldError::new(field(name), FieldCode::Required)
    } else {
        FieldError::new(path, FieldCode::Invalid)
    }
}

/// A query string.
#[derive(Clone, Debug)]
pub(crate) struct Query<T>(pub T);

impl<T: DeserializeOwned + Validate> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = std::future::Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if request.query_string().contains("%00") {
            return std::future::ready(Err(ErrorCode::Malformed.into()));
        }
        let query = web::Query::<T>::from_query(request.query_string()).map_err(|error| {
            ApiError::Explained(ErrorCode::Malformed, format!("the query cannot be read: {error}"))
        });
        std::future::ready(query.and_then(|query| Given::new(query.into_inner()).whole()).map(Self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hilum_api_types::access_requests::{CreateAccessRequest, DecideAccessRequest};

    fn fault<T: DeserializeOwned + Serialize + std::fmt::Debug>(body: &str) -> (String, FieldCode) {
        match parse::<T>(body.as_bytes()) {
            Err(ApiError::Invalid(errors)) => (errors[0].field.clone(), errors[0].code),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_field_that_does_not_fit_is_named_with_its_path() {
        assert_eq!(
            fault::<CreateAccessRequest>(r#"{"status":"decided"}"#),
            ("status".into(), FieldCode::UnknownField)
        );
        assert_eq!(
            fault::<CreateAccessRequest>(r#"{"profiles":["hp",3]}"#),
            ("profiles[1]".into(), FieldCode::Invalid)
        );
        assert_eq!(
            fault::<CreateAccessRequest>(r#"{"comment":"a\u0000b"}"#),
            ("comment".into(), FieldCode::Invalid)
        );
        assert_eq!(fault::<DecideAccessRequest>("{}"), ("items".into(), FieldCode::Required));
        assert_eq!(
            fault::<DecideAccessRequest>(r#"{"items":[{"decision":"approve"}]}"#),
            ("items[0].id".into(), FieldCode::Required)
        );
    }

    #[test]
    fn a_list_is_not_an_object_and_an_object_is_not_a_word() {
        assert_eq!(fault::<CreateAccessRequest>(r#"["CPMS"]"#), (String::new(), FieldCode::Invalid));
        let id = "01a200de-50d4-7fe0-89b9-15954a583ed2";
        let listed = format!(r#"{{"items":[["{id}","approve"]]}}"#);
        assert_eq!(fault::<DecideAccessRequest>(&listed), ("items[0]".into(), FieldCode::Invalid));
        let boxed = format!(r#"{{"items":[{{"id":"{id}","decision":{{"approve":null}}}}]}}"#);
        assert_eq!(fault::<DecideAccessRequest>(&boxed), ("items[0].decision".into(), FieldCode::Invalid));
        let reason = format!(r#"{{"items":[{{"id":"{id}","decision":"reject"}}],"reason":["other","x"]}}"#);
        assert_eq!(fault::<DecideAccessRequest>(&reason), ("reason".into(), FieldCode::Invalid));
    }

    #[test]
    fn a_name_given_twice_is_told_at_whatever_depth() {
        for (body, path) in [
            (r#"{"comment":"a","comment":"a"}"#, "comment"),
            (r#"{"items":[{},{"reason":{"text":"a","code":"b","text":"c"}}]}"#, "items[1].reason.text"),
            (r#"{"a":{"a":1,"a":2}}"#, "a.a"),
            (r#"{"a":1,"\u0061":2}"#, "a"),
            (r#"{"`":1,"`":2}"#, "`"),
            (r#"{"unknown":[[{"x":null,"x":null}]]}"#, "unknown[0][0].x"),
        ] {
            assert_eq!(fault::<CreateAccessRequest>(body), (path.into(), FieldCode::DuplicateKey), "{body}");
        }
        assert_eq!(read(br#"{"a":{"a":[1.5,-1,"x"]},"b":null}"#).unwrap()["a"]["a"][0], 1.5);
    }

    #[test]
    fn what_is_not_json_is_malformed() {
        assert_eq!(parse::<CreateAccessRequest>(b"{").unwrap_err().code(), ErrorCode::Malformed);
    }
}
