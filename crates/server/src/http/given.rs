//! What came in, with the faults of its shape: they are told together with those that the domain finds (R13).

use hilum_domain::{FieldCode, FieldError};
use serde::de::value::Error as Unread;
use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::error::{ApiError, ApiResult};

/// A value whose shape may have faults. They cannot be left behind: the value comes with them, or not at all.
#[derive(Clone, Debug)]
pub(crate) struct Given<T> {
    value: T,
    shape: Shape,
}

impl<T: Validate + DeserializeOwned> Given<T> {
    pub(crate) fn new(value: T) -> Self {
        let faults = value.validate().map_or_else(|errors| faults_of(&errors, ""), |()| Vec::new());
        let mut shape = Shape { faults: Vec::new(), order: &[] };
        if !faults.is_empty() {
            shape.order = declared::<T>();
            shape.faults = shape.joined(faults);
        }
        Self { value, shape }
    }
}

impl<T> Given<T> {
    /// What was asked for without a word.
    pub(crate) fn without_body(value: T) -> Self {
        Self { value, shape: Shape { faults: Vec::new(), order: &[] } }
    }

    /// The same, as another type has it.
    pub(crate) fn map<U>(self, into: impl FnOnce(T) -> U) -> Given<U> {
        Given { value: into(self.value), shape: self.shape }
    }

    /// To tell it from other calls, not to act on it.
    pub(crate) fn as_sent(&self) -> &T {
        &self.value
    }

    /// The value, where nothing but its shape can be wrong with it.
    pub(crate) fn whole(self) -> ApiResult<T> {
        self.checked(|_| Ok(()))
    }

    /// The value, where the domain finds nothing wrong with it either.
    pub(crate) fn checked(self, check: impl FnOnce(&T) -> ApiResult<()>) -> ApiResult<T> {
        self.shape.with(check(&self.value))?;
        Ok(self.value)
    }

    /// For a domain that has more to say: its verdict goes through [`Shape::with`].
    pub(crate) fn split(self) -> (T, Shape) {
        (self.value, self.shape)
    }
}

/// The faults of a shape, waiting for the domain's.
#[derive(Clone, Debug)]
#[must_use = "what is not joined with the domain's verdict is not told"]
pub(crate) struct Shape {
    faults: Vec<FieldError>,
    /// The fields in the order of their declaration.
    order: &'static [&'static str],
}

impl Shape {
    /// The verdict, with the faults of the shape before the domain's, field by field. Other refusals come first.
    pub(crate) fn with<R>(&self, verdict: ApiResult<R>) -> ApiResult<R> {
        match verdict {
            _ if self.faults.is_empty() => verdict,
            Ok(_) => Err(ApiError::Invalid(self.faults.clone())),
            Err(ApiError::Invalid(more)) => Err(ApiError::Invalid(self.joined(more))),
            Err(other) => Err(other),
        }
    }

    fn joined(&self, more: Vec<FieldError>) -> Vec<FieldError> {
        // The domain knows better how long something may be: of a password it counts what is kept of it. Of what is
        // too long, that it is also not of its form says nothing more.
        let told = |by: &[FieldError], field: &str, code: FieldCode| {
            by.iter().any(|fault| fault.field == field && fault.code == code)
        };
        let shape = self.faults.iter().filter(|fault| !told(&more, &fault.field, fault.code));
        let mut faults: Vec<FieldError> = shape.cloned().collect();
        let of_shape = faults.len();
        for fault in &more {
            let too_long = told(&faults[..of_shape], &fault.field, FieldCode::TooLong);
            if fault.code != FieldCode::Invalid || !too_long {
                faults.push(fault.clone());
            }
        }
        self.sort(&mut faults);
        faults
    }

    fn sort(&self, faults: &mut [FieldError]) {
        let order = self.order;
        let place = |fault: &FieldError| {
            let name = fault.field.split(['.', '[']).next();
            order.iter().position(|declared| Some(*declared) == name).unwrap_or(order.len())
        };
        faults.sort_by_key(place);
    }
}

/// Paths as in the API, `items[2].id`; what was given is not repeated.
fn faults_of(errors: &ValidationErrors, path: &str) -> Vec<FieldError> {
    let mut faults = Vec::new();
    for (name, kind) in errors.errors() {
        let path = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
        match kind {
            ValidationErrorsKind::Field(errors) => {
                faults.extend(errors.iter().flat_map(|error| fault_of(error, &path)));
            }
            ValidationErrorsKind::Struct(inner) => faults.extend(faults_of(inner, &path)),
            ValidationErrorsKind::List(entries) => {
                let entries = entries.iter().map(|(i, inner)| faults_of(inner, &format!("{path}[{i}]")));
                faults.extend(entries.flatten());
            }
        }
    }
    faults
}

/// One fault, or one for each entry of a list that the parameter `at` names.
fn fault_of(error: &ValidationError, path: &str) -> Vec<FieldError> {
    let max = error.params.get("max");
    let code = if error.code == "length" { FieldCode::TooLong } else { FieldCode::Invalid };
    let fault = |path: String| match max {
        Some(max) => FieldError::new(path, code).with("max", max),
        None => FieldError::new(path, code),
    };
    match error.params.get("at").and_then(serde_json::Value::as_array) {
        Some(at) => at.iter().map(|i| fault(format!("{path}[{i}]"))).collect(),
        None => vec![fault(path.to_owned())],
    }
}

/// The names of a struct's fields, in the order in which it declares them: what serde tells whoever fills it.
fn declared<T: DeserializeOwned>() -> &'static [&'static str] {
    struct Names<'a>(&'a mut &'static [&'static str]);

    impl<'de> Deserializer<'de> for Names<'_> {
        type Error = Unread;

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _name: &'static str,
            fields: &'static [&'static str],
            _visitor: V,
        ) -> Result<V::Value, Unread> {
            *self.0 = fields;
            Err(Unread::custom("only the names are wanted"))
        }

        fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Unread> {
            Err(Unread::custom("not a struct"))
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
            unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }

    let mut names: &'static [&'static str] = &[];
    let _ = T::deserialize(Names(&mut names));
    names
}

#[cfg(test)]
mod tests {
    use hilum_api_types::access_requests::{CreateAccessRequest, DecideAccessRequest};
    use hilum_api_types::accounts::{ChangePassword, CreateAccount};

    use super::*;

    fn told<T: Validate + DeserializeOwned>(value: serde_json::Value, verdict: ApiResult<()>) -> Vec<String> {
        let (_, shape) = Given::<T>::new(serde_json::from_value(value).unwrap()).split();
        match shape.with(verdict) {
            Err(ApiError::Invalid(faults)) => {
                faults.iter().map(|f| format!("{} {}", f.field, f.code)).collect()
            }
            other => vec![format!("{other:?}")],
        }
    }

    fn account() -> serde_json::Value {
        serde_json::json!({"first_name": "x".repeat(101), "last_name": "", "email": "x".repeat(255),
            "email_confirmation": "", "language": "x".repeat(11), "privacy_accepted": true})
    }

    #[test]
    fn faults_are_told_with_the_domains_in_the_order_of_declaration() {
        let more = vec![
            FieldError::new("last_name", FieldCode::Required),
            FieldError::new("email", FieldCode::Invalid),
            FieldError::new("first_name", FieldCode::TooLong),
            FieldError::new("email_confirmation", FieldCode::Required),
        ];
        assert_eq!(
            told::<CreateAccount>(account(), Err(ApiError::Invalid(more))),
            [
                "first_name too_long",
                "last_name required",
                "email too_long",
                "email_confirmation required",
                "language too_long"
            ]
        );
        assert_eq!(
            told::<CreateAccount>(account(), Ok(())),
            ["first_name too_long", "email too_long", "language too_long"]
        );
    }

    #[test]
    fn where_both_say_that_it_is_too_long_the_domain_says_how_long_it_may_be() {
        let body = serde_json::json!({"new_password": "x".repeat(1025)});
        let (_, shape) = Given::<ChangePassword>::new(serde_json::from_value(body).unwrap()).split();
        let kept = FieldError::new("new_password", FieldCode::TooLong).with("max", 256);
        let Err(ApiError::Invalid(faults)) = shape.with::<()>(Err(ApiError::Invalid(vec![kept.clone()])))
        else {
            panic!("it passed")
        };
        assert_eq!(faults, [kept]);
    }

    #[test]
    fn other_refusals_come_first_and_nothing_is_wrong_with_what_fits() {
        assert_eq!(told::<CreateAccount>(account(), Err(ApiError::not_found())), ["Err(Code(NotFound))"]);
        assert_eq!(told::<CreateAccessRequest>(serde_json::json!({}), Ok(())), ["Ok(())"]);
    }

    #[test]
    fn what_is_deep_inside_has_its_whole_path_and_a_list_tells_each_entry() {
        let id = "01a200de-50d4-7fe0-89b9-15954a583ed2";
        let reason = serde_json::json!({"code": "other", "text": "x".repeat(2001)});
        let item = serde_json::json!({"id": id, "decision": "approve"});
        let body = serde_json::json!({"items": vec![item; 21], "reason": reason});
        assert_eq!(told::<DecideAccessRequest>(body, Ok(())), ["items too_long", "reason.text too_long"]);
        let profiles = ["hp".to_owned(), "x".repeat(101), "hp".to_owned(), "y".repeat(101)];
        let body = serde_json::json!({"profiles": profiles, "application": "a".repeat(101)});
        assert_eq!(
            told::<CreateAccessRequest>(body, Ok(())),
            ["application too_long", "profiles[1] too_long", "profiles[3] too_long"]
        );
    }

    #[test]
    fn what_was_given_is_not_repeated() {
        let given = Given::<CreateAccount>::new(serde_json::from_value(account()).unwrap());
        let Err(ApiError::Invalid(faults)) = given.whole() else { panic!("it passed") };
        assert_eq!(faults[0].params.iter().collect::<Vec<_>>(), [(&"max".to_owned(), &"100".to_owned())]);
    }
}
