//! How long texts and lists may be and how large numbers, each written once: the check of the browser, the shape that the
//! server demands, the API's document and the columns all go by these.

/// Declares bounds, and how the document tells them: by name, so that it says each once too. `text`: most characters, as
/// Unicode counts them; `number`: the smallest and the largest.
macro_rules! bounds {
    ($($(#[$doc:meta])* $kind:ident $name:ident $(: $type:ty)? = $($bound:expr),+;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        bounds!(@ $kind $name $($type)? = $($bound),+);

        #[cfg(feature = "server")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                document::$kind($($bound),+)
            }
        }

        #[cfg(feature = "server")]
        impl utoipa::ToSchema for $name {}
    )+};
    (@ text $name:ident = $max:expr) => {
        impl $name {
            /// Most characters.
            pub const MAX: u64 = $max;
        }
    };
    (@ number $name:ident $type:ty = $min:expr, $max:expr) => {
        impl $name {
            pub const MIN: $type = $min;
            pub const MAX: $type = $max;
        }
    };
}

/// How the document tells a list of at most so many.
#[cfg(feature = "server")]
#[derive(Debug)]
pub struct UpTo<T, const MAX: u64>(std::marker::PhantomData<T>);

#[cfg(feature = "server")]
mod document {
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type};
    use utoipa::openapi::{Ref, RefOr, Schema};
    use utoipa::{Number, PartialSchema, ToSchema};

    use super::UpTo;

    pub(super) fn text(max: u64) -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).max_length(usize::try_from(max).ok()).into()
    }

    pub(super) fn number(min: impl Into<Number>, max: impl Into<Number>) -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(min)).maximum(Some(max)).into()
    }

    impl<T: ToSchema, const MAX: u64> PartialSchema for UpTo<T, MAX> {
        fn schema() -> RefOr<Schema> {
            let most = usize::try_from(MAX).ok();
            ArrayBuilder::new().items(Ref::from_schema_name(T::name())).max_items(most).into()
        }
    }

    impl<T: ToSchema, const MAX: u64> ToSchema for UpTo<T, MAX> {
        fn schemas(all: &mut Vec<(String, RefOr<Schema>)>) {
            all.push((T::name().into(), T::schema()));
            T::schemas(all);
        }
    }
}

/// Most profiles of one request.
pub const PROFILES_MAX: u64 = 20;
/// More thematic areas than any network has.
pub const AREAS_MAX: u64 = 200;

bounds! {
    /// A first or last name.
    text PersonName = 100;
    /// RFC 5321.
    text MailAddress = 254;
    /// BCP 47.
    text LanguageTag = 10;
    /// As typed: of the 256 characters that are kept (ASVS 6.2.9) a keyboard may write each as several.
    text TypedPassword = 1024;
    /// From a link of ours, or the name of a challenge.
    text LinkToken = 200;
    /// A one-time code, a recovery code, a support code, with whatever separates its digits; or a password in their place.
    text TypedCode = 1024;
    /// A number has fifteen digits at most (E.164); people write them with signs between.
    text TypedPhone = 60;
    /// What somebody calls a second factor of theirs.
    text FactorLabel = 50;
    /// The code of an application, a profile or a thematic area.
    text CatalogueCode = 100;
    /// What an applicant says when it is submitted.
    text Comment = 2000;
    /// What may be saved of it: it is being shortened (R13).
    text DraftComment = 4 * Comment::MAX;
    /// Why something is rejected, returned, suspended or unlocked.
    text ReasonText = 2000;
    text ProfessionalRole = 100;
    /// What is looked for.
    text SearchText = 2000;
    /// The name of one of a closed set.
    text ChoiceName = 50;
    /// Where a page of a list goes on.
    text PageCursor = 500;

    /// Items of a page.
    number PageLimit: u64 = 1, 100;
    /// Ten years.
    number DaysAgo: u16 = 0, 3650;
    /// The seconds that the clock of training can be moved by: ten years.
    number ClockAdvance: i64 = 0, 10 * 366 * 86_400;
}
